package text

import (
	"strings"
	"unicode/utf8"
)

const (
	// quoteLevels is how many nested quotes are told apart.
	quoteLevels = 32
	// longAlt is the length in bytes up to which an image's text is kept.
	longAlt = 60
)

// htmlWriter lays out the visible text of a token stream.
type htmlWriter struct {
	out        strings.Builder
	showHidden bool
	keepLines  bool // line ends in the source are line ends in the text

	space bool // a space is due before the next word
	lines int  // line ends due before the next word

	skip      string // the hidden element being skipped
	skipDepth int

	boxes     []bool // open blockquotes: whether each quotes
	boxesOver int    // blockquotes open beyond quoteLevels
	quotes    int    // how many of boxes quote
	cite      string // the open quote container that is no blockquote
	citeDepth int
	rest      bool // all that follows is quoted
	pre       int
}

// start handles a start tag.
func (w *htmlWriter) start(e element) {
	if w.skip != "" {
		if w.skip == e.name {
			w.skipDepth++
		}
		if w.skip != "p" || e.kind != blockTag && e.kind != paraTag || e.name == "br" {
			return
		}
		w.skip = "" // a new block closes an open paragraph
	}
	if e.hidden && !w.showHidden && e.kind != unknownTag {
		if !voidTags[e.name] {
			w.skip, w.skipDepth = e.name, 1
		}
		return
	}
	w.separate(e.name, e.kind)
	w.rest = w.rest || e.quoteRest
	switch {
	case e.name == "blockquote":
		w.openBox(e.quote)
	case w.cite != "" && w.cite == e.name:
		w.citeDepth++
	case w.cite == "" && e.quote && !voidTags[e.name]:
		w.cite, w.citeDepth = e.name, 1
		w.breakLine(1)
	case e.name == "pre":
		w.pre++
	case e.name == "img":
		if alt := strings.TrimSpace(e.alt); !e.pixel && alt != "" && len(alt) <= longAlt && !isFileName(alt) {
			w.space = true
			w.text(alt)
			w.space = true
		}
	case e.kind == unknownTag:
		w.unknown(e)
	}
}

// end handles a closing tag.
func (w *htmlWriter) end(name string, kind tagKind) {
	if w.skip != "" {
		if w.skip == name {
			if w.skipDepth--; w.skipDepth == 0 {
				w.skip = ""
			}
		}
		return
	}
	w.separate(name, kind)
	switch {
	case name == "blockquote":
		w.closeBox()
	case name == "pre":
		w.pre = max(0, w.pre-1)
	case w.cite != "" && name == w.cite:
		if w.citeDepth--; w.citeDepth == 0 {
			w.cite = ""
			w.breakLine(1)
		}
	}
}

// separate records the gap that a tag makes.
func (w *htmlWriter) separate(name string, kind tagKind) {
	switch {
	case name == "br":
		w.lines++
	case kind == blockTag:
		w.breakLine(1)
	case kind == paraTag:
		w.breakLine(2)
	case kind == cellTag:
		w.space = true
	}
}

func (w *htmlWriter) breakLine(n int) { w.lines = max(w.lines, n) }

func (w *htmlWriter) openBox(quotes bool) {
	if len(w.boxes) == quoteLevels {
		w.boxesOver++
		return
	}
	w.boxes = append(w.boxes, quotes)
	if quotes {
		w.quotes++
	}
}

func (w *htmlWriter) closeBox() {
	switch {
	case w.boxesOver > 0:
		w.boxesOver--
	case len(w.boxes) > 0:
		if w.boxes[len(w.boxes)-1] {
			w.quotes--
		}
		w.boxes = w.boxes[:len(w.boxes)-1]
	}
}

// unknown keeps what only looks like a tag: "<name>", "<jo@example.org>",
// "<https://...>". Elements of office suites ("o:p") and custom ones are
// dropped.
func (w *htmlWriter) unknown(e element) {
	address := strings.Contains(e.source, "@") || strings.Contains(e.source, "://")
	if len(e.source) < longAlt && (address || !strings.ContainsAny(e.source, ":-=")) {
		w.text(e.source)
	}
}

// text writes visible text, collapsing space as a browser does.
func (w *htmlWriter) text(s string) {
	if w.skip != "" {
		return
	}
	ends := 0 // line ends since the last visible character
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch kind := kindOf(r); {
		case r == '\r' || kind == dropRune:
			continue
		case kind == lineRune && (w.keepLines || w.pre > 0):
			ends++
			w.breakLine(ends) // a line end next to <br> is the same one
			continue
		case kind == lineRune || kind == spaceRune:
			w.space = true
			continue
		}
		ends = 0
		w.gap()
		w.out.WriteRune(r)
		if r == '<' && startsTag(s[i:]) {
			w.out.WriteByte(' ')
		}
	}
}

// gap writes the space or line ends that are due, and the quote marks of a
// new line.
func (w *htmlWriter) gap() {
	first := w.out.Len() == 0
	switch {
	case w.lines > 1 && !first:
		w.out.WriteString("\n\n")
	case w.lines == 1 && !first:
		w.out.WriteByte('\n')
	case w.space && !first:
		w.out.WriteByte(' ')
	}
	if first || w.lines > 0 {
		marks := w.quotes
		if w.cite != "" || w.rest {
			marks++
		}
		for range marks {
			w.out.WriteByte('>')
		}
		if marks > 0 {
			w.out.WriteByte(' ')
		}
	}
	w.space, w.lines = false, 0
}

// isFileName reports an image text that names a file: no words for anyone.
func isFileName(alt string) bool {
	dot := strings.LastIndexByte(alt, '.')
	return dot > 0 && len(alt)-dot <= 5 && !strings.ContainsAny(alt, " ")
}
