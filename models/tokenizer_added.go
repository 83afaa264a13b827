package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addedTokens finds the tokens that are taken out of a text whole, such as
// [MASK] or </s>: leftmost first, the longest where several start.
type addedTokens struct {
	byFirst map[byte][]addedToken // by first byte of the content, longest first
}

type addedToken struct {
	id             int64
	content        string
	lstrip, rstrip bool // it swallows the white space on that side
}

// section is a stretch of text, or a token found in it.
type section struct {
	text    string
	id      int64
	isToken bool
	first   bool // it starts where the text starts
}

func newAddedTokens(tokens []addedToken) *addedTokens {
	a := &addedTokens{byFirst: map[byte][]addedToken{}}
	for _, t := range tokens {
		if t.content != "" {
			a.byFirst[t.content[0]] = append(a.byFirst[t.content[0]], t)
		}
	}
	for _, list := range a.byFirst {
		slices.SortStableFunc(list, func(x, y addedToken) int { return len(y.content) - len(x.content) })
	}
	return a
}

// cut splits s at the tokens found in it.
func (a *addedTokens) cut(s string) []section {
	var out []section
	done := 0 // everything before is in out
	for at := 0; at < len(s) && len(a.byFirst) > 0; {
		t, ok := a.match(s[at:])
		if !ok {
			at++
			continue
		}
		start, stop := at, at+len(t.content)
		at = stop
		if t.lstrip {
			start = max(done, len(strings.TrimRightFunc(s[:start], unicode.IsSpace)))
		}
		if t.rstrip {
			stop = len(s) - len(strings.TrimLeftFunc(s[stop:], unicode.IsSpace))
		}
		if done < start {
			out = append(out, section{text: s[done:start], first: done == 0})
		}
		out = append(out, section{id: t.id, isToken: true})
		done = stop
	}
	if done < len(s) {
		out = append(out, section{text: s[done:], first: done == 0})
	}
	return out
}

func (a *addedTokens) match(s string) (addedToken, bool) {
	if !utf8.RuneStart(s[0]) {
		return addedToken{}, false
	}
	for _, t := range a.byFirst[s[0]] {
		if strings.HasPrefix(s, t.content) {
			return t, true
		}
	}
	return addedToken{}, false
}
