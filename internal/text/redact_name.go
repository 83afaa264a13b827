package text

// nameEnd reads at most so many words of a name from i and returns where they
// end; i if there is none. Loose takes words without a capital.
func (s *sweep) nameEnd(i, most int, loose bool) int {
	end, at := i, i
	for words := 0; words < most; words++ {
		c := s.at(at)
		if !c.is(letterCell) || c.is(denseCell) {
			break
		}
		if next := s.overParticles(at); words > 0 && next > at {
			at = next
			c = s.at(at)
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

// ends the name reports a sign or line end behind it.
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

// titlesEnd skips titles such as "Frau Dr." from i.
func (s *sweep) titlesEnd(i int) int {
	at := i
	for range 4 {
		end := s.roleAt(at, titleBefore)
		if end == 0 {
			break
		}
		if s.at(end).r == '.' {
			end++
		}
		at = s.overSpace(end)
	}
	return at
}

// greet takes the name behind a greeting that ends at i. Behind thanks only a
// capitalised name counts.
func (s *sweep) greet(i int, thanks bool) {
	at, comma := i, false
	for at-i < 4 {
		c := s.at(at)
		if c.r == ',' || c.r == '!' || c.r == '、' || c.r == '.' {
			comma = true
		} else if !c.is(spaceCell) && c.r != '*' && c.r != '(' {
			break
		}
		at++
	}
	if end := s.roleAt(at, greeting); end > 0 && at > i {
		s.greet(end, thanks)
		return
	}
	name := s.titlesEnd(at)
	titled := name > at
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

// isSurname reports a character that Chinese surnames begin with.
func isSurname(r rune) bool { return surnames()[r] }

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

func isClosingSign(c *cell) bool {
	switch c.r {
	case ' ', ',', '.', '!', ';', '-', ':', '/', '、', '，', '。', '！', '~', '|', '؟', '।', '*':
		return true
	}
	return false
}

// signName takes the name that signs a text at i. fresh tells that it begins
// its line.
func (s *sweep) signName(i int, fresh bool) bool {
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
		return false
	}
	end := at
	switch {
	case c.is(denseCell):
		if end = s.solidEnd(at, 12); end-at > 10 || s.solidEnd(at, 12)-at > 6 && !s.hasGap(at, end) {
			return false
		}
	case c.is(alphaCell):
		end = s.nameEnd(at, 6, false)
		if end < s.lineEnd(at, 80) && !s.endsName(end) || end == at {
			end = s.nameEnd(at, 3, true)
			if !s.at(s.overSpace(end)).is(lineCell) || s.tail(end) > 4 || !fresh && s.at(i-1).is(spaceCell) && s.at(i-2).is(letterCell) {
				return false
			}
		}
	default:
		end = s.nameEnd(at, 4, false)
	}
	if end == at {
		return false
	}
	stop := s.at(s.overSpace(end))
	ok := stop.is(lineCell) || fresh && (stop.r == ',' || stop.r == '|' || stop.r == '/' || stop.r == '-' || stop.r == '(' || stop.r == '·' || stop.r == '<') || stop.r == slotRune && fresh
	if !ok && stop.r == '.' || stop.r == '।' || stop.r == '。' || stop.r == '!' || stop.r == ')' {
		ok = s.at(s.overSpace(s.overSpace(end) + 1)).is(lineCell)
	}
	if ok {
		s.add(at, end, SlotName, cued)
	}
	return ok
}

func (s *sweep) hasGap(i, end int) bool {
	for ; i < end; i++ {
		if s.at(i).is(spaceCell) {
			return true
		}
	}
	return false
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
		if s.endsBlock(start, s.at(first)) {
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
}

// titled takes the name behind a title from i to end: "Mr. Okafor".
func (s *sweep) titled(i, end int) {
	at := end
	if s.at(at).r == '.' {
		at++
	}
	if at = s.overSpace(at); at == end {
		return
	}
	at = s.titlesEnd(at)
	c := s.at(at)
	stop := at
	switch {
	case c.is(alphaCell):
		if s.at(i).is(upperCell) || s.at(end).r == '.' {
			stop = s.nameEnd(at, 4, false)
		}
	case c.is(letterCell) && !c.is(denseCell):
		for words := 1; words <= 4; words++ {
			next := s.nameEnd(at, words, false)
			if s.endsName(next) || s.endsTitled(next) {
				stop = next
				break
			}
		}
		if stop == at {
			stop = s.nameEnd(at, 2, false)
		}
	}
	s.add(at, stop, SlotName, cued)
}

// titledBefore takes the name in front of a title that begins at i: "Ahmet
// Bey", 王小明先生, 田中様.
func (s *sweep) titledBefore(i, end int) {
	if s.at(i).is(denseCell) {
		s.titledSolid(i, end)
		return
	}
	if !s.at(i-1).is(spaceCell) || i < 2 {
		return
	}
	alpha := s.at(i).is(alphaCell)
	start := i
	for range 2 {
		last := start - 1
		word := last
		for last-word < 30 && (s.at(word-1).is(letterCell) || s.at(word-1).r == '-' || s.at(word-1).r == '\'') {
			word--
		}
		if word == last || !s.at(word).is(letterCell) || alpha && !s.at(word).is(upperCell) || s.isNoName(word) {
			break
		}
		start = word
		if !alpha || !s.at(start-1).is(spaceCell) {
			break
		}
	}
	if start < i {
		s.add(start, i-1, SlotName, cued)
	}
}

// titledSolid takes a name in Chinese or Japanese in front of the title at i.
func (s *sweep) titledSolid(i, end int) {
	last := i
	if s.at(last - 1).is(spaceCell) {
		last--
	}
	start := last
	if isChineseTitle(s.at(i).r) {
		for k := min(4, last); k >= 1; k-- {
			if isSurname(s.at(last-k).r) && s.areHan(last-k, last) && !s.isNoName(last-k) {
				start = last - k
				break
			}
		}
		s.add(start, last, SlotName, cued)
		return
	}
	for last-start < 10 {
		c := s.at(start - 1)
		switch {
		case isHiragana(c.r) && (start == last || isHiragana(s.at(start).r)) && last-start < 5:
		case c.is(denseCell) && !isHiragana(c.r):
			if start < last && s.at(start).is(denseCell) && isHiragana(s.at(start).r) {
				if s.at(start-1).is(denseCell) && last-start > 3 {
					return
				}
			}
		case c.is(spaceCell) && start < last && s.at(start-2).is(denseCell) && !s.hasGap(start, last):
		default:
			goto found
		}
		start--
	}
found:
	for start < last && s.at(start).is(spaceCell) {
		start++
	}
	if start == last || isJobEnd(s.at(last-1).r) || s.isNoName(start) || s.roleAt(start, notName) >= end {
		return
	}
	for j := start - 2; j < i; j++ {
		if s.at(j).is(denseCell) && s.roleAt(j, notName) == end {
			return
		}
	}
	s.add(start, last, SlotName, cued)
}

func (s *sweep) areHan(i, end int) bool {
	for ; i < end; i++ {
		if s.at(i).r < 0x3400 {
			return false
		}
	}
	return true
}

// isJobEnd reports a character that ends Japanese words for occupations and
// kin, which take the same titles as names.
func isJobEnd(r rune) bool {
	switch r {
	case '屋', '士', '員', '者', '手', '優', '長', '兄', '姉', '弟', '妹', '師', '係', '客', '社', '署', '科', '神', '皆', '婦', '業', '官':
		return true
	}
	return false
}

func isHiragana(r rune) bool { return r >= 0x3041 && r <= 0x309F }

// isChineseTitle reports the first character of a Chinese title.
func isChineseTitle(r rune) bool {
	switch r {
	case '先', '女', '小', '经', '老', '經', '总', '總', '同', '主':
		return true
	}
	return false
}

// labelled takes the name behind "Name:", which ends at i.
func (s *sweep) labelled(i int) {
	at := s.overSpace(i)
	if s.at(at).r != ':' {
		return
	}
	at = s.titlesEnd(s.overSpace(at + 1))
	end := at
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
