package text

import "slices"

// sweep is one redaction at work: the text as cells, what this pass found in
// it, and what earlier passes replaced.
type sweep struct {
	cells  []cell
	found  []finding
	spans  []Span
	keep   []Slot
	known  knownNames
	index  *[lexiconSize][]phrase
	ends   [roleCount]int // of the longest phrase of each role at the place last looked up
	colon  int            // cells before it belong to a run of hex groups already judged
	linked int            // cells before it belong to a link already taken
}

// finding is a candidate: cells start to end.
type finding struct {
	start, end int
	slot       Slot
	weight     weight
}

// weight ranks candidates that overlap: the surer one names the slot.
type weight uint8

const (
	guess  weight = iota // by its shape
	cued                 // by the word before it
	proven               // by a checksum or a strict form
)

func (s *sweep) begin(text string, o RedactOptions) {
	s.cells = cellsOf(s.cells[:0], text)
	s.spans = s.spans[:0]
	s.keep, s.index = o.Keep, lexicon()
	s.known = knownNamesOf(o.Names)
}

func (s *sweep) add(start, end int, slot Slot, w weight) {
	if start < end {
		s.found = append(s.found, finding{start, end, slot, w})
	}
}

// pass applies every rule once and replaces what it found. It reports whether
// there was anything.
func (s *sweep) pass() bool {
	s.found, s.colon, s.linked = s.found[:0], 0, 0
	s.scan()
	s.signLast()
	return s.replace()
}

// at is the cell at i; beyond the text stands a line end.
func (s *sweep) at(i int) *cell {
	if uint(i) < uint(len(s.cells)) {
		return &s.cells[i]
	}
	return &lineEnd
}

var lineEnd = cell{r: '\n', low: '\n', kind: lineCell}

func (s *sweep) scan() {
	cells := s.cells
	line := true // nothing but ornament since the line began
	for i := 0; i < len(cells); {
		c := &cells[i]
		next := i + 1
		switch {
		case c.kind == spaceCell:
			i = next
			continue
		case c.kind == lineCell:
			line = true
			i = next
			continue
		case c.kind&letterCell != 0:
			next = s.word(i, line)
			line = false
		case c.kind == digitCell:
			next = s.number(i)
			line = false
		default:
			s.sign(i)
			if line && c.r == '-' && s.at(i-1).is(lineCell) {
				s.signBelowRule(i)
			}
			if c.r == '+' || c.r == '(' {
				next = max(next, s.chain(i))
			}
			line = line && isOrnament(c.r)
		}
		i = next
	}
}

// isOrnament reports what may stand before the first word of a line.
func isOrnament(r rune) bool {
	switch r {
	case '>', '*', '_', '-', '"', '\'', '¡', '(', '•', '#', '「':
		return true
	}
	return false
}

// sign looks at what begins or holds together with a sign.
func (s *sweep) sign(i int) {
	switch r := s.cells[i].r; r {
	case '@':
		s.mail(i, i+1)
	case ':':
		if s.at(i+1).r == '/' && s.at(i+2).r == '/' {
			s.link(i)
		} else {
			s.hexGroups(i)
		}
	case '(', '[', '{', '<':
		if s.lookup(i+1) && s.ends[atWord] > 0 && isClosingBracket(s.at(s.ends[atWord]).r) {
			s.mail(i, s.ends[atWord]+1)
		}
		if s.at(i+1).r == '@' && isClosingBracket(s.at(i+2).r) {
			s.mail(i, i+3)
		}
	case '#', '№':
		s.hash(i)
	default:
		if isCurrency(r) {
			s.price(i, i+1)
		}
	}
}

func isClosingBracket(r rune) bool { return r == ')' || r == ']' || r == '}' || r == '>' }

// replace turns this pass's findings into slots. Findings that overlap become
// one, named by the surest and then the longest of them.
func (s *sweep) replace() bool {
	s.spare()
	found := s.found
	to, from := 0, 0 // cells before to are settled, those before from are read
	for i := 0; i < len(found); {
		best, start, end := found[i], found[i].start, found[i].end
		j := i + 1
		for ; j < len(found) && (found[j].start < end || s.isSameName(best, end, found[j])); j++ {
			f := found[j]
			end = max(end, f.end)
			if f.weight > best.weight || f.weight == best.weight && f.end-f.start > best.end-best.start {
				best = f
			}
		}
		i = j
		to += copy(s.cells[to:], s.cells[from:start])
		span := Span{int(s.cells[start].start), int(s.cells[end-1].end), best.slot}
		s.spans = append(s.spans, span)
		s.cells[to] = cell{r: slotRune, low: slotRune, start: int32(span.Start), end: int32(span.End)}
		to, from = to+1, end
	}
	to += copy(s.cells[to:], s.cells[from:])
	s.cells = s.cells[:to]
	return len(found) > 0
}

// isSameName reports a name that carries on the one before: "Anna" "Schmidt".
func (s *sweep) isSameName(a finding, end int, b finding) bool {
	if a.slot != SlotName || b.slot != SlotName || b.start != end+1 {
		return false
	}
	between := s.at(end)
	return between.is(spaceCell) || between.r == '-' || between.r == '\''
}

// spare sorts the findings and drops those of the slots to keep, with what is
// no surer and lies inside one of them.
func (s *sweep) spare() {
	kept := func(f finding) bool { return slices.Contains(s.keep, f.slot) }
	slices.SortFunc(s.found, func(a, b finding) int {
		switch {
		case a.start != b.start:
			return a.start - b.start
		case a.end != b.end:
			return b.end - a.end
		case kept(a) && !kept(b):
			return -1
		case kept(b) && !kept(a):
			return 1
		}
		return int(b.weight) - int(a.weight)
	})
	if len(s.keep) == 0 {
		return
	}
	var over finding
	rest := s.found[:0]
	for _, f := range s.found {
		switch {
		case kept(f):
			if f.end > over.end {
				over = f
			}
		case f.end > over.end || f.weight > over.weight:
			rest = append(rest, f)
		}
	}
	s.found = rest
}
