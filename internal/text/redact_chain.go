package text

const (
	chainDigits = 40 // of the longest chain
	gapCells    = 4  // of the longest gap in it
)

// chain is digits with single gaps between, as people write long numbers.
type chain struct {
	sizes  []int // of the groups
	starts []int // cells
	gaps   []rune
	digits int
	zero   bool // the first is 0
	plus   bool
	end    int
	space  [24]int
	where  [24]int
	by     [24]rune
}

// chain reads digits with gaps from i, a digit, "+" or "(", and judges them. It
// returns where to go on.
func (s *sweep) chain(i int) int {
	var c chain
	c.sizes, c.starts, c.gaps = c.space[:0], c.where[:0], c.by[:0]
	at := i
	for at-i < 3 && (s.at(at).r == '(' || s.at(at).r == '+' || s.at(at).is(spaceCell)) {
		c.plus = c.plus || s.at(at).r == '+'
		at++
	}
	if !s.at(at).is(digitCell) {
		return i
	}
	c.zero = s.at(at).r == '0'
	for len(c.sizes) < len(c.space) && c.digits < chainDigits {
		end := s.digitsEnd(at)
		c.sizes, c.starts = append(c.sizes, end-at), append(c.starts, at)
		c.digits += end - at
		c.end = end
		next, by := s.gapEnd(end)
		if next == end || by == ' ' && s.parts(next) {
			break
		}
		c.gaps = append(c.gaps, by)
		at = next
	}
	c.gaps = c.gaps[:len(c.sizes)-1]
	slot := s.judge(i, &c)
	if slot == "" {
		for g, size := range c.sizes {
			if len(c.sizes) > 1 && size >= 5 && !c.isDecimal() {
				if slot := s.judgeRun(c.starts[g], c.starts[g]+size); slot != "" {
					s.add(c.starts[g], c.starts[g]+size, slot, guess)
				}
			}
		}
		if c.starts[0] > i {
			return i
		}
		return c.end
	}
	if slot == SlotPhone {
		c.end = s.extensionEnd(c.end)
	}
	start := i
	if !c.plus && s.at(i).r == '(' && !s.closes(i, c.end) {
		start = c.starts[0]
	}
	w := guess
	if slot == SlotCard {
		w = proven
	}
	s.add(start, c.end, slot, w)
	return c.end
}

// closes reports whether the bracket at i is shut before end.
func (s *sweep) closes(i, end int) bool {
	for ; i < end; i++ {
		if s.at(i).r == ')' {
			return true
		}
	}
	return false
}

// gapEnd reads a gap between two groups of digits: where the next group begins
// and the sign in the gap, ' ' for none.
func (s *sweep) gapEnd(i int) (next int, by rune) {
	by = ' '
	for j := i; j-i < gapCells+1; j++ {
		c := s.at(j)
		switch {
		case c.is(digitCell):
			if j == i {
				return i, by
			}
			return j, by
		case c.is(spaceCell):
			if by == '.' {
				return i, by
			}
		case c.r == '-' || c.r == '.' || c.r == '/' || c.r == '(' || c.r == ')' || c.r == '_' || c.r == '·' || c.r == '・' || c.r == '•' || c.r == '~' || c.r == 'ー':
			if by == c.r && c.r != '(' && c.r != ')' && c.r != '-' {
				return i, by
			}
			by = c.r
		default:
			return i, by
		}
	}
	return i, by
}

// parts reports whether the digits at i, behind a space, begin something else:
// a date, a price, a time of day.
func (s *sweep) parts(i int) bool {
	end := s.digitsEnd(i)
	return s.at(end).r == ':' && s.at(end+1).is(digitCell) || s.date(i) > i || end-i < 4 && s.priceEnd(i) > i && s.at(i).r != '0'
}

func (c *chain) isDecimal() bool {
	if len(c.sizes) != 2 || c.gaps[0] != '.' {
		return false
	}
	return c.sizes[1] <= 2 || c.sizes[0] <= 3 && c.sizes[1] <= 6 && (!c.zero || c.sizes[0] == 1)
}

// isVersion reports numbers with dots that are shaped like no telephone number.
func (s *sweep) isVersion(c *chain) bool {
	if c.plus || c.zero && c.sizes[0] > 1 {
		return false
	}
	for _, by := range c.gaps {
		if by != '.' {
			return false
		}
	}
	if c.digits == 11 && len(c.sizes) == 4 && c.sizes[0] == 1 && c.sizes[1] == 3 {
		return false
	}
	for _, size := range c.sizes {
		if size == 1 {
			return true
		}
	}
	return s.isYear(c.starts[0], c.sizes[0]) || s.isQuantity(c.starts[0])
}

func (s *sweep) isYear(i, size int) bool {
	if size != 4 {
		return false
	}
	v := s.value(i, i+4)
	return v >= 1900 && v < 2100
}

// judge names the slot of a chain, or none.
func (s *sweep) judge(i int, c *chain) Slot {
	n, k := c.digits, len(c.sizes)
	if k == 1 {
		if c.plus && n >= 7 {
			return SlotPhone
		}
		if n < 5 {
			return ""
		}
		return s.judgeRun(c.starts[0], c.end)
	}
	if n >= 13 && n <= 19 && s.passesLuhn(c) {
		return SlotCard
	}
	if n < 7 || s.isQuantity(i) && n < 9 || c.isDecimal() || s.isVersion(c) || s.areYears(c) || s.areRound(c) {
		return ""
	}
	longest, single, same := 0, false, true
	for g, size := range c.sizes {
		longest = max(longest, size)
		single = single || g > 0 && size == 1
		same = same && (g < 2 || c.gaps[g-1] == c.gaps[0])
	}
	switch {
	case n > 15:
		return SlotID
	case c.plus, c.zero && c.sizes[0] > 1 && n >= 8, c.zero && k > 2 && n >= 10:
		return SlotPhone
	case n == 7:
		if same && c.gaps[0] != '.' && c.gaps[0] != '/' && longest < 6 && longest > 2 && (k == 2 && c.sizes[0] == 3 || k == 3 && c.sizes[0] > 1) {
			return SlotPhone
		}
		return ""
	case single && n < 11:
		return ""
	case longest < 3:
		if same && k >= 4 && k <= 6 {
			return SlotPhone
		}
		return ""
	case s.isYear(c.starts[0], c.sizes[0]):
		return SlotID
	}
	return SlotPhone
}

// areYears reports "2019 - 2024".
func (s *sweep) areYears(c *chain) bool {
	for g, size := range c.sizes {
		if !s.isYear(c.starts[g], size) {
			return false
		}
	}
	return true
}

// areRound reports a range such as "1500-2000".
func (s *sweep) areRound(c *chain) bool {
	if len(c.sizes) != 2 || c.gaps[0] != '-' || c.plus || c.zero {
		return false
	}
	for g, size := range c.sizes {
		if size > 5 || s.value(c.starts[g], c.starts[g]+size)%50 != 0 {
			return false
		}
	}
	return true
}

// passesLuhn checks all digits of a chain that has only the gaps of a card.
func (s *sweep) passesLuhn(c *chain) bool {
	for _, by := range c.gaps {
		if by != ' ' && by != '-' && by != '.' {
			return false
		}
	}
	return s.luhn(c.starts[0], c.end)
}

// luhn is the check of ISO/IEC 7812-1, annex B, over the digits of a stretch.
func (s *sweep) luhn(i, end int) bool {
	sum, twice := 0, false
	for j := end - 1; j >= i; j-- {
		if !s.at(j).is(digitCell) {
			continue
		}
		d := int(s.at(j).r - '0')
		if twice {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, twice = sum+d, !twice
	}
	return sum%10 == 0 && sum > 0
}

// extensionEnd is where a telephone number with its extension ends.
func (s *sweep) extensionEnd(end int) int {
	i := end
	for i-end < 3 && (s.at(i).is(spaceCell) || s.at(i).r == ',' || s.at(i).r == '(' || s.at(i).r == ';') {
		i++
	}
	after := s.roleAt(i, extension)
	if after == 0 && (s.at(i).low == 'x' || s.at(i).r == '#') {
		after = i + 1
	}
	if after == 0 {
		return end
	}
	for j := after; j-after < 3; j++ {
		if stop := s.digitsEnd(j); stop > j && stop-j < 7 {
			return stop
		}
	}
	return end
}
