package text

import "unicode"

// word reads what begins with the letter at i and returns where to go on. line
// tells that it is the first word of its line.
func (s *sweep) word(i int, line bool) int {
	c := s.at(i)
	end := i + 1
	if !c.is(denseCell) {
		end = s.lettersEnd(i)
	}
	if s.lookup(i) {
		s.cues(i, end, line)
	}
	s.knownAt(i, end)
	if c.is(denseCell) {
		return end
	}
	if c.is(alphaCell) {
		s.iban(i)
		if next := s.at(end); next.r == '.' || next.r == '-' || next.is(digitCell) || next.r == '[' || next.r == '(' {
			s.bareLink(i)
		}
		s.street(i, end)
		s.postcodeUK(i, end)
		s.blob(i)
		if s.isNumberWord(i, end) {
			s.numberAfter(end, SlotID)
		}
		if next := s.token(i); next > end {
			return next
		}
	}
	return end
}

// lettersEnd is where the letters end that begin at i, of one kind of script.
func (s *sweep) lettersEnd(i int) int {
	dense := s.at(i).is(denseCell)
	for s.at(i).is(letterCell) && s.at(i).is(denseCell) == dense {
		i++
	}
	return i
}

// cues acts on the phrases that begin at i.
func (s *sweep) cues(i, end int, line bool) {
	ends := s.ends
	if line {
		if ends[greeting] > 0 {
			s.greet(ends[greeting], false)
		}
		if ends[thanking] > 0 {
			s.greet(ends[thanking], true)
		}
	}
	if ends[greeting] > 0 && !line && s.at(i).is(denseCell) {
		s.calledBefore(i)
	}
	if at := ends[closing]; at > 0 && (ends[greeting] != at || i > 0) && (line || s.opensSentence(i)) {
		s.signBelow(at, line)
	}
	if at := ends[intro]; at > 0 {
		s.introduce(at, true)
	}
	if at := ends[introBare]; at > 0 && (s.at(i).is(alphaCell) || line || s.opensClause(i) || s.isPredicate(at)) {
		s.introduce(at, false)
	}
	if at := ends[introOpen]; at > 0 {
		s.introduceBetween(at)
	}
	if at := ends[titleBefore]; at > 0 {
		s.titled(i, at)
	}
	if at := ends[titleAfter]; at > 0 {
		s.titledBefore(i, at)
	}
	if at := ends[nameLabel]; at > 0 && line {
		s.labelled(at)
	}
	if at := ends[phoneCue]; at > 0 {
		s.numberAfter(at, SlotPhone)
	}
	if at := ends[numberCue]; at > 0 {
		s.numberAfter(at, SlotID)
	}
	if at := ends[month]; at > 0 {
		if stop := s.monthDate(i, at); stop > 0 {
			s.add(i, stop, SlotDate, cued)
		}
	}
	if at := ends[currency]; at > 0 && (at == end || !s.at(at).is(letterCell)) && s.isMoneyWord(i, at) {
		s.price(i, at)
	}
	if at := ends[atWord]; at > 0 {
		s.spelledMail(i, at)
	}
	if at := ends[streetBefore]; at > 0 {
		s.streetNamed(i, at)
	}
}

// opensSentence reports that a sentence ended before i.
func (s *sweep) opensSentence(i int) bool {
	for i > 0 && s.at(i-1).is(spaceCell) {
		i--
	}
	switch s.at(i - 1).r {
	case '.', '!', '?', '。', '！', '؟', '।', ')':
		return true
	}
	return false
}

// opensClause reports that no word of a script without case stands before i.
func (s *sweep) opensClause(i int) bool {
	for i > 0 && s.at(i-1).is(spaceCell) {
		i--
	}
	return !s.at(i-1).is(letterCell) || s.at(i-1).is(alphaCell)
}

// isPredicate reports that the words behind i end in a sign or a verb within
// the length of a name.
func (s *sweep) isPredicate(i int) bool {
	at := s.overSpace(i)
	if unicode.Is(unicode.Arabic, s.at(at).r) { // its sentences go on without either
		return false
	}
	end := s.nameEnd(at, 4, false)
	return end > at && (s.endsName(end) || s.isNoName(s.overSpace(end)))
}

// isNumberWord reports a compound that ends in "number".
func (s *sweep) isNumberWord(i, end int) bool {
	for _, tail := range numberTails() {
		if end-i > len(tail) && s.phraseEnd(end-len(tail), tail) == end {
			return true
		}
	}
	return false
}
