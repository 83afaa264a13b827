package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// normalisers apply one after another.
type normalisers []normaliser

func (n normalisers) normalise(s string) string {
	for _, each := range n {
		s = each.normalise(s)
	}
	return s
}

// formNormaliser brings a text to a Unicode normalisation form.
type formNormaliser norm.Form

func (n formNormaliser) normalise(s string) string {
	form := norm.Form(n)
	if form == norm.NFC || form == norm.NFD {
		return inForm(form, s)
	}
	// Characters that the original's tables lack stay as they are. They
	// neither join with their neighbours nor carry marks.
	var b strings.Builder
	for {
		at := strings.IndexFunc(s, isNewlyCompatible)
		if at < 0 {
			break
		}
		b.WriteString(inForm(form, s[:at]))
		size := strings.IndexFunc(s[at:], func(r rune) bool { return !isNewlyCompatible(r) })
		if size < 0 {
			size = len(s) - at
		}
		b.WriteString(s[at : at+size])
		s = s[at+size:]
	}
	if b.Len() == 0 {
		return inForm(form, s)
	}
	b.WriteString(inForm(form, s))
	return b.String()
}

// inForm takes out again the joiner that the library puts into runs of more
// than 30 marks.
func inForm(form norm.Form, s string) string {
	const joiner = "\u034f"
	out := form.String(s)
	if len(out) > len(joiner) && !strings.Contains(s, joiner) {
		out = strings.ReplaceAll(out, joiner, "")
	}
	return out
}

func isNewlyCompatible(r rune) bool {
	return r >= 0x32ff && unicode.Is(compatibilitySinceUnicode11, r)
}

// lowerNormaliser folds case.
type lowerNormaliser struct{}

func (lowerNormaliser) normalise(s string) string { return lower(s) }

// replaceNormaliser replaces each Old by New.
type replaceNormaliser struct{ Old, New string }

func (n replaceNormaliser) normalise(s string) string { return strings.ReplaceAll(s, n.Old, n.New) }

// runNormaliser replaces each run of at least Min characters of a class.
type runNormaliser struct {
	Class func(rune) bool
	Min   int
	New   string
}

func (n runNormaliser) normalise(s string) string {
	var b strings.Builder
	run, start, copied := 0, 0, 0
	flush := func(end int) {
		if run >= n.Min {
			b.WriteString(s[copied:start])
			b.WriteString(n.New)
			copied = end
		}
		run = 0
	}
	for at, r := range s {
		if !n.Class(r) {
			flush(at)
			continue
		}
		if run == 0 {
			start = at
		}
		run++
	}
	flush(len(s))
	if copied == 0 {
		return s
	}
	b.WriteString(s[copied:])
	return b.String()
}

// stripNormaliser takes white space off the ends.
type stripNormaliser struct{ Left, Right bool }

func (n stripNormaliser) normalise(s string) string {
	if n.Left {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
	}
	if n.Right {
		s = strings.TrimRightFunc(s, unicode.IsSpace)
	}
	return s
}

// prependNormaliser puts Text before a part that is not empty.
type prependNormaliser struct{ Text string }

func (n prependNormaliser) normalise(s string) string {
	if s == "" {
		return s
	}
	return n.Text + s
}
