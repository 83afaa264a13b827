package text

// address4 takes four numbers up to 255 with dots between, unless a word before
// says that it is a version.
func (s *sweep) address4(i int) int {
	at := i
	for part := range 4 {
		end := s.digitsEnd(at)
		if end == at || end-at > 3 || s.value(at, end) > 255 {
			return i
		}
		at = end
		if part < 3 {
			if s.at(at).r != '.' {
				return i
			}
			at++
		}
	}
	if next := s.at(at); next.is(alphaCell) || next.r == '.' && s.at(at+1).is(digitCell) || s.at(i-1).r == '.' || s.at(i-1).r == '-' || s.isQuantity(i) {
		return i
	}
	s.add(i, at, SlotIP, proven)
	return at
}

// hexGroupsFrom looks at the colon behind a group that begins with a digit.
func (s *sweep) hexGroupsFrom(i int) {
	for j := i; j < i+5; j++ {
		if c := s.at(j); c.r == ':' {
			s.hexGroups(j)
			return
		} else if !isHex(c) {
			return
		}
	}
}

func isHex(c *cell) bool { return c.is(digitCell) || c.low >= 'a' && c.low <= 'f' }

// hexGroups takes groups of hex digits around the colon at i: an address of
// version 6, or the six pairs of a network card.
func (s *sweep) hexGroups(i int) {
	if i < s.colon {
		return
	}
	start := i
	for i-start < 5 && isHex(s.at(start-1)) {
		start--
	}
	end, colons, double, longest, digits := start, 0, false, 0, 0
	run := 0
	for ; end-start < 64; end++ {
		c := s.at(end)
		if c.r == ':' {
			colons++
			double = double || s.at(end+1).r == ':'
			run = 0
			continue
		}
		if !isHex(c) {
			break
		}
		if c.is(digitCell) {
			digits++
		}
		run++
		longest = max(longest, run)
	}
	s.colon = end
	for s.at(end-1).r == ':' && s.at(end-2).r != ':' {
		end--
		colons--
	}
	if s.at(start-1).is(letterCell|digitCell) || s.at(end).is(alphaCell) || longest > 4 {
		return
	}
	switch {
	case double && digits > 0 && colons >= 2 && colons <= 7 && end-start >= 5, colons == 7:
		s.add(start, end, SlotIP, proven)
	case colons == 5 && longest == 2:
		s.add(start, end, SlotID, proven)
	}
}
