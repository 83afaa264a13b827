package text

// linkCells bounds an address.
const linkCells = 1 << 12

// link takes the address around "://", whose colon is at i.
func (s *sweep) link(i int) {
	if i < s.linked {
		return
	}
	start := i
	for i-start < 24 && (s.at(start-1).is(alphaCell) || s.at(start-1).is(digitCell) || s.at(start-1).r == '+') {
		start--
	}
	end := s.linkEnd(i + 3)
	if start < i && end > i+3 {
		s.add(start, end, SlotURL, proven)
		s.linked = end
	}
}

// bareLink takes an address without a scheme from the word at i: after "www.",
// or with a path behind a known top-level domain.
func (s *sweep) bareLink(i int) {
	if !s.at(i).is(alphaCell) || i < s.linked {
		return
	}
	end, dots := s.domainEnd(i)
	if dots == 0 {
		return
	}
	if end > i+4 && s.at(i).low == 'w' && s.at(i+1).low == 'w' && s.at(i+2).low == 'w' && s.at(i+3).r == '.' {
		s.linked = s.linkEnd(i + 4)
		s.add(i, s.linked, SlotURL, proven)
		return
	}
	if r := s.at(end).r; r != '/' && r != '?' && r != ':' || !s.at(end+1).is(alphaCell|digitCell) && s.at(end+1).r != '~' || r == ':' && !s.at(end+1).is(digitCell) {
		return
	}
	top := end
	for s.at(top-1).r != '.' && top > i {
		top--
	}
	if topDomains()[string(s.low(top, end))] {
		s.linked = s.linkEnd(end)
		s.add(i, s.linked, SlotURL, proven)
	}
}

// low is the folded text of cells from to to.
func (s *sweep) low(from, to int) []rune {
	word := make([]rune, 0, 24)
	for i := from; i < to; i++ {
		word = append(word, s.at(i).low)
	}
	return word
}

// linkEnd is where an address ends whose host or path goes on at i: before
// what no address holds, less punctuation that belongs to the sentence.
func (s *sweep) linkEnd(i int) int {
	end, open := i, 0
	for ; end-i < linkCells; end++ {
		c := s.at(end)
		if c.is(spaceCell|lineCell|denseCell) || c.r == slotRune || c.r == '"' || c.r == '<' || c.r == '>' || c.r > 0x2000 && !c.is(letterCell|digitCell) || c.r == '।' {
			break
		}
		switch c.r {
		case '(', '[', '{':
			open++
		case ')', ']', '}':
			if open--; open < 0 {
				return s.trimLink(i, end)
			}
		}
	}
	return s.trimLink(i, end)
}

func (s *sweep) trimLink(start, end int) int {
	for end > start {
		switch s.at(end - 1).r {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '-':
			end--
			continue
		}
		break
	}
	return end
}
