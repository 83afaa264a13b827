package models

import (
	"strings"
	"unicode/utf8"
)

// tokenizer turns text into the ids that a transformer was trained on: added
// tokens are cut out, the rest is normalised, split into words and each word
// into pieces of the vocabulary. It gives the ids of the Rust library
// "tokenizers" on the same text, except for characters newer than Unicode 15.
// It is read-only once made and may be shared by goroutines.
type tokenizer struct {
	raw        *addedTokens // looked for in the text as it came
	normalised *addedTokens // looked for after normalising
	normaliser normaliser   // nil keeps the text
	splitter   splitter     // nil keeps a part whole
	pieces     pieceModel

	before, after []int64 // special tokens around one text
	maxTokens     int     // truncation that the file asks for, 0 for none
	pad           int64   // id that fills a batch
}

// normaliser rewrites a part of a text. Texts are valid UTF-8.
type normaliser interface {
	normalise(s string) string
}

// part is a stretch of text on its way to becoming words.
type part struct {
	text  string
	first bool // it starts where the text starts
}

// splitter cuts a part into words, appended to dst in order.
type splitter interface {
	split(dst []part, p part) []part
}

// pieceModel appends the ids of the pieces of one word, which is not empty.
type pieceModel interface {
	append(dst []int64, word string) ([]int64, error)
}

// bytesPerToken bounds the text that is read for one token of the limit. Text
// beyond it would only be cut off again, but for words that are far longer
// than any piece of a vocabulary.
const (
	bytesPerToken = 256
	minReadBytes  = 4096
)

// encode gives the ids of one text, at most limit of them: those of the
// special tokens stay, the end of the text goes. Any bytes are a text; what
// is not UTF-8 becomes U+FFFD. The error is one of the piece model's own.
func (t *tokenizer) encode(text string, limit int, special bool) ([]int64, error) {
	text = cutText(text, max(minReadBytes, limit*bytesPerToken))
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	room := limit
	var ids []int64
	if special {
		room = max(0, limit-len(t.before)-len(t.after))
		ids = append(ids, t.before...)
	}
	ids, err := t.appendText(ids, text, len(ids)+room)
	if err != nil {
		return nil, err
	}
	if special {
		ids = append(ids, t.after...)
	}
	return ids[:min(len(ids), limit)], nil
}

// cutText shortens a text to at most limit bytes without cutting a character.
func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for i := 0; i < utf8.UTFMax && !utf8.RuneStart(s[limit]); i++ {
		limit--
	}
	return s[:limit]
}

// appendText appends the ids of text until there are full of them.
func (t *tokenizer) appendText(ids []int64, text string, full int) ([]int64, error) {
	var words []part
	var err error
	for _, outer := range t.raw.cut(text) {
		if outer.isToken {
			if ids = append(ids, outer.id); len(ids) >= full {
				break
			}
			continue
		}
		rest := outer.text
		if t.normaliser != nil {
			rest = t.normaliser.normalise(rest)
		}
		for i, inner := range t.normalised.cut(rest) {
			if inner.isToken {
				ids = append(ids, inner.id)
			} else {
				words = t.words(words[:0], part{inner.text, outer.first && i == 0})
				for _, w := range words {
					if ids, err = t.pieces.append(ids, w.text); err != nil {
						return nil, err
					}
					if len(ids) >= full {
						break
					}
				}
			}
			if len(ids) >= full {
				break
			}
		}
		if len(ids) >= full {
			break
		}
	}
	return ids[:min(len(ids), full)], nil
}

func (t *tokenizer) words(dst []part, p part) []part {
	if p.text == "" {
		return dst
	}
	if t.splitter == nil {
		return append(dst, p)
	}
	return t.splitter.split(dst, p)
}
