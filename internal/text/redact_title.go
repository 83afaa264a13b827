package text

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

// titled takes the name behind a title from i to end: "Mr. Okafor".
func (s *sweep) titled(i, end int) {
	at := end
	if s.at(at).r == '.' {
		at++
	}
	if at = s.overSpace(at); at == end {
		return
	}
	at = s.overParticles(s.titlesEnd(at))
	c := s.at(at)
	stop := at
	switch {
	case c.is(alphaCell):
		if s.at(i).is(upperCell) || s.at(end).r == '.' && end-i == 2 { // "dr.", not the end of a sentence
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
