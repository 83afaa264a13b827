package text

// signBelow takes the name behind a closing that ends at i: in its line, or in
// the next line that is not blank.
func (s *sweep) signBelow(i int, line bool) {
	at := i
	for range 3 {
		for at-i < 64 && isClosingSign(s.at(at)) {
			at++
		}
		end := s.roleAt(at, closing)
		if end == 0 {
			break
		}
		at = end
	}
	if !s.at(at).is(lineCell) {
		if at > i {
			s.signName(at, false)
		}
		return
	}
	if !line {
		return
	}
	for blank := 0; blank < 64 && at < len(s.cells); blank++ {
		if c := s.at(at); !c.is(lineCell|spaceCell) && !isOrnament(c.r) && c.r != '~' && c.r != '/' {
			break
		}
		at++
	}
	s.signName(at, true)
}

// signBelowRule takes the name below a line of dashes that begins at i.
func (s *sweep) signBelowRule(i int) {
	at := i
	for at-i < 4 && (s.at(at).r == '-' || s.at(at).r == '_') {
		at++
	}
	if at = s.overSpace(at); at < len(s.cells) && s.at(at).is(lineCell) && s.tail(at) < 5 {
		s.signName(at+1, true)
	}
}

func isClosingSign(c *cell) bool {
	switch c.r {
	case ' ', ',', '.', '!', ';', '-', ':', '/', '、', '，', '。', '！', '~', '|', '؟', '।', '*':
		return true
	}
	return false
}

// signName takes the name that signs a text at i. fresh tells that it begins
// its line.
func (s *sweep) signName(i int, fresh bool) {
	at := i
	for range 4 {
		if !s.lookup(at) {
			break
		}
		end := max(s.ends[post], s.ends[titleBefore])
		if end == 0 {
			break
		}
		for s.at(end).is(spaceCell) || s.at(end).r == '.' || s.at(end).r == ':' || s.at(end).r == '、' || s.at(end).r == ',' {
			end++
		}
		at = end
	}
	c := s.at(at)
	if !c.is(letterCell) || s.isNoName(at) {
		return
	}
	var end int
	switch {
	case c.is(denseCell):
		if end = s.solidEnd(at, 12); end-at > 10 || s.solidEnd(at, 12)-at > 6 && !s.hasGap(at, end) {
			return
		}
	case c.is(alphaCell):
		end = s.nameEnd(at, 6, false)
		if end < s.lineEnd(at, 80) && !s.endsName(end) || end == at {
			end = s.nameEnd(at, 3, true)
			if !s.at(s.overSpace(end)).is(lineCell) || s.tail(end) > 4 || !fresh && s.at(i-1).is(spaceCell) && s.at(i-2).is(letterCell) {
				return
			}
		}
	default:
		end = s.nameEnd(at, 4, false)
	}
	if end == at {
		return
	}
	stop := s.at(s.overSpace(end))
	ok := stop.is(lineCell) || fresh && (stop.r == ',' || stop.r == '|' || stop.r == '/' || stop.r == '-' || stop.r == '(' || stop.r == '·' || stop.r == '<') || stop.r == slotRune && fresh
	if !ok && stop.r == '.' || stop.r == '।' || stop.r == '。' || stop.r == '!' || stop.r == ')' {
		ok = s.at(s.overSpace(s.overSpace(end) + 1)).is(lineCell)
	}
	if ok {
		s.add(at, end, SlotName, cued)
	}
}

// lineEnd is where the line ends that holds i, looked for so far.
func (s *sweep) lineEnd(i, most int) int {
	end := i
	for end-i < most && !s.at(end).is(lineCell) {
		end++
	}
	return end
}

// tail counts the lines that are not blank from i on, up to five.
func (s *sweep) tail(i int) int {
	lines, open := 0, true
	for ; i < len(s.cells) && lines < 5; i++ {
		switch c := s.at(i); {
		case c.is(lineCell):
			open = true
		case open && !c.is(spaceCell):
			lines, open = lines+1, false
		}
	}
	return lines
}

// signLast takes a last line that is nothing but a name: below a line that
// ended its sentence or looks like a closing, known or not.
func (s *sweep) signLast() {
	end := len(s.cells)
	for range 4 {
		for end > 0 && s.at(end-1).is(spaceCell|lineCell) {
			end--
		}
		start := end
		for end-start < 80 && start > 0 && !s.at(start-1).is(lineCell) {
			start--
		}
		if start == 0 || !s.at(start-1).is(lineCell) {
			return
		}
		first := start
		for first < end && (s.at(first).is(spaceCell) || isOrnament(s.at(first).r) || s.at(first).r == '~' || s.at(first).r == '/') {
			first++
		}
		if s.roleAt(first, deviceLine) > 0 {
			end = start
			continue
		}
		if c := s.at(first); c.is(letterCell) && !c.is(alphaCell) && !s.at(end-1).is(letterCell) {
			return // a sentence
		}
		if s.endsBlock(start, s.at(first)) || s.roleAt(first, post) > 0 {
			s.signName(first, true)
		}
		return
	}
}

// endsBlock reports that the line above the one at i closes a letter: with a
// sign that ends a sentence, or short and with a comma.
func (s *sweep) endsBlock(i int, first *cell) bool {
	last := i
	for last > 0 && s.at(last-1).is(spaceCell|lineCell) {
		last--
	}
	start := last
	for last-start < 40 && start > 0 && !s.at(start-1).is(lineCell) {
		start--
	}
	short := last-start < 32
	switch s.at(last - 1).r {
	case '.', '!', '?', '。', '！', '？', '।', '؟', ')':
		return first.is(upperCell) || !first.is(alphaCell)
	case ',', '，', '、':
		return short
	}
	return short && (first.is(upperCell) || i-last > 1)
}
