package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// byteSplitter cuts a text as GPT-2 does and writes each byte as one visible
// character, so that a vocabulary of characters covers every text.
type byteSplitter struct {
	Space bool // put a space before a part that has none
	Words bool // cut into words; else the part stays whole
}

// byteRunes are the characters that stand for the 256 bytes: printable
// Latin-1 for itself, the rest from U+0100 on.
var byteRunes = func() (runes [256]rune) {
	next := rune(0x100)
	for b := range runes {
		switch {
		case b > ' ' && b < 0x7f, b > 0xa0 && b != 0xad:
			runes[b] = rune(b)
		default:
			runes[b] = next
			next++
		}
	}
	return runes
}()

func (s byteSplitter) split(dst []part, p part) []part {
	text := p.text
	if s.Space && !strings.HasPrefix(text, " ") {
		text = " " + text
	}
	if !s.Words {
		return append(dst, part{visible(text), p.first})
	}
	for start := 0; start < len(text); {
		end := start + wordLength(text[start:])
		dst = append(dst, part{visible(text[start:end]), p.first && start == 0})
		start = end
	}
	return dst
}

func visible(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/2)
	for i := range len(s) {
		b.WriteRune(byteRunes[s[i]])
	}
	return b.String()
}

// contractions are words of their own.
var contractions = []string{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}

// wordLength is the length in bytes of the first word of s, which is not
// empty. As a regular expression with Unicode classes:
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
func wordLength(s string) int {
	for _, c := range contractions {
		if strings.HasPrefix(s, c) {
			return len(c)
		}
	}
	at := 0
	if s[0] == ' ' {
		at = 1
	}
	if r, _ := utf8.DecodeRuneInString(s[at:]); at < len(s) && !unicode.IsSpace(r) {
		kind := kindOf(r)
		for i, r := range s[at:] {
			if kindOf(r) != kind {
				return at + i
			}
		}
		return len(s)
	}
	// White space: all of it at the end of the text, else all but the last,
	// which goes with the next word or stands alone.
	end, last := 0, 0
	for i, r := range s {
		if !unicode.IsSpace(r) {
			if last > 0 {
				return last
			}
			return end
		}
		last, end = i, i+utf8.RuneLen(r)
	}
	return len(s)
}

func kindOf(r rune) int {
	switch {
	case r < 0x80:
		return asciiKind(byte(r))
	case unicode.IsLetter(r):
		return 'L'
	case unicode.IsNumber(r):
		return 'N'
	case unicode.IsSpace(r):
		return ' '
	}
	return 'P'
}

func asciiKind(b byte) int {
	switch {
	case b|0x20 >= 'a' && b|0x20 <= 'z':
		return 'L'
	case b >= '0' && b <= '9':
		return 'N'
	case b == ' ' || b >= '\t' && b <= '\r':
		return ' '
	}
	return 'P'
}
