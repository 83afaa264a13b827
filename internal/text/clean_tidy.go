package text

import (
	"strings"
	"unicode/utf8"
)

// runeKind says what tidying does with a character.
type runeKind uint8

const (
	keepRune  runeKind = iota
	spaceRune          // any kind of space: one blank between words
	lineRune           // any kind of line end
	dropRune           // invisible or a control character
	joinRune           // shapes its neighbours, invisible elsewhere
)

// kindOf classifies one character. Bytes that are not UTF-8 arrive as U+FFFD
// and count as space, so that they never join two words.
func kindOf(r rune) runeKind {
	if r < 0x80 {
		switch {
		case r > ' ' && r != 0x7F:
			return keepRune
		case r == '\n':
			return lineRune
		case r == ' ' || r == '\t' || r == '\v' || r == '\f':
			return spaceRune
		}
		return dropRune
	}
	switch {
	case r == 0x85:
		return lineRune
	case r < 0xA0:
		return dropRune
	case r == 0xA0:
		return spaceRune
	case r == 0xAD: // soft hyphen
		return dropRune
	case r < 0x034F:
		return keepRune
	case r == 0x034F: // combining grapheme joiner, the filler of mail previews
		return dropRune
	case r == 0x061C: // Arabic letter mark
		return dropRune
	case r == 0x1680:
		return spaceRune
	case r == 0x180E:
		return dropRune
	case r < 0x2000:
		return keepRune
	case r <= 0x200A:
		return spaceRune
	case r == 0x200B || r == 0x200E || r == 0x200F:
		return dropRune
	case r == 0x200C || r == 0x200D:
		return joinRune
	case r == 0x2028 || r == 0x2029:
		return lineRune
	case r >= 0x202A && r <= 0x202E: // direction overrides
		return dropRune
	case r == 0x202F || r == 0x205F || r == 0x3000:
		return spaceRune
	case r >= 0x2060 && r <= 0x206F: // word joiner, isolates
		return dropRune
	case r == 0x2800: // the braille blank draws nothing
		return spaceRune
	case r == 0xFEFF || r >= 0xFFF9 && r <= 0xFFFB:
		return dropRune
	case r == utf8.RuneError:
		return spaceRune
	case r >= 0xE0000 && r <= 0xE007F: // invisible tags
		return dropRune
	}
	return keepRune
}

// joins reports whether a joiner between prev and the start of rest has
// neighbours to shape. Latin text has no use for it; trackers do.
func joins(prev rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return prev >= 0x80 && kindOf(prev) == keepRune && next >= 0x80 && kindOf(next) == keepRune
}

// tidy returns s as valid UTF-8 with plain spaces and line ends: invisible
// characters dropped, runs of space collapsed, lines trimmed, at most one
// blank line in a row. It returns s itself when there is nothing to do.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var prev rune
	space, lines := false, 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		if r == '\r' {
			if i < len(s) && s[i] == '\n' {
				continue
			}
			r = '\n'
		}
		switch kindOf(r) {
		case spaceRune:
			space = true
			continue
		case lineRune:
			lines++
			continue
		case dropRune:
			continue
		case joinRune:
			if space || lines > 0 || !joins(prev, s[i:]) {
				continue
			}
		}
		if b.Len() > 0 {
			switch {
			case lines > 1:
				b.WriteString("\n\n")
			case lines == 1:
				b.WriteByte('\n')
			case space:
				b.WriteByte(' ')
			}
		}
		space, lines, prev = false, 0, r
		b.WriteRune(r)
	}
	return b.String()
}

// isTidy reports whether tidy would return s unchanged.
func isTidy(s string) bool {
	if s == "" {
		return true
	}
	prev, lines, gap := rune(0), 0, true // gap: at the start, after a space or a line end
	for i := 0; i < len(s); {
		c := s[i]
		if c > ' ' && c < 0x7F {
			prev, lines, gap = rune(c), 0, false
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch kindOf(r) {
		case spaceRune:
			if r != ' ' || gap {
				return false
			}
			gap = true
			continue
		case lineRune:
			if lines++; r != '\n' || lines > 2 || gap && lines == 1 {
				return false
			}
			gap = true
			continue
		case dropRune:
			return false
		case joinRune:
			if gap || !joins(prev, s[i:]) {
				return false
			}
		}
		prev, lines, gap = r, 0, false
	}
	return !gap
}
