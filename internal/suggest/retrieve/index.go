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
	bm25     BM25
	postings map[uint32][]posting
	lengths  []float32 // of each text in words, -1 for one that was removed
	terms    [][]uint32
	total    float64
	live     int
	dead     int
}

type posting struct {
	doc   uint32
	count float32
}

// NewIndex makes an empty index.
func NewIndex(bm25 BM25) *Index { return &Index{bm25: bm25, postings: map[uint32][]posting{}} }

// Len is how many texts there are.
func (x *Index) Len() int { return x.live }

// Add takes in a text, terms in order of ID, and gives its number: they count
// from 0, and one that was removed is not given again.
func (x *Index) Add(terms []Term) int {
	doc := len(x.lengths)
	length := float32(0)
	ids := make([]uint32, len(terms))
	for i, t := range terms {
		length += t.Count
		ids[i] = t.ID
		x.postings[t.ID] = append(x.postings[t.ID], posting{uint32(doc), t.Count})
	}
	x.lengths, x.terms = append(x.lengths, length), append(x.terms, ids)
	x.total += float64(length)
	x.live++
	return doc
}

// Remove forgets a text; a number that is none is let be.
func (x *Index) Remove(doc int) {
	if doc < 0 || doc >= len(x.lengths) || x.lengths[doc] < 0 {
		return
	}
	for _, id := range x.terms[doc] {
		list := x.postings[id]
		at, found := slices.BinarySearchFunc(list, uint32(doc), func(p posting, doc uint32) int { return int(p.doc) - int(doc) })
		if !found {
			continue
		}
		if list = slices.Delete(list, at, at+1); len(list) == 0 {
			delete(x.postings, id)
		} else {
			x.postings[id] = list
		}
	}
	x.total -= float64(x.lengths[doc])
	x.lengths[doc], x.terms[doc] = -1, nil
	x.live--
	x.dead++
}

// Gone is how many numbers belong to texts that were removed. They take 28 bytes
// each, so that who removes many builds anew now and then.
func (x *Index) Gone() int { return x.dead }

// Average is the mean length of a text in words, at least 1.
func (x *Index) Average() float64 { return max(1, x.total/float64(max(1, x.live))) }

// Rarity is the inverse document frequency of a term, above 0:
// ln(1 + (N-n+.5)/(n+.5)).
func (x *Index) Rarity(term uint32) float64 {
	n := float64(len(x.postings[term]))
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
		list := x.postings[q.ID]
		weight := x.Rarity(q.ID) * float64(min(q.Count, 3)) * (x.bm25.K1 + 1)
		flat, slope := x.bm25.K1*(1-x.bm25.B), x.bm25.K1*x.bm25.B/average
		for _, p := range list {
			if s.scores[p.doc] == 0 {
				s.seen = append(s.seen, p.doc)
			}
			count := float64(p.count)
			s.scores[p.doc] += float32(weight * count / (count + flat + slope*float64(x.lengths[p.doc])))
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
