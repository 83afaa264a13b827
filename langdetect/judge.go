package langdetect

import (
	"strings"
	"unicode/utf8"
)

// judge decides whether a piece of text, a run without spaces, is a word (or
// several with punctuation) or something that no language owns.
func judge(piece string) drop {
	trimmed := strings.Trim(piece, ".,;:!?[]{}\"'`*<>|")
	trimmed = strings.TrimLeft(trimmed, "(")
	if trimmed == "" {
		return notDropped
	}
	switch {
	case strings.HasPrefix(trimmed, "@"), strings.Contains(trimmed, "://"),
		hasPrefixFold(trimmed, "www"), hasPrefixFold(trimmed, "mailto:"):
		return address
	case trimmed[0] == '/', strings.Count(trimmed, "/") > 1:
		return identifier
	}
	why, ascii, run := notDropped, true, 0
	for i := range len(trimmed) {
		c := trimmed[i]
		if c >= utf8.RuneSelf {
			ascii = false
		}
		if !asciiLetter(c) {
			run = 0
		} else if run++; run > maxWord {
			return tooLong
		}
		inside := i > 0 && i+1 < len(trimmed) && wordByte(trimmed[i-1]) && wordByte(trimmed[i+1])
		switch {
		case c == '@' && inside, c == '.' && inside && suffix(trimmed[i+1:]):
			return address
		case c >= '0' && c <= '9', c == '_', c == '\\', c == '=',
			(c == '(' || c == ':' || c == '$' || c == '#') && inside,
			c == '(' && strings.HasPrefix(trimmed[i:], "()"),
			c >= 'A' && c <= 'Z' && i > 0 && trimmed[i-1] >= 'a' && trimmed[i-1] <= 'z':
			why = identifier
		}
	}
	if !ascii {
		return notDropped // "3번", "2ème", "заказ:123" are words with a number
	}
	return why
}

// suffix tells "example.com" and "report.pdf" from "done.Next", a
// forgotten space: a suffix is lower case and short, up to the next full stop.
func suffix(s string) bool {
	n := 0
	for n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
		n++
	}
	return n > 0 && n <= 4 && (n == len(s) || s[n] == '.' || s[n] == '/' || s[n] == ':' || s[n] == '?') || n > 4 && strings.Contains(s, ".")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) &&
		(len(s) == len(prefix) || s[len(prefix)] == '.' || prefix[len(prefix)-1] == ':')
}

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func wordByte(c byte) bool { return asciiLetter(c) || c >= '0' && c <= '9' || c >= utf8.RuneSelf }

// codeSymbols counts the characters that programs are full of and prose is not.
func codeSymbols(s string) int {
	n := 0
	for i := range len(s) {
		if strings.IndexByte("{};=<>[]|&$\\_^~`#%+*()", s[i]) >= 0 {
			n++
		}
	}
	return n
}
