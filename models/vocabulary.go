package models

import (
	"encoding/binary"
	"math/bits"

	"switchyard/internal/text"
)

// VocabularyFile is the vocabulary of a bundle of kind ngrams, where it has
// one.
const VocabularyFile = "vocabulary.bin"

// Vocabulary says which of the hashed features a network has learnt. Each has
// a row of the table, in the order of the buckets; row 0, all zeros, is that
// of the features it has not. A table then has room for what is useful alone,
// however many buckets keep the features apart. It does not change: many
// goroutines may read it.
type Vocabulary struct {
	learnt []uint64 // bit b%64 of word b/64: whether bucket b has a row
	before []int32  // rows of the words before
	rows   int
}

// NewVocabulary is the vocabulary of the buckets for which learnt is true;
// their number is a multiple of 64.
func NewVocabulary(learnt []bool) *Vocabulary {
	words := make([]uint64, len(learnt)/64)
	for b, yes := range learnt {
		if yes {
			words[b/64] |= 1 << (b % 64)
		}
	}
	return newVocabulary(words)
}

func newVocabulary(words []uint64) *Vocabulary {
	v := &Vocabulary{learnt: words, before: make([]int32, len(words)), rows: 1}
	for i, word := range words {
		v.before[i] = int32(v.rows)
		v.rows += bits.OnesCount64(word)
	}
	return v
}

// Rows is how many rows the table has.
func (v *Vocabulary) Rows() int { return v.rows }

// Row is the row of a bucket, 0 for one that was not learnt.
func (v *Vocabulary) Row(bucket int32) int32 {
	word, bit := v.learnt[bucket/64], uint64(1)<<(bucket%64)
	if word&bit == 0 {
		return 0
	}
	return v.before[bucket/64] + int32(bits.OnesCount64(word&(bit-1)))
}

// AppendRows appends the row of each bucket to dst.
func (v *Vocabulary) AppendRows(dst, buckets []int32) []int32 {
	for _, b := range buckets {
		dst = append(dst, v.Row(b))
	}
	return dst
}

// read appends the rows of a bag of buckets, and their weights, to dst; what
// was not learnt adds nothing and is left out.
func (v *Vocabulary) read(dst, bag text.Bag) text.Bag {
	for i, b := range bag.IDs {
		if row := v.Row(b); row > 0 {
			dst.IDs, dst.Weights = append(dst.IDs, row), append(dst.Weights, bag.Weights[i])
		}
	}
	return dst
}

// Encode writes the vocabulary: a bit a bucket, the lowest of a byte first.
func (v *Vocabulary) Encode() []byte {
	out := make([]byte, 0, 8*len(v.learnt))
	for _, word := range v.learnt {
		out = binary.LittleEndian.AppendUint64(out, word)
	}
	return out
}

// DecodeVocabulary reads what Encode wrote for so many buckets.
func DecodeVocabulary(content []byte, buckets int) (*Vocabulary, error) {
	if len(content)*8 != buckets {
		return nil, invalid("%s has %d bits, but bundle.json says %d buckets", VocabularyFile, len(content)*8, buckets)
	}
	words := make([]uint64, len(content)/8)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(content[8*i:])
	}
	return newVocabulary(words), nil
}
