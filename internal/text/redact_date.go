package text

// date is where the date that begins at i ends, or i: in figures, or with the
// name of a month.
func (s *sweep) date(i int) int {
	if prev := s.at(i - 1); prev.is(digitCell|alphaCell) || (prev.r == '.' || prev.r == '-' || prev.r == '/') && s.at(i-2).is(digitCell) {
		return i
	}
	end := s.digitsEnd(i)
	if end == i || end-i > 4 || end-i == 3 {
		return i
	}
	if stop := s.figures(i, end); stop > i {
		return stop
	}
	if stop := s.eastern(i, end); stop > i {
		return stop
	}
	if end-i > 2 {
		return i
	}
	if day := s.value(i, end); day == 0 || day > 31 {
		return i
	}
	at := end
	if r := s.at(at).r; r == '.' || r == 'º' || r == '°' || r == 'ª' {
		at++
	} else if isASCIILetter(s.at(at)) && isASCIILetter(s.at(at+1)) && !s.at(at+2).is(letterCell) {
		at += 2 // 1st, 2nd, 1er
	}
	at = s.overSpace(at)
	if (s.at(at).low == 'd' && s.at(at+1).low == 'e' || s.at(at).low == 'o' && s.at(at+1).low == 'f') && s.at(at+2).is(spaceCell) {
		at += 3
	}
	if s.at(at).r == '-' || s.at(at).r == '/' {
		at++
	}
	name := s.roleAt(at, month)
	if name == 0 {
		return i
	}
	return s.yearEnd(name)
}

func (s *sweep) overSpace(i int) int {
	for j := i; j < i+3; j++ {
		if !s.at(j).is(spaceCell) {
			return j
		}
	}
	return i
}

// monthDate is where the date ends that begins with the name of a month from i
// to name: "March 12, 2024", "March 2024". 0 if it is none.
func (s *sweep) monthDate(i, name int) int {
	at := name
	if s.at(at).r == '.' {
		at++
	}
	at = s.overSpace(at)
	if s.at(at).r == '-' && at == name {
		at++
	}
	end := s.digitsEnd(at)
	switch size := end - at; {
	case size == 4 && s.isYear(at, 4):
		return end
	case size != 1 && size != 2 || at == name || s.roleAt(i, monthFirst) != name:
		return 0
	}
	if v := s.value(at, end); v == 0 || v > 31 || s.at(end).r == ':' || s.at(end).r == '.' && s.at(end+1).is(digitCell) || s.at(end).r == '%' {
		return 0
	}
	if s.at(i).is(alphaCell) && !s.at(i).is(upperCell) && name-i < 4 {
		return 0 // "may 2", "set 3"
	}
	if isASCIILetter(s.at(end)) && isASCIILetter(s.at(end+1)) && !s.at(end+2).is(letterCell) {
		end += 2
	}
	return s.yearEnd(end)
}

// yearEnd is where a date ends that may go on with its year at i.
func (s *sweep) yearEnd(i int) int {
	at := i
	for at-i < 3 && (s.at(at).r == ',' || s.at(at).r == '.' || s.at(at).r == '-' || s.at(at).r == '/' || s.at(at).is(spaceCell)) {
		at++
	}
	if s.at(at).low == 'd' && s.at(at+1).low == 'e' {
		if at += 2; s.at(at).low == 'l' {
			at++
		}
		at = s.overSpace(at)
	}
	if s.at(at).r == '\'' {
		at++
	}
	end := s.digitsEnd(at)
	if end-at == 4 && s.isYear(at, 4) || end-at == 2 && s.at(at-1).r == '\'' {
		return end
	}
	return i
}

// figures reads 12.03.2024, 3/12/24, 2024-03-12.
func (s *sweep) figures(i, end int) int {
	var part, size [3]int
	at := i
	by := s.at(end).r
	if by != '.' && by != '-' && by != '/' {
		return i
	}
	for k := range part {
		end = s.digitsEnd(at)
		part[k], size[k] = s.value(at, end), end-at
		if size[k] == 0 || size[k] > 4 || size[k] == 3 {
			return i
		}
		at = end
		if k < 2 {
			if s.at(at).r != by {
				return i
			}
			at++
			if by == '.' {
				at = s.overSpace(at)
			}
		}
	}
	if s.at(at).is(digitCell) || (s.at(at).r == by || s.at(at).r == '-') && s.at(at+1).is(digitCell) {
		return i
	}
	day := func(v int) bool { return v >= 1 && v <= 31 }
	switch {
	case size[0] == 4:
		if size[1] < 3 && size[2] < 3 && part[0] >= 1900 && part[0] < 2100 && day(part[2]) && part[1] >= 1 && part[1] <= 12 {
			return at
		}
	case size[1] < 3 && (size[2] == 4 && part[2] >= 1900 && part[2] < 2100 || size[2] == 2):
		if day(part[0]) && day(part[1]) && min(part[0], part[1]) <= 12 {
			return at
		}
	}
	return i
}

// eastern reads 2024年3月12日 and its parts from the month on.
func (s *sweep) eastern(i, end int) int {
	at := end
	if s.at(at).r == '年' {
		if s.at(at + 1).is(spaceCell) {
			at++
		}
		next := s.digitsEnd(at + 1)
		if next == at+1 {
			return i
		}
		at = next
	}
	if s.at(at).r != '月' {
		return i
	}
	if s.at(at + 1).is(spaceCell) {
		at++
	}
	last := s.digitsEnd(at + 1)
	if last == at+1 || s.at(last).r != '日' && s.at(last).r != '号' && s.at(last).r != '號' {
		return i
	}
	return last + 1
}
