package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// runeFate says what a cut does with a character.
type runeFate int

const (
	joined  runeFate = iota // it stays with its neighbours
	alone                   // it is a part of its own
	dropped                 // it separates
)

// cutRunes appends the pieces of p to dst.
func cutRunes(dst []part, p part, fate func(rune) runeFate) []part {
	start := 0
	emit := func(from, to int) {
		if from < to {
			dst = append(dst, part{p.text[from:to], p.first && from == 0})
		}
	}
	for at, r := range p.text {
		f := fate(r)
		if f == joined {
			continue
		}
		emit(start, at)
		start = at + utf8.RuneLen(r)
		if f == alone {
			emit(at, start)
		}
	}
	emit(start, len(p.text))
	return dst
}

// whiteSpaceSplitter cuts at white space.
type whiteSpaceSplitter struct{}

func (whiteSpaceSplitter) split(dst []part, p part) []part {
	return cutRunes(dst, p, func(r rune) runeFate {
		if unicode.IsSpace(r) {
			return dropped
		}
		return joined
	})
}

// punctuationSplitter puts each punctuation mark apart.
type punctuationSplitter struct{}

func (punctuationSplitter) split(dst []part, p part) []part {
	return cutRunes(dst, p, func(r rune) runeFate {
		if isPunctuation(r) {
			return alone
		}
		return joined
	})
}

// digitSplitter puts numbers apart: each digit, or each run of digits.
type digitSplitter struct{ Each bool }

func (d digitSplitter) split(dst []part, p part) []part {
	if d.Each {
		return cutRunes(dst, p, func(r rune) runeFate {
			if unicode.IsNumber(r) {
				return alone
			}
			return joined
		})
	}
	return cutClasses(dst, p, func(r rune) int {
		if unicode.IsNumber(r) {
			return 1
		}
		return 0
	})
}

// wordSplitter gives runs of word characters and runs of other marks: \w+ and
// [^\w\s]+.
type wordSplitter struct{}

func (wordSplitter) split(dst []part, p part) []part {
	return cutClasses(dst, p, func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return separator
		case isWordRune(r):
			return 1
		}
		return 0
	})
}

func isWordRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.Nd, unicode.Nl, unicode.M, unicode.Pc, unicode.Other_Alphabetic) ||
		r == '\u200c' || r == '\u200d'
}

// separator is the class of characters that belong to no part.
const separator = -1

// cutClasses appends the runs of p whose characters have one class.
func cutClasses(dst []part, p part, class func(rune) int) []part {
	start, last := 0, separator
	for at, r := range p.text {
		c := class(r)
		if c == last {
			continue
		}
		if last != separator {
			dst = append(dst, part{p.text[start:at], p.first && start == 0})
		}
		start, last = at, c
	}
	if last != separator {
		dst = append(dst, part{p.text[start:], p.first && start == 0})
	}
	return dst
}

// metaspaceSplitter writes spaces as a mark and cuts before each mark.
type metaspaceSplitter struct {
	Mark   string
	Prefix string // always, first or never: when a part gets a mark in front
	Cut    bool
}

func (m metaspaceSplitter) split(dst []part, p part) []part {
	text := strings.ReplaceAll(p.text, " ", m.Mark)
	if (m.Prefix == "always" || m.Prefix == "first" && p.first) && !strings.HasPrefix(text, m.Mark) {
		text = m.Mark + text
	}
	if !m.Cut {
		return append(dst, part{text, p.first})
	}
	for start := 0; start < len(text); {
		end := len(text)
		// A piece begins with its mark; the mark of the next one ends it.
		if next := strings.Index(text[start+1:], m.Mark); next >= 0 {
			end = start + 1 + next
		}
		dst = append(dst, part{text[start:end], p.first && start == 0})
		start = end
	}
	return dst
}

// splitters apply one after another.
type splitters []splitter

func (s splitters) split(dst []part, p part) []part {
	parts := []part{p}
	for _, each := range s {
		var next []part
		for _, q := range parts {
			next = each.split(next, q)
		}
		parts = next
	}
	return append(dst, parts...)
}
