package text

// number reads what begins with the digit at i and returns where to go on.
func (s *sweep) number(i int) int {
	if end := s.date(i); end > i {
		s.add(i, end, SlotDate, cued)
		return end
	}
	if end := s.address4(i); end > i {
		return end
	}
	s.hexGroupsFrom(i)
	if end := s.price(i, i); end > i {
		if s.digitsEnd(i)-i >= 9 { // a price is no card
			s.chain(i)
		}
		return end
	}
	s.postcode(i)
	s.house(i)
	if end := s.token(i); end > i {
		return end
	}
	return s.chain(i)
}

// digitsEnd is where the digits end that begin at i.
func (s *sweep) digitsEnd(i int) int {
	for s.at(i).is(digitCell) {
		i++
	}
	return i
}

// value is the number that the digits from i to end write, if short.
func (s *sweep) value(i, end int) int {
	n := 0
	for ; i < end && n < 1<<20; i++ {
		n = n*10 + int(s.at(i).r-'0')
	}
	return n
}

// judgeRun names the slot of five or more digits without a gap, or none.
func (s *sweep) judgeRun(i, end int) Slot {
	n := end - i
	switch {
	case n < 5:
		return ""
	case n >= 13 && n <= 19 && s.luhn(i, end):
		return SlotCard
	case s.at(i).r == '0' && n >= 9 && n <= 15, n == 10 || n == 11:
		return SlotPhone
	case n <= 8 && s.at(end-1).r == '0' && s.at(end-2).r == '0' && s.at(end-3).r == '0',
		n <= 6 && s.isQuantity(i), n <= 9 && s.isMeasured(end), n <= 6 && s.isFraction(i):
		return ""
	}
	return SlotID
}

// isFraction reports digits behind a decimal sign.
func (s *sweep) isFraction(i int) bool {
	if r := s.at(i - 1).r; r != ',' && r != '.' {
		return false
	}
	at := i - 1
	for i-at < 5 && s.at(at-1).is(digitCell) {
		at--
	}
	return at < i-1 && i-1-at <= 3
}

// isQuantity reports a word before the number at i that makes it a port, a
// version, an error.
func (s *sweep) isQuantity(i int) bool {
	at := i
	for i-at < 3 && (s.at(at-1).is(spaceCell) || s.at(at-1).r == ':' || s.at(at-1).r == '.' || s.at(at-1).r == '-') {
		at--
	}
	word := at
	for at-word < 16 && s.at(word-1).is(letterCell) {
		word--
	}
	if word == at {
		return false
	}
	if s.at(word).is(denseCell) {
		for ; word < at; word++ {
			if s.roleAt(word, quantityCue) == at {
				return true
			}
		}
		return false
	}
	return s.roleAt(word, quantityCue) == at
}

// isMeasured reports a unit behind the number that ends at i.
func (s *sweep) isMeasured(i int) bool {
	if s.at(i).is(spaceCell) {
		i++
	}
	return s.at(i).r == '%' || s.roleAt(i, unit) > 0
}
