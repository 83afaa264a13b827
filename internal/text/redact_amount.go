package text

import "unicode"

// isCurrency reports a currency sign.
func isCurrency(r rune) bool { return r == '$' || r > 0x7f && unicode.Is(unicode.Sc, r) }

// price takes an amount with its currency. The number begins at number, or
// behind spaces there when the currency stands before it, from start on.
func (s *sweep) price(start, number int) int {
	if start == number {
		end := s.priceEnd(number)
		if end > number {
			s.add(number, end, SlotAmount, cued)
		}
		return end
	}
	for number-start < 8 && (s.at(number).is(spaceCell) || s.at(number).r == '.' || s.at(number).r == '-') {
		number++
	}
	end := s.amountEnd(number)
	if end == number {
		return start
	}
	if after := s.roleAt(s.skipSpace(end), thousand); after > 0 {
		end = after
	}
	s.add(start, end, SlotAmount, cued)
	return end
}

func (s *sweep) skipSpace(i int) int {
	if s.at(i).is(spaceCell) {
		return i + 1
	}
	return i
}

// priceEnd is where the amount with a currency behind it ends, or i.
func (s *sweep) priceEnd(i int) int {
	end := s.amountEnd(i)
	if end == i {
		return i
	}
	at := s.skipSpace(end)
	if after := s.roleAt(at, thousand); after > 0 {
		at = s.skipSpace(after)
	}
	if isCurrency(s.at(at).r) {
		return at + 1
	}
	if after := s.roleAt(at, currency); after > 0 && s.isMoneyWord(at, after) {
		return after
	}
	return i
}

// isMoneyWord keeps codes such as EUR apart from words of other languages:
// three Latin letters count in capitals only.
func (s *sweep) isMoneyWord(i, end int) bool {
	if end-i != 3 || !isASCIILetter(s.at(i)) {
		return true
	}
	return s.at(i).is(upperCell) == s.at(i+1).is(upperCell) && (s.at(i).is(upperCell) || s.at(i).low != 'a' && s.at(i).low != 't' && s.at(i).low != 's')
}

func isASCIILetter(c *cell) bool { return c.low >= 'a' && c.low <= 'z' }

// amountEnd reads a number with groups of two or three digits and decimals, or
// plain digits. A number that begins with 0 has only decimals.
func (s *sweep) amountEnd(i int) int {
	end := s.digitsEnd(i)
	if end == i || s.at(i).r == '0' && end > i+1 {
		return i
	}
	for grouped := 0; grouped < 6 && end-i < 24; grouped++ {
		by := s.at(end)
		if by.r != ',' && by.r != '.' && by.r != '\'' && !by.is(spaceCell) {
			break
		}
		next := s.digitsEnd(end + 1)
		size := next - end - 1
		if by.is(spaceCell) && size != 3 || size == 0 || size > 3 || by.is(spaceCell) && s.at(i).r == '0' {
			break
		}
		end = next
	}
	if s.at(end).r == ',' && s.at(end+1).r == '-' {
		end += 2
	}
	return end
}
