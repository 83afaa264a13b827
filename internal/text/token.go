package text

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word, word pair of an unspaced script, or symbol: a range of
// runes in the scanner's buffer.
type token struct {
	start, end int32
	hash       uint64
}

// scanner splits a text into tokens and words. Its buffers are reused, so a
// warm scanner allocates nothing.
//
// Tokens follow \w+|[^\w\s] on NFKC, lower-cased text, where \w includes
// combining marks (without them words of the Indic scripts fall apart). A run
// of an unspaced script gives one token for each overlapping pair of
// characters, but stays one word for the character n-grams.
type scanner struct {
	plane  *[1 << 16]glyph
	iter   norm.Iter
	folded []byte
	runes  []rune
	tokens []token
	words  []token // the padded words that character n-grams are cut from
	starts []int32 // where the characters of the current unspaced run begin
	origin *origin // where runes stood in the text, while tracing
}

// scan reads at most maxRunes characters of s.
func (sc *scanner) scan(s string, maxRunes int) {
	sc.runes, sc.tokens, sc.words = sc.runes[:0], sc.tokens[:0], sc.words[:0]
	if limit := maxRunes * utf8.UTFMax; len(s) > limit {
		s = s[:limit] // bounds the normaliser; the rune count below is exact
	}
	sc.fold(s)
	sc.split(maxRunes)
}

// fold puts the NFKC form of s into the buffer.
func (sc *scanner) fold(s string) {
	plain := norm.NFKC.QuickSpanString(s)
	sc.folded = append(sc.folded[:0], s[:plain]...)
	if plain == len(s) {
		return
	}
	// Append would allocate its reorder buffer anew; an iterator keeps it.
	for sc.iter.InitString(norm.NFKC, s[plain:]); !sc.iter.Done(); {
		if sc.origin != nil {
			sc.origin.segment(len(sc.folded), plain+sc.iter.Pos())
		}
		sc.folded = append(sc.folded, sc.iter.Next()...)
	}
}

// split cuts the folded text in one pass. The state is the class of the run
// that is open: word, dense, or space for none.
func (sc *scanner) split(maxRunes int) {
	open, start := space, int32(0)
	for i := 0; i < len(sc.folded) && maxRunes > 0; maxRunes-- {
		r, size := rune(sc.folded[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(sc.folded[i:])
		}
		i += size
		g := sc.glyph(r)
		c := g.class()
		switch c {
		case drop:
			continue
		case mark:
			if open != space { // a mark without a base says nothing
				sc.put(g, i-size, i)
			}
			continue
		}
		if c != open && open != space {
			sc.closeRun(open, start)
			open = space
		}
		switch c {
		case word, dense:
			if open == space {
				open, start = c, int32(len(sc.runes))
				sc.starts = sc.starts[:0]
			}
			if c == dense {
				sc.starts = append(sc.starts, int32(len(sc.runes)))
			}
			sc.put(g, i-size, i)
		case symbol:
			at := int32(len(sc.runes))
			sc.put(g, i-size, i)
			sc.tokens = append(sc.tokens, sc.token(at, at+1))
			if sc.origin != nil {
				sc.origin.unit(at, at+1, symbol)
			}
		}
	}
	if open != space {
		sc.closeRun(open, start)
	}
}

// put takes the character that stands in these bytes of the folded text.
func (sc *scanner) put(g glyph, start, end int) {
	sc.runes = append(sc.runes, g.rune())
	if sc.origin != nil {
		sc.origin.rune(start, end)
	}
}

func (sc *scanner) glyph(r rune) glyph {
	if r < 1<<16 {
		return sc.plane[r]
	}
	return newGlyph(r)
}

func (sc *scanner) closeRun(kind class, start int32) {
	end := int32(len(sc.runes))
	whole := sc.token(start, end)
	sc.words = append(sc.words, whole)
	if sc.origin != nil {
		sc.origin.run(start, end, kind, sc.starts)
	}
	if kind == word || len(sc.starts) < 3 {
		sc.tokens = append(sc.tokens, whole)
		return
	}
	for i := 0; i+1 < len(sc.starts); i++ {
		to := end
		if i+2 < len(sc.starts) {
			to = sc.starts[i+2]
		}
		sc.tokens = append(sc.tokens, sc.token(sc.starts[i], to))
	}
}

func (sc *scanner) token(start, end int32) token {
	h := seedToken
	for _, r := range sc.runes[start:end] {
		h = step(h, uint64(r))
	}
	return token{start: start, end: end, hash: h}
}
