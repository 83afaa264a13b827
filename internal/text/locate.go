package text

import (
	"strings"
	"unicode/utf8"
)

// Field names a part of a ticket.
type Field string

// The fields that Join reads.
const (
	Subject Field = "subject"
	Body    Field = "body"
)

// Location is a stretch of a ticket as it arrived: bytes Start to End of a
// field.
type Location struct {
	Field      Field
	Start, End int
}

// Locator finds where stretches of a cleaned text stood in the ticket. It is
// read-only once made.
type Locator struct {
	bytes []int32 // for each visible byte of the joined text: its position in source, -1 unknown
	start []int32 // for each byte of the joined text: how many visible bytes precede it
	from  visible
	split int // visible bytes of the subject
}

// NewLocator aligns what Join(subject, body) gave with its origin. Cleaning
// only drops and decodes, so each line of the joined text stands in the ticket
// but for spaces, markup and dropped words: the locator looks for whole lines,
// at the start of a line first, then for their words, always onward from what
// it found last. It takes time linear in the ticket, with a bound on how far
// each search looks.
func NewLocator(joined, subject, body string) *Locator {
	var from visible
	from.read(subject)
	split := len(from.text)
	from.read(body)
	text := string(from.text)
	l := &Locator{from: from, split: split, start: make([]int32, 0, len(joined)+1)}
	at := 0
	for line := range strings.Lines(joined) {
		var words []string
		for word := range strings.FieldsSeq(line) {
			words = append(words, visibleOf(word))
		}
		whole := strings.Join(words, "")
		if found := from.find(text, whole, at); found >= 0 {
			l.place(found, len(whole))
			at = found + len(whole)
		} else {
			for _, word := range words {
				found := strings.Index(text[at:min(len(text), at+wordWindow)], word)
				if word == "" || found < 0 {
					l.place(-1, len(word))
					continue
				}
				l.place(at+found, len(word))
				at += found + len(word)
			}
		}
	}
	seen := int32(0)
	for _, r := range joined {
		size := int32(0)
		if isVisible(r) {
			size = int32(utf8.RuneLen(r))
		}
		for range utf8.RuneLen(r) {
			l.start = append(l.start, seen)
		}
		seen += size
	}
	l.start = append(l.start, seen)
	return l
}

// How far onward a line, and a word of a line that was not found whole, is
// looked for, in visible bytes.
const (
	lineWindow = 1 << 16
	wordWindow = 1 << 12
)

func (l *Locator) place(at, n int) {
	for i := range n {
		if at < 0 {
			l.bytes = append(l.bytes, -1)
		} else {
			l.bytes = append(l.bytes, int32(at+i))
		}
	}
}

// Find gives the place of bytes start to end of the joined text. ok is false
// where the stretch shows nothing, was not found or lies in both fields.
func (l *Locator) Find(start, end int) (place Location, ok bool) {
	if start < 0 || end > len(l.start)-1 || start >= end {
		return place, false
	}
	first, last := l.start[start], l.start[end]-1
	if last < first || l.bytes[first] < 0 || l.bytes[last] < l.bytes[first] {
		return place, false
	}
	a, b := int(l.bytes[first]), int(l.bytes[last])
	place = Location{Field: Subject, Start: int(l.from.starts[a]), End: int(l.from.ends[b])}
	if a >= l.split {
		place.Field = Body
	}
	return place, (a >= l.split) == (b >= l.split)
}

// visible is a text without its spaces, invisible characters and markup.
type visible struct {
	text         []byte
	starts, ends []int32 // of each byte's character, in the field
	opens        []bool  // the byte begins a line
}

// isVisible says whether cleaning may keep a character and it is no space.
func isVisible(r rune) bool { return kindOf(r) == keepRune }

// visibleOf is the visible part of a word.
func visibleOf(word string) string {
	return strings.Map(func(r rune) rune {
		if isVisible(r) {
			return r
		}
		return -1
	}, word)
}

// read appends one field.
func (v *visible) read(field string) {
	markup := looksLikeHTML(field)
	opens := true
	put := func(r rune, start, end int) {
		if !isVisible(r) {
			opens = opens || kindOf(r) == lineRune
			return
		}
		before := len(v.text)
		v.text = utf8.AppendRune(v.text, r)
		for i := before; i < len(v.text); i++ {
			v.starts, v.ends = append(v.starts, int32(start)), append(v.ends, int32(end))
			v.opens = append(v.opens, opens && i == before)
		}
		opens = false
	}
	for i := 0; i < len(field); {
		if markup && field[i] == '<' {
			if t := tagAt(field, i); t.kind != unknownTag {
				i, opens = t.end, opens || t.kind != inlineTag
				continue
			}
		}
		if decoded, end := entityAt(field, i); decoded != "" {
			for _, r := range decoded {
				put(r, i, end)
			}
			i = end
			continue
		}
		r, size := utf8.DecodeRuneInString(field[i:])
		put(r, i, i+size)
		i += size
	}
}

// find looks for a line onward from at: where one begins, else anywhere.
func (v *visible) find(text, line string, at int) int {
	if line == "" {
		return -1
	}
	window := text[:min(len(text), at+lineWindow+len(line))]
	anywhere := -1
	for from := at; from < len(window); {
		i := strings.Index(window[from:], line)
		if i < 0 {
			break
		}
		if v.opens[from+i] {
			return from + i
		}
		if anywhere < 0 {
			anywhere = from + i
		}
		from += i + len(line)
	}
	return anywhere
}
