package retrieve

import (
	"cmp"
	"math"
	"slices"

	"switchyard/internal/text"
)

// Term is a hashed word or pair of words and how often it occurs, above 0.
type Term struct {
	ID    uint32
	Count float32
}

// buckets is the size of the hashed spaces. At a hundred thousand distinct
// words one in 160 shares its bucket with another.
const buckets = 1 << 24

// Reader turns texts into terms. It keeps scratch space: use one per goroutine.
type Reader struct {
	words *text.Featuriser
	grams *text.Featuriser
}

// NewReader makes a reader of the first maxRunes characters of a text, from 1
// to 2^20.
func NewReader(maxRunes int) (*Reader, error) {
	s := text.DefaultSettings()
	s.Buckets, s.WordMax, s.CharWeight, s.GapWeight, s.Scale, s.MaxRunes = buckets, 1, 0, 0, 1, maxRunes
	words, err := text.NewFeaturiser(s)
	if err != nil {
		return nil, err
	}
	s.CharWeight, s.WordWeight, s.CharMin, s.DenseMin = 1, 0, 3, 1
	grams, err := text.NewFeaturiser(s)
	if err != nil {
		return nil, err
	}
	return &Reader{words, grams}, nil
}

// Words are the distinct words of a text in order of ID. Weight multiplies the
// counts: that of a title, which says more than a body, may be 3.
func (r *Reader) Words(s string, weight float32) []Term { return read(r.words, s, weight) }

// Grams are the character n-grams of its words, of 3 to 5 characters, and of 1 to
// 5 in scripts without spaces.
func (r *Reader) Grams(s string) []Term { return read(r.grams, s, 1) }

// read takes the counts back out of the featuriser's weights, which are 1+ln of
// the count times a common factor. The rarest is taken to occur once.
func read(f *text.Featuriser, s string, weight float32) []Term {
	bag := f.Features(s)
	if len(bag.IDs) == 0 {
		return nil
	}
	least := slices.Min(bag.Weights)
	terms := make([]Term, len(bag.IDs))
	for i, id := range bag.IDs {
		terms[i] = Term{uint32(id), weight * float32(math.Round(math.Exp(float64(bag.Weights[i]/least)-1)))}
	}
	slices.SortFunc(terms, func(a, b Term) int { return int(a.ID) - int(b.ID) }) // each is there once
	return terms
}

// Join adds lists of terms, each in order of ID, up into one. The result may be
// one of them.
func Join(lists ...[]Term) []Term {
	lists = slices.DeleteFunc(lists, func(l []Term) bool { return len(l) == 0 })
	if len(lists) == 1 {
		return lists[0]
	}
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b Term) int { return cmp.Compare(a.ID, b.ID) })
	out := all[:0]
	for _, t := range all {
		if n := len(out); n > 0 && out[n-1].ID == t.ID {
			out[n-1].Count += t.Count
			continue
		}
		out = append(out, t)
	}
	return out
}
