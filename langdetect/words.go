package langdetect

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxLetters is how many letters of a text Detect looks at. Nothing is
	// gained by more: from about 100 on the answer no longer changes.
	maxLetters = 400

	// maxScan is how many bytes of a text are read in search of letters.
	maxScan = 64 << 10

	// maxWord is the length in letters from which a run of letters without a
	// space is taken for data (base64, a hash), not for a word.
	maxWord = 64
)

// A word is a run of letters of one script.
type word struct {
	script     script
	from, to   int // in words.letters
	start, end int // bytes of the text
}

// words collects what a text says: its words in lower case, without addresses,
// identifiers, numbers and mark-up. The zero value is ready; read reuses the
// memory of the last text.
type words struct {
	letters []rune
	list    []word
	counts  [scriptCount]int // letters a script
	foreign rune             // one letter of otherScript, when counts has any
	dropped [dropCount]int   // pieces left out, by reason
	symbols int              // characters that code is full of
}

// Why a piece of text was left out.
type drop uint8

const (
	notDropped drop = iota
	address         // URL, e-mail address, @handle, host or file name
	identifier      // digits, underscores, camelCase, paths
	tooLong         // over maxWord letters
	dropCount
)

func (w *words) reset() {
	*w = words{letters: w.letters[:0], list: w.list[:0]}
}

func (w *words) of(x word) []rune { return w.letters[x.from:x.to] }

// read fills w from at most maxScan bytes and about limit letters of text.
func (w *words) read(text string, limit int) {
	w.reset()
	if len(text) > maxScan {
		text = text[:maxScan]
	}
	for at := 0; at < len(text) && len(w.letters) < limit; {
		at = w.piece(text, at, limit)
	}
}

// piece reads one run of text without spaces (or one mark-up tag, or the part
// of such a run that a script without spaces leaves over) and returns where
// the next one starts.
func (w *words) piece(text string, at, limit int) int {
	r, size := utf8.DecodeRuneInString(text[at:])
	if unicode.IsSpace(r) || r == 0 || r == utf8.RuneError {
		return at + size
	}
	if r == '<' {
		if end := tagEnd(text, at); end > at {
			return end
		}
	}
	end, spaceless := pieceEnd(text, at)
	if !spaceless {
		if why := judge(text[at:end]); why != notDropped {
			w.dropped[why]++
			w.symbols += codeSymbols(text[at:end])
			return end
		}
	}
	w.add(text, at, end, limit)
	return end
}

// tagEnd returns the end of the HTML tag that starts at at, or at.
func tagEnd(text string, at int) int {
	if at+1 >= len(text) || text[at+1] != '/' && text[at+1] != '!' && scriptOf(rune(text[at+1])) != latin {
		return at
	}
	for i := at + 1; i < min(len(text), at+300); i++ {
		switch text[i] {
		case '>':
			return i + 1
		case '<':
			return at
		}
	}
	return at
}

// pieceEnd finds the next space, tag, or change between a script with spaces
// and one without; it also says which of the two the piece is written in.
func pieceEnd(text string, at int) (end int, spaceless bool) {
	first := noScript
	for i, r := range text[at:] {
		if i > 0 && (unicode.IsSpace(r) || r == '<') {
			return at + i, first.spaceless()
		}
		s := scriptOf(r)
		if s == noScript {
			continue
		}
		if first == noScript {
			first = s
		}
		if s.spaceless() != first.spaceless() {
			return at + i, first.spaceless()
		}
	}
	return len(text), first.spaceless()
}

// add appends the words of text[at:end], up to limit letters in all.
func (w *words) add(text string, at, end, limit int) {
	piece := text[at:end]
	w.symbols += codeSymbols(piece)
	composed := composes(piece)
	open := false // whether the last word may go on
	for i := 0; i < len(piece) && len(w.letters) < limit; {
		r, size := utf8.DecodeRuneInString(piece[i:])
		if composed {
			size = norm.NFC.NextBoundaryInString(piece[i:], true)
			r, _ = utf8.DecodeRuneInString(norm.NFC.String(piece[i : i+size]))
		}
		s := scriptOf(r)
		switch {
		case s != noScript:
			w.letter(r, s, at+i, at+i+size, open)
			open = true
		case !unicode.In(r, unicode.Mn, unicode.Cf): // accents and joiners stay inside a word
			open = false
		}
		i += size
	}
}

// letter appends one letter, at text[start:end], to the last word if that is
// open and of the same script, and to a new one otherwise.
func (w *words) letter(r rune, s script, start, end int, open bool) {
	if !open || w.list[len(w.list)-1].script != s {
		w.list = append(w.list, word{script: s, from: len(w.letters), start: start})
	}
	w.letters = append(w.letters, unicode.ToLower(r))
	last := &w.list[len(w.list)-1]
	last.to, last.end = len(w.letters), end
	w.counts[s]++
	if s == otherScript && w.foreign == 0 {
		w.foreign = r
	}
}

// composes reports whether s has letters written as base and accent.
func composes(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == 0xcc || s[i] == 0xcd && s[i+1] < 0xb0 { // U+0300 to U+036F
			return true
		}
	}
	return false
}
