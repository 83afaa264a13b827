package main

import "strings"

// cell is a glyph with its ink, on its way into a line.
type cell struct {
	glyph
	ink ink
}

// inked makes cells of a text, all in one ink.
func inked(i ink, s string) []cell {
	var cells []cell
	for g := range glyphs(s) {
		cells = append(cells, cell{g, i})
	}
	return cells
}

// unbroken keeps cells on one line, where a line is long enough.
func unbroken(cells []cell) []cell {
	for i := range cells {
		cells[i].breaks = false
	}
	return cells
}

// wrap breaks cells into lines of at most width columns: after spaces, where
// a script without spaces allows it, and inside a word only where it is longer
// than a line. Of empty lines in a row it keeps one.
func wrap(cells []cell, width int) [][]cell {
	var lines [][]cell
	var line []cell
	used := 0
	flush := func() {
		if line = trimmed(line); len(line) > 0 || len(lines) > 0 && len(lines[len(lines)-1]) > 0 {
			lines = append(lines, line)
		}
		line, used = nil, 0
	}
	for len(cells) > 0 {
		var word []cell
		word, cells = nextWord(cells)
		need := columns(trimmed(word))
		if used > 0 && used+need > width {
			flush()
		}
		for _, c := range word {
			if need > width && used > 0 && used+c.width > width {
				flush()
			}
			line, used = append(line, c), used+c.width
		}
		if word[len(word)-1].ends {
			flush()
		}
	}
	flush()
	if n := len(lines); n > 0 && len(lines[n-1]) == 0 {
		lines = lines[:n-1]
	}
	return lines
}

// nextWord cuts cells after the first that a line may be broken after.
func nextWord(cells []cell) (word, rest []cell) {
	for i, c := range cells {
		if c.breaks || c.ends {
			return cells[:i+1], cells[i+1:]
		}
	}
	return cells, nil
}

// trimmed leaves out the space at the end of a line.
func trimmed(line []cell) []cell {
	for len(line) > 0 && strings.TrimSpace(line[len(line)-1].text) == "" {
		line = line[:len(line)-1]
	}
	return line
}

func columns(cells []cell) int {
	n := 0
	for _, c := range cells {
		n += c.width
	}
	return n
}

// line paints cells, neighbours of one ink together.
func (s screen) line(line []cell) string {
	var b strings.Builder
	for len(line) > 0 {
		var run strings.Builder
		ink, n := line[0].ink, 0
		for n < len(line) && line[n].ink == ink {
			run.WriteString(line[n].text)
			n++
		}
		b.WriteString(s.paint(ink, run.String()))
		line = line[n:]
	}
	return b.String()
}
