package text

// code is what is counted in a token of letters and digits.
type code struct {
	end             int // behind the last letter or digit
	digits, letters int
	turns           int // from letter to digit and back
	firstDigit      int // cell
	lastDigit       int
	dashes          int
	lower           int
}

// codeAt reads letters of an alphabet and digits from i on, joined by "-", "_"
// and, between digits, "/".
func (s *sweep) codeAt(i int) code {
	c := code{end: i, firstDigit: -1}
	digit := s.at(i).is(digitCell)
	for j := i; j-i < 512; j++ {
		cell := s.at(j)
		switch {
		case cell.is(digitCell):
			if c.digits++; c.firstDigit < 0 {
				c.firstDigit = j
			}
			if !digit {
				c.turns, digit = c.turns+1, true
			}
			c.lastDigit, c.end = j, j+1
			continue
		case cell.is(alphaCell):
			c.letters++
			if !cell.is(upperCell) {
				c.lower++
			}
			if digit {
				c.turns, digit = c.turns+1, false
			}
			c.end = j + 1
			continue
		case j > i && (cell.r == '-' || cell.r == '_') && s.at(j+1).is(alphaCell|digitCell):
			c.dashes++
			continue
		case j > i && cell.r == '/' && c.digits > 0 && s.at(j-1).is(digitCell) && s.at(j+1).is(digitCell):
			c.dashes++
			continue
		}
		break
	}
	return c
}

// token takes the code at i if it mixes letters and digits as identifiers do.
// It returns where to go on: i where there is no such mixture.
func (s *sweep) token(i int) int {
	c := s.codeAt(i)
	if c.digits == 0 || c.letters == 0 {
		if c.digits == 0 && s.isKeyLike(i, c) {
			s.add(i, c.end, SlotID, guess)
		}
		return i
	}
	if s.isIdentifier(i, c) {
		s.add(i, c.end, SlotID, guess)
		return c.end
	}
	if c.dashes > 0 && c.digits > 2 {
		return i // "Tel-0171" and what follows are judged one by one
	}
	return c.end
}

// isKeyLike reports a long word of capitals in odd places: a key without
// digits.
func (s *sweep) isKeyLike(i int, c code) bool {
	if c.end-i < 24 || c.dashes > 0 || c.lower == c.letters {
		return false
	}
	changes := 0
	for j := i + 1; j < c.end; j++ {
		if s.at(j).is(upperCell) != s.at(j-1).is(upperCell) {
			changes++
		}
	}
	return changes >= 6
}

func (s *sweep) isIdentifier(i int, c code) bool {
	size := c.end - i
	switch {
	case s.isHarmless(i, c):
		return false
	case c.digits >= 5, c.digits == 4 && (c.letters > 1 || c.dashes == 0):
		return true
	case size >= 16 && c.turns >= 2, size >= 8 && c.digits >= 3 && c.turns >= 3:
		return true
	}
	return size >= 6 && c.digits > c.letters && c.digits >= 4
}

// isHarmless reports tokens that count, measure or name a product.
func (s *sweep) isHarmless(i int, c code) bool {
	contiguous := c.lastDigit-c.firstDigit+1 == c.digits
	if contiguous && c.digits == 4 && s.isYear(c.firstDigit, 4) && (c.firstDigit > i || c.lower == c.letters) {
		return true
	}
	if end := s.roleAt(i, quantityCue); end > 0 && c.digits <= 4 && (end == c.firstDigit || end == c.firstDigit-1) {
		return true
	}
	if c.firstDigit != i {
		return false
	}
	if c.letters == 1 && c.digits <= 4 && (s.at(i+1).low == 'h' || s.at(i+2).low == 'h') {
		return true // 19h30
	}
	if s.at(i).r == '0' && s.at(i+1).low == 'x' && c.end-i <= 10 {
		return true
	}
	first := s.digitsEnd(i)
	if first-i <= 5 && s.at(first).low == 'x' && c.letters <= 3 && s.digitsEnd(first+1) == c.lastDigit+1 && c.lastDigit-first <= 5 {
		return true // 1920x1080
	}
	if contiguous && first-i <= 6 {
		if s.roleAt(first, unit) == c.end {
			return true
		}
		return s.at(first).r == '-' && c.lower == c.letters && c.letters <= 4 && c.digits <= 5
	}
	return false
}

// hash takes the number behind "#" or "№" at i.
func (s *sweep) hash(i int) {
	at := i + 1
	if s.at(i).r == '№' || s.at(at).is(spaceCell) && s.at(at+1).is(digitCell) {
		at = s.overSpace(at)
	}
	if c := s.codeAt(at); c.digits >= 3 {
		s.add(i, c.end, SlotID, cued)
	}
}

const glueWords = 4 // between a word such as "order" and its number

// numberAfter takes the number that a cue ending at i announces.
func (s *sweep) numberAfter(i int, slot Slot) {
	at, colon := s.overGlue(i)
	if at == i && !s.at(i-1).is(denseCell) && s.at(i).is(alphaCell|digitCell) && s.at(i-1).is(alphaCell|digitCell) {
		return
	}
	c := s.codeAt(at)
	if slot == SlotPhone {
		before := len(s.found)
		end := s.chain(at)
		total := 0
		for j := at; j < end; j++ {
			if s.at(j).is(digitCell) {
				total++
			}
		}
		s.found = s.found[:before]
		if total >= 5 && s.date(at) == at {
			s.add(at, s.extensionEnd(end), SlotPhone, cued)
		}
		return
	}
	size := c.end - at
	switch {
	case c.letters == 0 && c.digits >= 3, c.digits > 0 && c.letters > 0 && size >= 4 && !s.isHarmless(at, c):
		if s.date(at) > at || s.priceEnd(at) > at || s.isMeasured(c.end) && c.letters == 0 && c.digits < 5 {
			return
		}
	case c.digits == 0 && c.letters >= 2 && c.lower == 0 && s.at(c.end).is(spaceCell) && s.at(c.end+1).is(digitCell): // AB 1234
		next := s.codeAt(c.end + 1)
		if next.digits < 3 {
			return
		}
		c = next
	case c.digits == 0 && colon && c.letters >= 5 && c.letters <= 8 && c.lower == 0: // XKQWPZ
	default:
		return
	}
	end := c.end
	for range 4 { // 12 345 678
		next := s.digitsEnd(end + 1)
		if !s.at(end).is(spaceCell) && s.at(end).r != '.' || next-end < 3 || s.at(next).is(alphaCell) || s.parts(end+1) {
			break
		}
		end = next
	}
	s.add(at, end, slot, cued)
}

// overGlue skips signs and words such as "no." between a cue and its number.
// colon tells whether one of them announces a value.
func (s *sweep) overGlue(i int) (at int, colon bool) {
	at = i
	for words := 0; at-i < 48; {
		c := s.at(at)
		switch c.r {
		case ':', '=', '#', '№':
			colon = true
			fallthrough
		case ' ', '.', '-', '(', '[', '"', '\'', '*', '|', '/', '「', ')', ']':
			at++
			continue
		case '\n':
			if colon && s.at(at-1).r != '\n' {
				at++
				continue
			}
		}
		if c.is(letterCell) && words < glueWords {
			if end := s.roleAt(at, numberGlue); end > 0 {
				at, words = end, words+1
				continue
			}
		}
		break
	}
	return at, colon
}

// ibanCells bounds an IBAN with its gaps.
const ibanCells = 80

// iban takes an account number that begins at i: of the length its country
// has, with remainder 1 modulo 97 (ISO 13616-1, ISO 7064).
func (s *sweep) iban(i int) {
	if !isASCIILetter(s.at(i)) || !isASCIILetter(s.at(i+1)) || s.at(i-1).is(alphaCell|digitCell) {
		return
	}
	third := i + 2
	if !s.at(third).is(digitCell) && !(s.at(third).is(spaceCell) && s.at(third+1).is(digitCell)) {
		return
	}
	size := ibanSizes[string([]rune{s.at(i).low, s.at(i + 1).low})]
	if size == 0 {
		return
	}
	var kept [34]byte
	n, gap, end := 0, 0, i
	for j := i; n < size && j-i < ibanCells; j++ {
		c := s.at(j)
		switch {
		case c.is(digitCell), isASCIILetter(c):
			kept[n] = byte(c.low)
			n, gap, end = n+1, 0, j+1
			continue
		case j < len(s.cells) && gap < 4 && (c.is(spaceCell|lineCell) || c.r == '-' || c.r == '.' || c.r == '>'):
			gap++
			continue
		}
		break
	}
	digits := 0
	for _, c := range kept[:n] {
		if c <= '9' {
			digits++
		}
	}
	if n < size || digits*2 < size || s.at(end).is(digitCell) || remainder97(kept[:size]) != 1 {
		return
	}
	s.add(i, end, SlotIBAN, proven)
}

// remainder97 is the account with its first four characters moved to the end,
// letters read as 10 to 35, modulo 97.
func remainder97(account []byte) int {
	rest := 0
	step := func(c byte) {
		if c >= 'a' {
			rest = (rest*100 + int(c-'a') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	for _, c := range account[4:] {
		step(c)
	}
	for _, c := range account[:4] {
		step(c)
	}
	return rest
}

// ibanSizes are the lengths of the SWIFT IBAN registry, by country.
var ibanSizes = map[string]int{
	"ad": 24, "ae": 23, "al": 28, "at": 20, "az": 28, "ba": 20, "be": 16, "bg": 22, "bh": 22, "bi": 27, "br": 29, "by": 28, "ch": 21, "cr": 22, "cy": 28, "cz": 24,
	"de": 22, "dj": 27, "dk": 18, "do": 28, "ee": 20, "eg": 29, "es": 24, "fi": 18, "fk": 18, "fo": 18, "fr": 27, "gb": 22, "ge": 22, "gi": 23, "gl": 18, "gr": 27, "gt": 28,
	"hn": 28, "hr": 21, "hu": 28, "ie": 22, "il": 23, "iq": 23, "is": 26, "it": 27, "jo": 30, "kw": 30, "kz": 20, "lb": 28, "lc": 32, "li": 21, "lt": 20, "lu": 20, "lv": 21, "ly": 25,
	"mc": 27, "md": 24, "me": 22, "mk": 19, "mn": 20, "mr": 27, "mt": 31, "mu": 30, "ni": 28, "nl": 18, "no": 15, "om": 23, "pk": 24, "pl": 28, "ps": 29, "pt": 25, "qa": 29,
	"ro": 24, "rs": 22, "ru": 33, "sa": 24, "sc": 31, "sd": 18, "se": 24, "si": 19, "sk": 24, "sm": 27, "so": 23, "st": 25, "sv": 28, "tl": 23, "tn": 24, "tr": 26, "ua": 29,
	"va": 22, "vg": 24, "xk": 20, "ye": 30,
}
