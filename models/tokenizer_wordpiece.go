package models

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sugarme/tokenizer/model"
	"github.com/sugarme/tokenizer/model/wordpiece"
)

// wordPiece takes the longest piece of the vocabulary from the left, again
// and again; a word with a rest that starts no piece, or of too many
// characters, is unknown as a whole. sugarme/tokenizer does it: given single
// words, its model gives the ids of the original on every text compared, and
// it only reads its maps, so goroutines may share it.
//
// It does so for WordPiece alone. Behind the same normaliser and splitter, its
// byte-level BPE gives other ids on 18 of 407 texts, joining equal pairs in
// another order, and its Unigram on 14; both take time quadratic in a word,
// 1.4 s and 69 ms for 4,000 characters where bytePairs and unigram, this
// package's own, take 1.1 and 0.1 ms. The figures are those of
// TestSugarmeIsExactForWordPieceAlone and BenchmarkLongWords. Its loader of
// tokenizer.json is not used: it ends the program on some files.
type wordPiece struct {
	model   wordpiece.WordPiece
	unknown int64
	// inside holds the characters of all pieces: true for those of a piece
	// that continues a word. The others reach no further than the longest
	// piece.
	inside map[rune]bool
	reach  int
}

// maxWordRunes bounds the characters of a word that is cut into pieces, as
// the time grows with their square. Published vocabularies ask for 100 or 200.
const maxWordRunes = 256

func newWordPiece(vocabulary map[string]int64, unknown, prefix string, maxRunes int) *wordPiece {
	w := &wordPiece{unknown: vocabulary[unknown], inside: map[rune]bool{}}
	vocab := make(model.Vocab, len(vocabulary))
	for piece, id := range vocabulary {
		vocab[piece] = int(id)
		w.reach = max(w.reach, utf8.RuneCountInString(piece))
		rest, continues := strings.CutPrefix(piece, prefix)
		for i, r := range piece {
			w.inside[r] = w.inside[r] || continues && i >= len(piece)-len(rest)
		}
	}
	w.model = wordpiece.NewWordPieceBuilder().Vocab(&vocab).UnkToken(unknown).
		ContinuingSubwordPrefix(prefix).MaxInputCharsPerWord(maxRunes).Build()
	return w
}

// hopeless says that a character of the word fits no piece there. The model
// would find that out too, but in up to 1.5 ms a word, and hundreds of such
// words fit in one text.
func (w *wordPiece) hopeless(word string) bool {
	at := 0
	for _, r := range word {
		if inside, ok := w.inside[r]; !ok || !inside && at >= w.reach {
			return true
		}
		at++
	}
	return false
}

func (w *wordPiece) append(dst []int64, word string) (ids []int64, err error) {
	defer func() {
		if r := recover(); r != nil {
			ids, err = dst, fmt.Errorf("word of %d bytes: the tokenizer failed: %v", len(word), r)
		}
	}()
	if w.hopeless(word) {
		return append(dst, w.unknown), nil
	}
	tokens, err := w.model.Tokenize(word)
	if err != nil {
		return dst, fmt.Errorf("word of %d bytes: %w", len(word), err)
	}
	for _, t := range tokens {
		dst = append(dst, int64(t.Id))
	}
	return dst, nil
}
