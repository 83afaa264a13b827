package alike

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// slot stands for whatever differs from one copy of a text to the next: numbers, codes,
// addresses, and the marks that redaction leaves.
const slot = "0"

// mask replaces each word that holds a digit, an address, a link or a mark of
// redaction by a slot. Scripts without spaces lose their digits and the letters
// that hang on them. It works in time linear in the text.
func mask(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		end, varies := stretch(text[i:])
		if end == 0 {
			r, size := utf8.DecodeRuneInString(text[i:])
			out.WriteRune(r)
			i += size
			continue
		}
		if varies {
			out.WriteString(slot)
		} else {
			out.WriteString(text[i : i+end])
		}
		i += end
	}
	return out.String()
}

// stretch is the length in bytes of the word that a text begins with, 0 for
// none, and whether it varies from copy to copy. A word goes on over signs that
// join the parts of a number or an address.
func stretch(text string) (end int, varies bool) {
	if strings.HasPrefix(text, "{{") {
		if i := strings.Index(text[:min(len(text), 40)], "}}"); i > 0 {
			return i + 2, true
		}
	}
	for i, r := range text {
		switch {
		case unicode.IsDigit(r):
			varies = true
		case unicode.IsLetter(r) && !unicode.In(r, dense...), unicode.IsMark(r), r == '_':
		case i > 0 && strings.ContainsRune("@/:.-#+=&?%", r) && joins(text[i+utf8.RuneLen(r):]):
			varies = varies || r == '@' || r == '/' && strings.HasSuffix(text[:i], ":")
			end = i + utf8.RuneLen(r)
			continue
		case i > 0 && r == '/' && strings.HasSuffix(text[:i], ":"):
			end = i + 1
			continue
		default:
			return end, varies
		}
		end = i + utf8.RuneLen(r)
	}
	return end, varies
}

// joins says whether a word goes on after a sign.
func joins(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/'
}

// dense are scripts that put no spaces between words.
var dense = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}
