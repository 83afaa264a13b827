package text

import "strings"

// tagKind says what a tag means for the text around it.
type tagKind uint8

const (
	unknownTag tagKind = iota
	inlineTag          // changes only how text looks
	blockTag           // starts a new line
	cellTag            // separates by a space
	paraTag            // separates by a blank line
	rawTag             // its content is not text for people
)

// tagKinds names the tags that make a text look like HTML.
var tagKinds = func() map[string]tagKind {
	kinds := make(map[string]tagKind, 128)
	for kind, names := range map[tagKind]string{
		inlineTag: "a abbr b base big body button cite code col colgroup del em font form html i iframe img input ins kbd " +
			"label link map mark meta noscript object picture q s samp select small source span strike strong sub sup " +
			"svg textarea thead time tt u var video wbr tbody tfoot head",
		blockTag: "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure " +
			"footer header hr legend li main nav ol option section summary table tr ul",
		cellTag: "td th",
		paraTag: "p pre h1 h2 h3 h4 h5 h6",
		rawTag:  "script style title template",
	} {
		for name := range strings.FieldsSeq(names) {
			kinds[name] = kind
		}
	}
	return kinds
}()

// longTag is the length in bytes from which a tag loses its attributes:
// embedded images and attribute floods.
const longTag = 8 << 10

// tagAt reads the tag that starts at s[i] == '<': its kind, its name's place
// s[from:to], whether it is a closing tag, and where it ends (past ">", or at
// the "<" or the end of text that interrupts it, with complete false).
func tagAt(s string, i int) (t tag) {
	t.from = i + 1
	if t.from < len(s) && s[t.from] == '/' {
		t.closing = true
		t.from++
	}
	var lower [12]byte
	t.to = t.from
	for t.to < len(s) && t.to-t.from < len(lower) && isAlnumByte(s[t.to]) {
		c := s[t.to]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[t.to-t.from] = c
		t.to++
	}
	if t.to < len(s) && strings.IndexByte("> \t\r\n\f/", s[t.to]) >= 0 {
		t.kind = tagKinds[string(lower[:t.to-t.from])]
	}
	t.end = t.to
	for t.end < len(s) && s[t.end] != '<' && s[t.end] != '>' {
		if s[t.end] == '=' {
			t.attributes = true
		}
		t.end++
	}
	if t.end < len(s) && s[t.end] == '>' {
		t.complete = true
		t.end++
	}
	return t
}

type tag struct {
	kind                          tagKind
	from, to, end                 int
	closing, complete, attributes bool
}

func isAlnumByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// looksLikeHTML reports whether s holds markup and not merely angle brackets:
// an element that is opened and closed, a line break, a tag with attributes,
// or a document type. "a < b", "<3", "<name>" and a lone "<title>" are text.
func looksLikeHTML(s string) bool {
	var opened [16]string
	count, paragraphs := 0, 0
	for i := nextByte(s, 0, '<'); i < len(s); {
		if hasPrefixFold(s[i:], "<!doctype html") {
			return true
		}
		t := tagAt(s, i)
		i = nextByte(s, t.end, '<')
		if t.kind == unknownTag || !t.complete {
			continue
		}
		name := s[t.from:t.to]
		switch {
		case t.attributes && !t.closing, strings.EqualFold(name, "br"), strings.EqualFold(name, "html"):
			return true
		case t.closing:
			for _, open := range opened[:min(count, len(opened))] {
				if strings.EqualFold(open, name) {
					return true
				}
			}
		default:
			opened[count%len(opened)] = name
			count++
			if t.kind == paraTag || t.kind == blockTag {
				paragraphs++
			}
		}
		if paragraphs > 1 {
			return true
		}
	}
	return false
}

// isDocument reports whether tags, not line ends, break the lines of s: it
// begins with a tag or names a body. Otherwise it is plain text with some
// markup in it.
func isDocument(s string) bool {
	s = strings.TrimLeft(s, " \t\r\n\ufeff")
	if strings.HasPrefix(s, "<!") || strings.HasPrefix(s, "<?") {
		return true
	}
	for i := nextByte(s, 0, '<'); i < len(s); {
		t := tagAt(s, i)
		switch t.kind {
		case blockTag, paraTag, cellTag, rawTag:
			if i == 0 {
				return true
			}
		case inlineTag:
			switch name := s[t.from:t.to]; {
			case strings.EqualFold(name, "html"), strings.EqualFold(name, "body"):
				return true
			case i == 0 && t.attributes:
				return true
			}
		}
		i = nextByte(s, t.end, '<')
	}
	return false
}

// shortenTags returns s with every overlong tag reduced to its name, so that
// no tag makes a parser hold more than longTag bytes of attributes.
func shortenTags(s string) string {
	var b strings.Builder
	done := 0
	for i := nextByte(s, 0, '<'); i < len(s); {
		t := tagAt(s, i)
		if t.end-i > longTag {
			b.WriteString(s[done:t.to])
			if t.complete {
				b.WriteByte('>')
			}
			done = t.end
		}
		i = nextByte(s, t.end, '<')
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// nextByte returns the index of the first c at or after from, or len(s).
func nextByte(s string, from int, c byte) int {
	if from >= len(s) {
		return len(s)
	}
	if i := strings.IndexByte(s[from:], c); i >= 0 {
		return from + i
	}
	return len(s)
}
