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

// codeCells bounds one token; the rest of a longer one is the next.
const codeCells = 160

// codeAt reads letters of an alphabet and digits from i on, joined by "-", "_"
// and, between digits, "/".
func (s *sweep) codeAt(i int) code {
	c := code{end: i, firstDigit: -1}
	digit := s.at(i).is(digitCell)
	for j := i; j-i < codeCells; j++ {
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

// blobCells is the shortest run that can be a key in base 64.
const blobCells = 32

// blob takes a key in base 64 that begins with the word at i.
func (s *sweep) blob(i int) {
	if r := s.at(i - 1).r; r == '/' || r == '+' || r == '=' || s.at(i-1).is(digitCell) {
		return
	}
	end, changes, digits := i, 0, 0
	for ; end-i < 1<<9; end++ {
		c := s.at(end)
		if !isASCIILetter(c) && !c.is(digitCell) && c.r != '/' && c.r != '+' && c.r != '=' {
			break
		}
		if c.is(digitCell) {
			digits++
		}
		if end > i && c.kind != s.at(end-1).kind {
			changes++
		}
	}
	if end-i >= blobCells && digits > 1 && changes*3 >= end-i {
		s.add(i, end, SlotID, guess)
	}
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
	if c.digits == 5 && c.letters == 1 && c.firstDigit == i+1 && s.at(i+2).r == '-' && s.isYear(i+3, 4) {
		return true // Q4-2024
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
		if s.date(at) > at || s.priceEnd(at) > at || s.isMeasured(c.end) && c.letters == 0 && !colon {
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
		if c.r == '.' && s.at(at+1).is(spaceCell) && words == 0 && at-s.wordStart(at) > 4 {
			break // the sentence ends
		}
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
