package corpus

import (
	"strings"
	"unicode"
)

// Words returns the lower-case words of a text with every digit as 0. Han and kana, written without spaces, give one word
// a character; combining marks stay with their letter.
func Words(text string) []string {
	var words []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			flush()
			words = append(words, string(r))
		case unicode.IsDigit(r):
			word.WriteByte('0')
		case unicode.IsLetter(r), unicode.IsMark(r):
			word.WriteRune(r)
		default:
			flush()
		}
	}
	flush()
	return words
}

// Normal returns a text as its words joined by single spaces: two texts with the same Normal differ in case, spacing,
// punctuation and digits at most. A text without words (an emoji, say) is returned trimmed.
func Normal(text string) string {
	if words := Words(text); len(words) > 0 {
		return strings.Join(words, " ")
	}
	return strings.TrimSpace(text)
}
