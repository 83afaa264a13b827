package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readPieces reads the model of a tokenizer and its vocabulary.
func readPieces(raw json.RawMessage) (pieceModel, map[string]int64, error) {
	var shape struct {
		Type   string          `json:"type"`
		Merges json.RawMessage `json:"merges"`
		Vocab  json.RawMessage `json:"vocab"`
	}
	if err := json.Unmarshal(raw, &shape); err != nil {
		return nil, nil, fmt.Errorf("model: %w", err)
	}
	if isNull(shape.Vocab) {
		return nil, nil, errors.New("model.vocab is missing")
	}
	if shape.Type == "" { // old files leave it out
		switch {
		case !isNull(shape.Merges):
			shape.Type = "BPE"
		case shape.Vocab[0] == '[':
			shape.Type = "Unigram"
		default:
			shape.Type = "WordPiece"
		}
	}
	switch shape.Type {
	case "WordPiece":
		return readWordPiece(raw)
	case "BPE":
		return readBytePairs(raw)
	case "Unigram":
		return readUnigram(raw)
	}
	return nil, nil, unknownPart("model", shape.Type, "WordPiece", "BPE", "Unigram")
}

// maxTokenID keeps ids within the int32 that some graphs read.
const maxTokenID = 1<<31 - 1

func checkVocabulary(vocabulary map[string]int64) error {
	if len(vocabulary) == 0 {
		return errors.New("model.vocab is empty")
	}
	for piece, id := range vocabulary {
		if id < 0 || id > maxTokenID {
			return fmt.Errorf("model.vocab: the id of %q is %d: it must lie within 0..%d", piece, id, maxTokenID)
		}
	}
	return nil
}

func readWordPiece(raw json.RawMessage) (pieceModel, map[string]int64, error) {
	o := struct {
		typed
		Vocab    map[string]int64 `json:"vocab"`
		Unknown  string           `json:"unk_token"`
		Prefix   string           `json:"continuing_subword_prefix"`
		MaxRunes int              `json:"max_input_chars_per_word"`
	}{Unknown: "[UNK]", Prefix: "##", MaxRunes: 100}
	if err := decodePart("model", raw, &o); err != nil {
		return nil, nil, err
	}
	if err := checkVocabulary(o.Vocab); err != nil {
		return nil, nil, err
	}
	if _, ok := o.Vocab[o.Unknown]; !ok {
		return nil, nil, fmt.Errorf("model.vocab lacks the unknown token %q", o.Unknown)
	}
	if o.MaxRunes < 1 || o.MaxRunes > maxWordRunes {
		return nil, nil, fmt.Errorf("model.max_input_chars_per_word is %d: it must lie within 1..%d", o.MaxRunes, maxWordRunes)
	}
	return newWordPiece(o.Vocab, o.Unknown, o.Prefix, o.MaxRunes), o.Vocab, nil
}

func readBytePairs(raw json.RawMessage) (pieceModel, map[string]int64, error) {
	var o struct {
		typed
		Vocab    map[string]int64 `json:"vocab"`
		Merges   []mergeFile      `json:"merges"`
		Dropout  float64          `json:"dropout"`
		Unknown  *string          `json:"unk_token"`
		Prefix   string           `json:"continuing_subword_prefix"`
		Suffix   string           `json:"end_of_word_suffix"`
		Fuse     bool             `json:"fuse_unk"`
		Fallback bool             `json:"byte_fallback"`
		Whole    bool             `json:"ignore_merges"`
	}
	if err := decodePart("model", raw, &o); err != nil {
		return nil, nil, err
	}
	for name, used := range map[string]bool{
		"dropout": o.Dropout != 0, "continuing_subword_prefix": o.Prefix != "",
		"end_of_word_suffix": o.Suffix != "", "byte_fallback": o.Fallback,
	} {
		if used {
			return nil, nil, unknownPart("model BPE with", name, "BPE without it", "Unigram", "WordPiece")
		}
	}
	if err := checkVocabulary(o.Vocab); err != nil {
		return nil, nil, err
	}
	b := &bytePairs{vocabulary: o.Vocab, runes: map[rune]int64{}, merges: make(map[pair]merge, len(o.Merges)),
		unknown: -1, fuse: o.Fuse, whole: o.Whole}
	if o.Unknown != nil {
		id, ok := o.Vocab[*o.Unknown]
		if !ok {
			return nil, nil, fmt.Errorf("model.vocab lacks the unknown token %q", *o.Unknown)
		}
		b.unknown = id
	}
	for piece, id := range o.Vocab {
		if r, size := utf8.DecodeRuneInString(piece); size == len(piece) && size > 0 {
			b.runes[r] = id
		}
	}
	for rank, m := range o.Merges {
		left, okLeft := o.Vocab[m.left]
		right, okRight := o.Vocab[m.right]
		both, okBoth := o.Vocab[m.left+m.right]
		if !okLeft || !okRight || !okBoth {
			return nil, nil, fmt.Errorf("model.merges[%d] joins %q and %q: model.vocab lacks one of them or what they make", rank, m.left, m.right)
		}
		b.merges[pairOf(left, right)] = merge{rank: int32(rank), id: int32(both)}
	}
	return b, o.Vocab, nil
}

// mergeFile is one merge: "a b" or ["a", "b"].
type mergeFile struct{ left, right string }

// UnmarshalJSON reads either form.
func (m *mergeFile) UnmarshalJSON(data []byte) error {
	if data[0] == '[' {
		var pair []string
		if err := json.Unmarshal(data, &pair); err != nil {
			return err
		}
		if len(pair) != 2 {
			return fmt.Errorf("merge %s is not a pair", data)
		}
		m.left, m.right = pair[0], pair[1]
		return nil
	}
	var line string
	if err := json.Unmarshal(data, &line); err != nil {
		return err
	}
	left, right, ok := strings.Cut(line, " ")
	if !ok || strings.Contains(right, " ") {
		return fmt.Errorf("merge %q is not two pieces with a space between them", line)
	}
	m.left, m.right = left, right
	return nil
}

func readUnigram(raw json.RawMessage) (pieceModel, map[string]int64, error) {
	var o struct {
		typed
		Vocab    []scoredPiece `json:"vocab"`
		Unknown  *int64        `json:"unk_id"`
		Fallback bool          `json:"byte_fallback"`
	}
	if err := decodePart("model", raw, &o); err != nil {
		return nil, nil, err
	}
	if o.Unknown == nil || *o.Unknown < 0 || *o.Unknown >= int64(len(o.Vocab)) {
		return nil, nil, fmt.Errorf("model.unk_id must be the index of the unknown piece among the %d of model.vocab", len(o.Vocab))
	}
	pieces, scores := make([]string, len(o.Vocab)), make([]float64, len(o.Vocab))
	for i, p := range o.Vocab {
		pieces[i], scores[i] = p.piece, p.score
	}
	u, err := newUnigram(pieces, scores, *o.Unknown, o.Fallback)
	if err != nil {
		return nil, nil, err
	}
	return u, u.ids, nil
}

// scoredPiece is a pair such as ["▁the", -3.5].
type scoredPiece struct {
	piece string
	score float64
}

// UnmarshalJSON reads the pair.
func (p *scoredPiece) UnmarshalJSON(data []byte) error {
	comma := bytes.LastIndexByte(data, ',')
	if len(data) < 2 || data[0] != '[' || comma < 0 {
		return fmt.Errorf("%s is not a pair of piece and score", data)
	}
	if err := json.Unmarshal(data[1:comma], &p.piece); err != nil {
		return err
	}
	var err error
	p.score, err = scoreOf(string(bytes.TrimSpace(data[comma+1 : len(data)-1])))
	return err
}

// scoreOf reads a decimal number with the rounding of the original's reader,
// which divides the digits by a power of ten and so may miss the nearest
// float by one step. Ties between ways to cut a word depend on it.
func scoreOf(s string) (float64, error) {
	digits, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	power := 0
	if exponent != "" {
		var err error
		if power, err = strconv.Atoi(exponent); err != nil {
			return 0, fmt.Errorf("the score %q is out of range", s)
		}
	}
	digits, negative := strings.CutPrefix(digits, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	var significand uint64
	if whole == "" {
		return 0, fmt.Errorf("the score %q is not a number", s)
	}
	for i, c := range whole + fraction {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("the score %q is not a number", s)
		}
		if significand > (1<<64-1-uint64(c-'0'))/10 { // the rest is ignored
			power += max(0, len(whole)-i)
			break
		}
		significand = significand*10 + uint64(c-'0')
		if i >= len(whole) {
			power--
		}
	}
	if power < -300 || power > 300 {
		return 0, fmt.Errorf("the score %q is out of range", s)
	}
	f := float64(significand)
	if power < 0 {
		f /= math.Pow10(-power)
	} else {
		f *= math.Pow10(power)
	}
	if negative {
		f = -f
	}
	return f, nil
}
