package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"switchyard/internal/triage"
)

// mark is a stretch of a text that speaks for an answer or against it.
type mark struct {
	start, end int // bytes
	against    bool
	strength   int // 0 to 2
}

func (m mark) ink() ink {
	if m.against {
		return againstInk[m.strength]
	}
	return forInk[m.strength]
}

// leastShare is how strong evidence must be to be marked, beside the strongest.
const leastShare = .05

// marksIn are the places of an explanation's evidence in a field of length
// bytes, in order and without overlap. Strength is in thirds of the strongest
// evidence in any field.
func marksIn(e *triage.Explanation, field string, length int) []mark {
	if e == nil {
		return nil
	}
	evidence := slices.Concat(e.For, e.Against)
	var strongest float64
	for _, v := range evidence {
		strongest = max(strongest, math.Abs(v.Weight))
	}
	var marks []mark
	for _, v := range evidence {
		share := within(math.Abs(v.Weight)/strongest, 0, 1)
		if share < leastShare || string(v.Field) != field || v.Start < 0 || v.End > length || v.Start >= v.End {
			continue // too weak to see, or changed beyond recognition by cleaning
		}
		marks = append(marks, mark{v.Start, v.End, v.Weight < 0, min(int(3*share), 2)})
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	end := 0
	return slices.DeleteFunc(marks, func(m mark) bool {
		if m.start < end {
			return true
		}
		end = m.end
		return false
	})
}

// What is shown of a text, in bytes. A short one is shown whole; of a long one
// its beginning, its end and what stands around the marks.
const (
	shortText   = 4096
	opening     = 600
	closing     = 300
	aroundMark  = 250
	longestMark = 1000
	leastGap    = 200 // less is not worth a note
)

// stretch is bytes start to end of a text.
type stretch struct{ start, end int }

// excerpt chooses what is shown, in order, with gaps between.
func excerpt(s string, marks []mark) []stretch {
	if len(s) <= shortText {
		return []stretch{{0, len(s)}}
	}
	wanted := []stretch{{0, opening}, {len(s) - closing, len(s)}}
	for _, m := range marks {
		wanted = append(wanted, stretch{m.start - aroundMark, min(m.end, m.start+longestMark) + aroundMark})
	}
	slices.SortFunc(wanted, func(a, b stretch) int { return cmp.Compare(a.start, b.start) })
	var kept []stretch
	for _, w := range wanted {
		w = stretch{wordAt(s, w.start), wordAt(s, w.end)}
		if n := len(kept); n > 0 && w.start-kept[n-1].end < leastGap {
			kept[n-1].end = max(kept[n-1].end, w.end)
			continue
		}
		kept = append(kept, w)
	}
	return kept
}

// wordAt moves a place onward to where a word begins, or a character where none
// does soon.
func wordAt(s string, at int) int {
	const back, onward = 128, 64
	if at <= 0 {
		return 0
	}
	if at >= len(s) {
		return len(s)
	}
	from := max(0, at-back) // whole characters before the place tell where the one at it begins
	for from < at && !utf8.RuneStart(s[from]) {
		from++
	}
	first, afterSpace := -1, false
	for g := range glyphs(s[from:min(len(s), at+onward)]) {
		if place := from + g.start; place >= at {
			if afterSpace {
				return place
			}
			if first < 0 {
				first = place
			}
		}
		afterSpace = g.text == " " || g.ends
	}
	if first < 0 {
		return at // one character goes on and on
	}
	return first
}

// marked makes cells of a stretch. On paper, where no colour can show them,
// marks stand in brackets.
func marked(s string, part stretch, marks []mark, brackets bool) []cell {
	var cells []cell
	open := -1 // the mark that the last cell lies in
	closeMark := func() {
		if open >= 0 && brackets {
			last := &cells[len(cells)-1]
			bracket := cell{glyph: glyph{text: "]", width: 1, breaks: last.breaks}}
			last.breaks = false
			if last.ends { // the bracket still belongs to the line before
				cells = slices.Insert(cells, len(cells)-1, bracket)
			} else {
				cells = append(cells, bracket)
			}
		}
		open = -1
	}
	next := 0
	for g := range glyphs(s[part.start:part.end]) {
		at := part.start + g.start
		for next < len(marks) && marks[next].end <= at {
			next++
		}
		inside := next < len(marks) && marks[next].start <= at
		if open >= 0 && (!inside || next != open) {
			closeMark()
		}
		c := cell{glyph: g}
		if inside {
			c.ink = marks[next].ink()
			if open < 0 && brackets {
				cells = append(cells, cell{glyph: openingBracket(marks[next])})
			}
			open = next
		}
		cells = append(cells, c)
	}
	closeMark()
	return cells
}

func openingBracket(m mark) glyph {
	if m.against {
		return glyph{text: "[-", width: 2}
	}
	return glyph{text: "[", width: 1}
}

// passage gives the lines that show a text and its marks.
func passage(s string, marks []mark, on screen, width int) [][]cell {
	var lines [][]cell
	end := 0
	for _, part := range excerpt(s, marks) {
		if part.start > end {
			note := fmt.Sprintf("… %d characters left out …", utf8.RuneCountInString(s[end:part.start]))
			lines = append(lines, inked(quietInk, note))
		}
		lines = append(lines, wrap(marked(s, part, marks, !on.colour), width)...)
		end = part.end
	}
	return lines
}
