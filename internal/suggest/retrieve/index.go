package retrieve

import (
	"math"
	"slices"
)

// BM25 are the two constants of the ranking: K1 says how soon more of the same
// word adds nothing, B how far long texts are held back, 0 to 1.
type BM25 struct{ K1, B float64 }

// DefaultBM25 are the usual constants.
func DefaultBM25() BM25 { return BM25{K1: 1.2, B: .75} }

// Hit is a text that was found.
type Hit struct {
	Doc   int // as Add named it
	Score float64
}

// Index is an inverted index. It is not safe for concurrent use while it
// changes; any number may search one that does not, each with a Scratch of
// their own.
type Index struct {
	bm25    BM25
	lists   map[uint32]*list
	lengths []float32 // of each text in words, -1 for one that was removed
	total   float64
	live    int
	dead    int
}

// list is where a term occurs: the texts in order, and how often in each. They
// are apart, for together they would be padded to eight bytes.
type list struct {
	docs   []uint32
	counts []uint8
}

// NewIndex makes an empty index.
func NewIndex(bm25 BM25) *Index { return &Index{bm25: bm25, lists: map[uint32]*list{}} }

// Len is how many texts there are.
func (x *Index) Len() int { return x.live }

// Add takes in a text, terms of a Reader in order of ID, and gives its number:
// they count from 0, and one that was removed is not given again. Counts are
// rounded to whole numbers from 1 to 255.
func (x *Index) Add(terms []Term) int {
	doc := len(x.lengths)
	length := float32(0)
	for _, t := range terms {
		length += t.Count
		l := x.lists[t.ID]
		if l == nil {
			l = new(list)
			x.lists[t.ID] = l
		}
		l.docs, l.counts = append(l.docs, uint32(doc)), append(l.counts, whole(t.Count))
	}
	x.lengths = append(x.lengths, length)
	x.total += float64(length)
	x.live++
	return doc
}

// Remove forgets a text; a number that is none is let be. terms are those that it
// was added with, in any order; more than those do no harm. The index does not
// keep them: who has the text can read them again.
func (x *Index) Remove(doc int, terms []Term) {
	if doc < 0 || doc >= len(x.lengths) || x.lengths[doc] < 0 {
		return
	}
	for _, t := range terms {
		l := x.lists[t.ID]
		if l == nil {
			continue
		}
		at, found := slices.BinarySearch(l.docs, uint32(doc))
		if !found {
			continue
		}
		if l.docs, l.counts = slices.Delete(l.docs, at, at+1), slices.Delete(l.counts, at, at+1); len(l.docs) == 0 {
			delete(x.lists, t.ID)
		}
	}
	x.total -= float64(x.lengths[doc])
	x.lengths[doc] = -1
	x.live--
	x.dead++
}

// Gone is how many numbers belong to texts that were removed. They take four bytes
// each, so that who removes many builds anew now and then.
func (x *Index) Gone() int { return x.dead }

// Average is the mean length of a text in words, at least 1.
func (x *Index) Average() float64 { return max(1, x.total/float64(max(1, x.live))) }

// Rarity is the inverse document frequency of a term, above 0:
// ln(1 + (N-n+.5)/(n+.5)).
func (x *Index) Rarity(term uint32) float64 {
	n := 0.
	if l := x.lists[term]; l != nil {
		n = float64(len(l.docs))
	}
	return math.Log1p((float64(x.live) - n + .5) / (n + .5))
}

// Scratch is the memory of one search, to be used again.
type Scratch struct {
	scores []float32
	seen   []uint32
}

// Search gives the n texts that rank highest for a query, best first and the
// older first among equals, of those that keep lets through; nil keeps all. A
// term of the query counts by min(Count, 3).
func (x *Index) Search(s *Scratch, query []Term, n int, keep func(doc int) bool) []Hit {
	if x.live == 0 || n <= 0 {
		return nil
	}
	if len(s.scores) < len(x.lengths) {
		s.scores = make([]float32, len(x.lengths)+len(x.lengths)/4)
	}
	average := x.Average()
	for _, q := range query {
		l := x.lists[q.ID]
		if l == nil {
			continue
		}
		weight := x.Rarity(q.ID) * float64(min(q.Count, 3)) * (x.bm25.K1 + 1)
		flat, slope := x.bm25.K1*(1-x.bm25.B), x.bm25.K1*x.bm25.B/average
		for i, doc := range l.docs {
			if s.scores[doc] == 0 {
				s.seen = append(s.seen, doc)
			}
			count := float64(l.counts[i])
			s.scores[doc] += float32(weight * count / (count + flat + slope*float64(x.lengths[doc])))
		}
	}
	top := best{n: n}
	for _, doc := range s.seen {
		if score := s.scores[doc]; top.wants(float64(score)) && (keep == nil || keep(int(doc))) {
			top.put(Hit{int(doc), float64(score)})
		}
		s.scores[doc] = 0
	}
	s.seen = s.seen[:0]
	return top.sorted()
}

// whole is a count as it is kept.
func whole(count float32) uint8 {
	return uint8(min(255, max(1, math.Round(float64(count))))) //nolint:gosec // 1 to 255
}
