package text

// greet takes the name behind a greeting that ends at i. Behind thanks only a
// capitalised name counts.
func (s *sweep) greet(i int, thanks bool) {
	at, comma := i, false
	for range 3 { // "Hello, good morning Anna"
		for i = at; at-i < 4; at++ {
			c := s.at(at)
			if c.r == ',' || c.r == '!' || c.r == '、' || c.r == '.' {
				comma = true
			} else if !c.is(spaceCell) && c.r != '*' && c.r != '(' {
				break
			}
		}
		end := s.roleAt(at, greeting)
		if end == 0 || at == i {
			break
		}
		at, comma = end, false
	}
	name := s.titlesEnd(at)
	titled := name > at
	if titled {
		name = s.overParticles(name)
	}
	c := s.at(name)
	switch {
	case c.is(denseCell):
		s.greetSolid(name, comma)
	case c.is(alphaCell):
		end := s.nameEnd(name, 5, false)
		if end == name && !comma && !thanks {
			if end = s.nameEnd(name, 2, true); !s.endsName(end) {
				end = name
			}
		}
		if end > name && (titled || s.endsName(end) || !comma && s.at(end).is(spaceCell) && !thanks) {
			s.add(name, end, SlotName, cued)
		}
	case c.is(letterCell):
		end := s.nameEnd(name, 4, false)
		if end > name && (s.endsName(end) && (!comma || s.nameEnd(name, 2, false) == end) || titled || s.endsTitled(end)) {
			s.add(name, end, SlotName, cued)
		}
	}
}

// endsTitled reports a title behind the name that ends at i.
func (s *sweep) endsTitled(i int) bool {
	return s.lookup(s.overSpace(i)) && (s.ends[titleAfter] > 0 || s.ends[kinship] > 0)
}

// greetSolid takes a name in Chinese or Japanese from i to the next sign.
func (s *sweep) greetSolid(i int, comma bool) {
	if s.isNoName(i) {
		return
	}
	end := s.solidEnd(i, 8)
	size := end - i
	if size < 2 || !s.endsName(end) || size > 4 && s.at(i).is(denseCell) {
		return
	}
	if isSurname(s.at(i).r) || !comma && size <= 3 {
		s.add(i, end, SlotName, cued)
	}
}

// calledBefore takes the name in front of a greeting at i: 小明，你好.
func (s *sweep) calledBefore(i int) {
	last := i
	for i-last < 2 && (s.at(last-1).r == ',' || s.at(last-1).is(spaceCell)) {
		last--
	}
	start := last
	for last-start < 5 && s.at(start-1).is(denseCell) {
		start--
	}
	if size := last - start; size < 2 || size > 4 || s.isNoName(start) || (size == 4 || last == i) && !isSurname(s.at(start).r) {
		return
	}
	s.add(start, last, SlotName, cued)
}
