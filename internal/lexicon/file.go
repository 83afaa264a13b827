package lexicon

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Line is a line of a lexicon file: what it says, "" where it begins a section,
// the [section] it stands in, "" for none, and its place.
type Line struct {
	Section, Text string
	Place         string // "de.txt:12"
}

// Lines reads a lexicon file: a "[section]" line, and under it a line an entry;
// empty ones and those that start with # say nothing.
func Lines(files fs.FS, name string) ([]Line, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	var lines []Line
	section, number := "", 0
	for text := range strings.SplitSeq(string(content), "\n") {
		number++
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if begins, ok := strings.CutPrefix(text, "["); ok {
			section, text = strings.TrimSuffix(begins, "]"), ""
		}
		lines = append(lines, Line{Section: section, Text: text, Place: fmt.Sprintf("%s:%d", path.Base(name), number)})
	}
	return lines, nil
}
