package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// bertNormaliser is the clean-up that BERT models were trained with.
type bertNormaliser struct {
	Clean     bool // drop control characters, make all white space a space
	Ideograms bool // put spaces around each Chinese character
	Accents   bool // strip them
	Lower     bool
}

func (n bertNormaliser) normalise(s string) string {
	if n.Clean {
		s = strings.Map(cleanRune, s)
	}
	if n.Ideograms {
		s = spaceIdeograms(s)
	}
	if n.Accents {
		// The library puts U+034F into runs of more than 30 marks. It is a
		// mark itself, so it goes again.
		s = strings.Map(dropMark, norm.NFD.String(s))
	}
	if n.Lower {
		s = lower(s)
	}
	return s
}

func cleanRune(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r == 0 || r == utf8.RuneError || isOther(r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

func dropMark(r rune) rune {
	if r >= 0x300 && unicode.Is(unicode.Mn, r) && !unicode.Is(marksSinceUnicode8, r) {
		return -1
	}
	return r
}

func spaceIdeograms(s string) string {
	at := strings.IndexFunc(s, isIdeogram)
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/2)
	b.WriteString(s[:at])
	for _, r := range s[at:] {
		if isIdeogram(r) {
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isIdeogram follows the original, whose last but two ranges leave a gap
// that Unicode does not have.
func isIdeogram(r rune) bool {
	switch {
	case r < 0x3400:
		return false
	case r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff,
		r >= 0x20000 && r <= 0x2a6df, r >= 0x2a700 && r <= 0x2b73f, r >= 0x2b740 && r <= 0x2b81f,
		r >= 0x2b920 && r <= 0x2ceaf, r >= 0x2f800 && r <= 0x2fa1f:
		return true
	}
	return false
}

// lower folds case character by character. The capital dotted I becomes two.
func lower(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, "İ", "i̇"))
}

// bertSplitter cuts at white space and around each punctuation mark.
type bertSplitter struct{}

func (bertSplitter) split(dst []part, p part) []part {
	return cutRunes(dst, p, func(r rune) runeFate {
		switch {
		case unicode.IsSpace(r):
			return dropped
		case isPunctuation(r):
			return alone
		}
		return joined
	})
}
