package text

// Addresses count only in forms that are hard to mistake: a street and its
// house number, a postcode and its town.

// houseEnd is where the house number ends that begins at i, or i.
func (s *sweep) houseEnd(i int) int {
	end := s.digitsEnd(i)
	if end == i || end-i > 4 {
		return i
	}
	if s.at(end).is(alphaCell) && !s.at(end+1).is(letterCell|digitCell) {
		end++
	}
	if s.at(end).is(letterCell|digitCell) || s.at(end).r == ':' || s.at(end).r == '%' {
		return i
	}
	return end
}

// street takes "Hauptstraße 12" and "Kerkstraat 5": a word from i to end that
// ends like a street, with its number.
func (s *sweep) street(i, end int) {
	if !s.at(i).is(upperCell) || end-i < 5 {
		return
	}
	for _, tail := range streetTails() {
		if end-i <= len(tail) || s.phraseEnd(end-len(tail), tail) != end {
			continue
		}
		at := end
		if s.at(at).r == '.' {
			at++
		}
		at = s.overSpace(at)
		if stop := s.houseEnd(at); stop > at && at > end {
			s.add(i, stop, SlotAddress, cued)
		}
		return
	}
}

// streetNamed takes "12, rue de la Paix" and "Via Roma 5": a word for street
// from i to at, capitalised words, and a number before or behind.
func (s *sweep) streetNamed(i, at int) {
	if s.at(at).r == '.' || s.at(at).r == '/' {
		at++
	}
	name := s.overParticles(s.overSpace(at))
	end := s.nameEnd(name, 5, false)
	if end == name {
		return
	}
	behind := end
	if s.at(behind).r == ',' {
		behind++
	}
	behind = s.overSpace(behind)
	if stop := s.houseEnd(behind); stop > behind && behind > end {
		s.add(i, stop, SlotAddress, cued)
		return
	}
	before := i
	for i-before < 2 && (s.at(before-1).is(spaceCell) || s.at(before-1).r == ',') {
		before--
	}
	first := before
	for before-first < 5 && s.at(first-1).is(digitCell) {
		first--
	}
	if first < before && before < i && before-first < 5 {
		s.add(first, end, SlotAddress, cued)
	}
}

// house takes "221B Baker Street" from the number at i.
func (s *sweep) house(i int) {
	at := s.houseEnd(i)
	if at == i || !s.at(at).is(spaceCell) || !s.at(at+1).is(upperCell) {
		return
	}
	at++
	for range 4 {
		if end := s.roleAt(at, streetAfter); end > 0 && s.at(at).is(upperCell) {
			s.add(i, end, SlotAddress, cued)
			return
		}
		if !s.at(at).is(upperCell) {
			return
		}
		if at = s.lettersEnd(at); !s.at(at).is(spaceCell) {
			return
		}
		at++
	}
}

// postcode takes "10115 Berlin" and "1012 AB Amsterdam" from the number at i.
func (s *sweep) postcode(i int) {
	end := s.digitsEnd(i)
	town := end + 1
	if s.at(i-1).r == '-' || s.at(i-1).r == '.' || s.at(i-1).r == ',' || !s.at(end).is(spaceCell) || s.isQuantity(i) {
		return
	}
	switch end - i {
	case 5:
		if s.at(end-1).r == '0' && s.at(end-2).r == '0' {
			return
		}
	case 4:
		if !s.at(town).is(upperCell) || !s.at(town+1).is(upperCell) || s.at(town+2).is(letterCell) || !s.at(town+2).is(spaceCell) {
			return
		}
		if town += 3; s.at(i).r == '0' || s.at(town+1).is(upperCell) {
			return
		}
	default:
		return
	}
	if stop := s.lettersEnd(town); s.at(town).is(upperCell) && stop-town > 2 && s.at(town).is(alphaCell) && s.roleAt(town, unit) == 0 && s.roleAt(town, currency) == 0 {
		s.add(i, stop, SlotAddress, guess)
	}
}

// postcodeUK takes "SW1A 1AA" from the capital at i.
func (s *sweep) postcodeUK(i, end int) {
	if end-i > 2 || !s.at(end).is(digitCell) || s.at(i-1).is(letterCell|digitCell) {
		return
	}
	at := end + 1
	if s.at(at).is(digitCell) || s.at(at).is(upperCell) && isASCIILetter(s.at(at)) {
		at++
	}
	if !s.at(at).is(spaceCell) || !s.at(at+1).is(digitCell) || s.at(at+4).is(letterCell|digitCell) {
		return
	}
	for _, j := range [...]int{i, end - 1, at + 2, at + 3} {
		if !s.at(j).is(upperCell) || !isASCIILetter(s.at(j)) {
			return
		}
	}
	s.add(i, at+4, SlotAddress, cued)
}
