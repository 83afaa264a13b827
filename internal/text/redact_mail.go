package text

// How far an address reaches to the left and right of its "@", in cells.
const (
	localCells  = 96
	domainCells = 256
	spelledDots = 4 // of a local part
)

// isLocal reports what may stand before the "@", besides letters and digits.
func isLocal(r rune) bool {
	switch r {
	case '.', '_', '%', '+', '-', '\'', '&', '=', '!', '#', '$', '~':
		return true
	}
	return false
}

// sameScript reports whether two letters can stand in one word of an address.
func sameScript(a, b *cell) bool { return a.is(denseCell) == b.is(denseCell) }

// mail looks for an address around a separator: cells sep to after. "@", with
// or without spaces and brackets.
func (s *sweep) mail(sep, after int) {
	left, right := sep, after
	spaced := false
	for left > 0 && sep-left < 3 && s.at(left-1).is(spaceCell) {
		left, spaced = left-1, true
	}
	for right-after < 3 && s.at(right).is(spaceCell) {
		right, spaced = right+1, true
	}
	start := s.localStart(left, spelledDots)
	end, dots := s.domainEnd(right)
	if start == left || end == right {
		return
	}
	if dots == 0 && (spaced || end-right < 3) || !s.hasLetter(right, end) {
		return
	}
	s.add(start, end, SlotEmail, proven)
}

// spelledMail looks for "anna dot schmidt at example dot com": at word "at",
// cells sep to after.
func (s *sweep) spelledMail(sep, after int) {
	if !s.at(sep-1).is(spaceCell) || !s.at(after).is(spaceCell) {
		return
	}
	start := s.localStart(sep-1, spelledDots)
	end, dots := s.domainEnd(after + 1)
	if start == sep-1 || dots == 0 {
		return
	}
	plain, telling := true, false // the domain is spelled with dots; the local part is no word
	for i := after + 1; i < end; i++ {
		plain = plain && !s.at(i).is(spaceCell)
	}
	for i := start; i < sep-1; i++ {
		telling = telling || !s.at(i).is(letterCell)
	}
	if plain && !telling && !s.isMailHost(after+1, end) {
		return
	}
	s.add(start, end, SlotEmail, proven)
}

// localStart is where the local part begins that ends at end. Dots may be
// spelled out, at most so many.
func (s *sweep) localStart(end, spelled int) int {
	i := end
	for end-i < localCells {
		c := s.at(i - 1)
		switch {
		case c.is(digitCell), c.is(letterCell) && (i == end || s.at(i).kind&letterCell == 0 || sameScript(c, s.at(i))) && s.fitsRun(i-1, end):
			i--
			continue
		case isLocal(c.r):
			i--
			continue
		}
		break
	}
	for i < end && s.at(i).r != '+' && !s.at(i).is(letterCell|digitCell) {
		i++
	}
	if i == end {
		return end
	}
	if spelled > 0 && s.at(i-1).is(spaceCell) {
		if word := s.wordStart(i - 1); word < i-1 && s.roleAt(word, dotWord) == i-1 && s.at(word-1).is(spaceCell) {
			if start := s.localStart(word-1, spelled-1); start < word-1 {
				return start
			}
		}
	}
	return i
}

// fitsRun keeps the text before an address of Latin letters out of it where no
// space parts them: 请联系anna@example.com.
func (s *sweep) fitsRun(i, end int) bool {
	c, last := s.at(i), s.at(end-1)
	if !last.is(letterCell) {
		for j := i + 1; j < end; j++ {
			if s.at(j).is(letterCell) {
				return sameScript(c, s.at(j)) && (!c.is(denseCell) || end-i < 8)
			}
		}
		return true
	}
	return sameScript(c, last) && c.is(alphaCell) == last.is(alphaCell)
}

// wordStart is where the run of letters begins that ends at end.
func (s *sweep) wordStart(end int) int {
	i := end
	for end-i < 16 && s.at(i-1).is(letterCell) {
		i--
	}
	return i
}

// domainEnd reads labels from i and returns where they end and how many dots
// part them.
func (s *sweep) domainEnd(i int) (end, dots int) {
	end = s.labelEnd(i)
	for end > i && end-i < domainCells {
		next := s.dotEnd(end)
		if next == end {
			break
		}
		label := s.labelEnd(next)
		if label < next+2 && !s.at(next).is(digitCell) {
			break
		}
		end, dots = label, dots+1
	}
	return end, dots
}

func (s *sweep) labelEnd(i int) int {
	first := s.at(i)
	end := i
	for j := i; j-i < 64; j++ {
		c := s.at(j)
		switch {
		case c.is(digitCell), c.is(letterCell) && sameScript(c, first) && c.is(alphaCell) == (first.is(alphaCell) || first.is(digitCell)):
			end = j + 1
			continue
		case (c.r == '-' || c.r == '_') && j > i:
			continue
		}
		break
	}
	return end
}

// dotEnd reads a dot, plain, in brackets or spelled out, at i.
func (s *sweep) dotEnd(i int) int {
	switch c := s.at(i); {
	case c.r == '.' || c.r == '。':
		return i + 1
	case c.r == '[' || c.r == '(' || c.r == '{':
		end := i + 2
		if s.at(i+1).r != '.' {
			end = s.roleAt(i+1, dotWord)
		}
		if end > 0 && isClosingBracket(s.at(end).r) {
			return end + 1
		}
	case c.is(spaceCell):
		j := i + 1
		if r := s.at(j).r; r == '(' || r == '[' {
			if end := s.dotEnd(j); end > j {
				for s.at(end).is(spaceCell) {
					end++
				}
				return end
			}
			return i
		}
		if end := s.roleAt(j, dotWord); end > 0 && s.at(end).is(spaceCell) {
			return end + 1
		}
	}
	return i
}

func (s *sweep) hasLetter(from, to int) bool {
	for i := from; i < to; i++ {
		if s.at(i).is(letterCell | digitCell) {
			return true
		}
	}
	return false
}

// isMailHost reports a host where people, not services, have their mail.
func (s *sweep) isMailHost(from, to int) bool {
	for _, host := range mailHosts() {
		if to-from >= len(host)+1 && s.at(from+len(host)).r == '.' && s.phraseEnd(from, host) > 0 {
			return true
		}
	}
	return false
}
