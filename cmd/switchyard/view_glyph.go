package main

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// glyph is one character as a reader sees it, with its combining marks and
// joiners (a grapheme cluster, UAX #29), made safe for a terminal.
type glyph struct {
	start  int    // byte of the text that it begins at
	text   string // valid UTF-8 without control characters; a line end is empty
	width  int    // columns, by East Asian width
	breaks bool   // a line may be broken after it (UAX #14)
	ends   bool   // it ends the line
}

// tabWidth is what a tab counts for, wherever it stands.
const tabWidth = 4

// glyphs walks over the characters of any bytes.
func glyphs(s string) iter.Seq[glyph] {
	return func(yield func(glyph) bool) {
		state, at := -1, 0
		for rest := s; rest != ""; {
			var cluster string
			var boundaries int
			cluster, rest, boundaries, state = uniseg.StepString(rest, state)
			g := newGlyph(cluster)
			g.start = at
			// The end of the text alone is no place to break: another may follow.
			g.breaks = rest != "" && boundaries&uniseg.MaskLine != uniseg.LineDontBreak || g.text == " "
			if !yield(g) {
				return
			}
			at += len(cluster)
		}
	}
}

func newGlyph(cluster string) glyph {
	switch first, _ := utf8.DecodeRuneInString(cluster); first {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return glyph{ends: true}
	case '\t':
		return glyph{text: strings.Repeat(" ", tabWidth), width: tabWidth}
	}
	safe := strings.Map(shown, cluster)
	return glyph{text: safe, width: uniseg.StringWidth(safe)}
}

// shown is what stands for a character: its picture for a control character,
// nothing for a mark that would turn the direction of the rest of the line.
func shown(r rune) rune {
	switch {
	case r < ' ':
		return '\u2400' + r
	case r == '\u007f':
		return '\u2421'
	case unicode.IsControl(r):
		return utf8.RuneError
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return -1
	}
	return r // bytes that are no UTF-8 arrive as utf8.RuneError
}

// oneLine makes a text safe and puts a space for each run of spaces and lines.
func oneLine(s string) string {
	var b strings.Builder
	for g := range glyphs(s) {
		if g.ends {
			g.text = " "
		}
		b.WriteString(g.text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// fit cuts a text to so many columns, at least 1, with an ellipsis where
// something is missing.
func fit(s string, width int) string {
	s = oneLine(s)
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 0
	for g := range glyphs(s) {
		if used += g.width; used > width-1 {
			break
		}
		b.WriteString(g.text)
	}
	return b.String() + "…"
}

// pad fills a text with spaces up to so many columns.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
}
