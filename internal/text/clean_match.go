package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hasPrefixFold reports whether s begins with prefix, ignoring case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// hasSuffixFold reports whether s ends with suffix, ignoring case.
func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// starts indexes phrases by their first character in lower case, so that a
// line is compared only with the few that can match.
type starts map[rune][]string

func startsOf(phrases []string) starts {
	index := make(starts)
	for _, p := range phrases {
		first := firstRune(p)
		index[first] = append(index[first], p)
	}
	return index
}

// longestAt returns the longest phrase that s begins with, ending at a word's
// end, or "".
func (x starts) longestAt(s string) string {
	longest := ""
	for _, p := range x[firstRune(s)] {
		if len(p) > len(longest) && hasPrefixFold(s, p) && endsWord(s, len(p)) {
			longest = p
		}
	}
	return longest
}

// endsWord reports whether no word of an alphabet runs across s[i].
func endsWord(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return !isAlphabetic(before) || !isAlphabetic(after)
}

// isAlphabetic reports a letter of a script that separates words by spaces.
func isAlphabetic(r rune) bool {
	return unicode.IsLetter(r) && !isSolid(r)
}

// isSolid reports a character of a script written without spaces, or in
// syllables that carry about a word's part each.
func isSolid(r rune) bool {
	return r >= 0x0E00 && r < 0x0F00 || r >= 0x3040 && r < 0xA000 || r >= 0xAC00 && r < 0xD7B0 || r >= 0xF900 && r < 0xFB00
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.ToLower(r)
}

func hasDigit(s string) bool {
	for _, r := range s {
		if unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// endsColon reports whether a line ends with a colon of either width.
func endsColon(s string) bool {
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：")
}
