package text

// introduce takes the name behind "my name is", which ends at i. Loose takes
// one in lower case.
func (s *sweep) introduce(i int, loose bool) {
	at := i
	for at-i < 3 && (s.at(at).is(spaceCell) || s.at(at).r == ':' || s.at(at).r == '"' || s.at(at).r == '*' || s.at(at).r == '「') {
		at++
	}
	at = s.titlesEnd(at)
	c := s.at(at)
	end := at
	switch {
	case c.is(denseCell):
		if s.isNoName(at) {
			return
		}
		end = s.solidEnd(at, 8)
		cut := false
		for j := at + 2; j < end && !cut; j++ {
			if s.at(j).is(denseCell) && s.isNoName(j) {
				end, cut = j, true
			}
		}
		if !cut && !s.endsName(end) && end-at > 4 {
			end = at + 3
		}
	case c.is(alphaCell):
		if end = s.nameEnd(at, 5, false); end == at && loose {
			if end = s.nameEnd(at, 2, true); !s.endsName(end) {
				end = s.nameEnd(at, 1, true)
			}
		}
	case c.is(letterCell):
		if end = s.nameEnd(at, 4, false); !s.endsName(end) && !s.isNoName(s.overSpace(end)) {
			end = s.nameEnd(at, 3, false)
		}
	}
	s.add(at, end, SlotName, cued)
}

// introduceBetween takes the name between "this is", which ends at i, and
// "from".
func (s *sweep) introduceBetween(i int) {
	at := s.titlesEnd(s.overSpace(i))
	for words := 4; words > 0; words-- {
		end := s.nameEnd(at, words, false)
		if end == at {
			return
		}
		next := end
		if s.at(next).r == ',' {
			next++
		}
		if s.roleAt(s.overSpace(next), introShut) > 0 {
			s.add(at, end, SlotName, cued)
			return
		}
	}
	// "I am Anna Schmidt and": two capitals are a name where nouns have none.
	if end := s.nameEnd(at, 3, false); s.at(at).is(alphaCell) && s.nameEnd(at, 1, false) < end {
		s.add(at, end, SlotName, cued)
	}
}

// labelled takes the name behind "Name:", which ends at i.
func (s *sweep) labelled(i int) {
	at := s.overSpace(i)
	if s.at(at).r != ':' {
		return
	}
	at = s.titlesEnd(s.overSpace(at + 1))
	var end int
	switch c := s.at(at); {
	case c.is(denseCell):
		if end = s.solidEnd(at, 10); !s.endsName(end) {
			return
		}
	default:
		if end = s.nameEnd(at, 5, false); end == at {
			if end = s.nameEnd(at, 3, true); !s.endsName(end) {
				return
			}
		}
	}
	s.add(at, end, SlotName, cued)
}
