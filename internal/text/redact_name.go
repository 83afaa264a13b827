package text

// nameEnd reads at most so many words of a name from i and returns where they
// end; i if there is none. Loose takes words without a capital.
func (s *sweep) nameEnd(i, most int, loose bool) int {
	end, at := i, i
	for words := range most {
		next := at
		if words > 0 {
			next = s.overParticles(at)
		}
		c := s.at(next)
		if !c.is(letterCell) || c.is(denseCell) {
			break
		}
		if next > at {
			at = next
		} else if words > 0 && s.isJoined(at) || s.isNoName(at) && (words == 0 || !s.carriesOn(at)) {
			break
		}
		stop := s.nameWordEnd(at)
		if stop-at > 30 || c.is(alphaCell) && !c.is(upperCell) && !loose {
			break
		}
		end = stop
		at = s.overSpace(end)
		if at == end || s.at(at).is(digitCell) {
			break
		}
	}
	return end
}

// overParticles skips "van der " where the next word can be a name.
func (s *sweep) overParticles(i int) int {
	at := i
	for range 3 {
		end := s.roleAt(at, particle)
		if end == 0 || !s.at(end).is(spaceCell) {
			break
		}
		at = s.overSpace(end)
	}
	if at == i || !s.at(at).is(upperCell) && s.at(at).is(alphaCell) || !s.at(at).is(letterCell) {
		return i
	}
	return at
}

// isJoined reports an Arabic word written together with "and".
func (s *sweep) isJoined(i int) bool { return s.at(i).r == 'و' && s.lettersEnd(i)-i > 3 }

// carriesOn reports a capitalised word that is more likely a part of the name
// before it than the next sentence: another capital or a sign follows.
func (s *sweep) carriesOn(i int) bool {
	if !s.at(i).is(upperCell) {
		return false
	}
	end := s.nameWordEnd(i)
	next := s.at(s.overSpace(end))
	return s.endsName(end) || next.is(upperCell)
}

// isNoName reports a word that names nobody.
func (s *sweep) isNoName(i int) bool {
	if !s.lookup(i) {
		return false
	}
	end := max(s.ends[notName], s.ends[closing], s.ends[greeting])
	return end > 0 && (s.at(i).is(denseCell) || end >= s.nameWordEnd(i))
}

// nameWordEnd is where one word of a name ends: letters, with "-", "'" and the
// dot of an initial.
func (s *sweep) nameWordEnd(i int) int {
	start := i
	for i-start < 64 {
		end := s.lettersEnd(i)
		c := s.at(end)
		switch {
		case (c.r == '-' || c.r == '\'') && s.at(end+1).is(letterCell):
			i = end + 1
			continue
		case c.r == '.' && end-i <= 2 && s.at(i).is(upperCell), c.r == '.' && end-i == 1:
			if s.at(end+1).is(upperCell) && s.at(end+1).is(letterCell) { // A.B.
				i = end + 1
				continue
			}
			return end + 1
		}
		return end
	}
	return i
}

// endsName reports a sign or line end behind it.
func (s *sweep) endsName(i int) bool {
	c := s.at(i)
	if c.is(lineCell) {
		return true
	}
	if c.is(spaceCell) {
		next := s.at(s.overSpace(i))
		return next.is(lineCell) || next.r == '-' || next.r == '!' || next.r == '|' || next.r == '/' || next.r == ':' || next.r == '(' || next.r == '<' || next.r == ',' || next.r == slotRune || next.r == '·'
	}
	switch c.r {
	case ',', '.', '!', ':', ';', '?', '-', '、', '，', '。', '।', '؟', ')', '(', '"', '|', '/', '*', '…', '」', '·', slotRune:
		return true
	}
	return false
}

// solidEnd is where the letters without spaces end that begin at i, with one
// space between letters allowed.
func (s *sweep) solidEnd(i, most int) int {
	end, gap := i, false
	for end-i < most {
		c := s.at(end)
		if c.is(denseCell) {
			end++
			continue
		}
		if c.is(spaceCell) && !gap && end > i && s.at(end+1).is(denseCell) {
			gap = true
			end++
			continue
		}
		break
	}
	return end
}

// isSurname reports a character that Chinese surnames begin with.
func isSurname(r rune) bool { return surnames()[r] }

func (s *sweep) hasGap(i, end int) bool {
	for ; i < end; i++ {
		if s.at(i).is(spaceCell) {
			return true
		}
	}
	return false
}
