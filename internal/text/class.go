package text

import (
	"sync"
	"unicode"
)

// class says what a character does to the token it stands in.
type class uint8

const (
	space  class = iota // ends a token
	drop                // invisible: joiners, variation selectors, format characters
	word                // letters, digits, marks, underscore: extends a word
	dense               // letters of scripts written without spaces
	mark                // combining mark: belongs to the character before it
	symbol              // a token of its own: punctuation, emoji, signs
)

// unspaced are the scripts that put no spaces between words. Their words are
// approximated by overlapping pairs of characters.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

func classify(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return space
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Cf, r):
		return drop
	case unicode.IsControl(r), r == unicode.ReplacementChar:
		return space
	case unicode.IsMark(r):
		return mark
	case unicode.IsLetter(r):
		if unicode.In(r, unspaced...) {
			return dense
		}
		return word
	case r == '_', unicode.IsNumber(r):
		return word
	}
	return symbol
}

// glyph is a lower-cased character (low 24 bits) with its class (high 8).
type glyph uint32

func newGlyph(r rune) glyph { return glyph(unicode.ToLower(r))&0xffffff | glyph(classify(r))<<24 }

func (g glyph) rune() rune   { return rune(g & 0xffffff) }
func (g glyph) class() class { return class(g >> 24) }

// basicPlane holds the glyph of every character below U+10000. The tables of
// package unicode answer the same by binary search, ten times slower.
var basicPlane = sync.OnceValue(func() *[1 << 16]glyph {
	var plane [1 << 16]glyph
	for r := range plane {
		plane[r] = newGlyph(rune(r))
	}
	return &plane
})
