package retrieve

import (
	"cmp"
	"container/heap"
	"slices"
)

// best keeps the n highest hits in a heap whose root is the lowest.
type best struct {
	n    int
	hits []Hit
}

// ahead orders hits: the higher first, then the older.
func ahead(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Doc, b.Doc)) }

func (b *best) Len() int           { return len(b.hits) }
func (b *best) Less(i, j int) bool { return ahead(b.hits[i], b.hits[j]) > 0 }
func (b *best) Swap(i, j int)      { b.hits[i], b.hits[j] = b.hits[j], b.hits[i] }

// Push and Pop are for package heap.
func (b *best) Push(x any) { b.hits = append(b.hits, x.(Hit)) } //nolint:forcetypeassert // heap gives back what put gave it

// Pop takes the last hit away.
func (b *best) Pop() any {
	last := b.hits[len(b.hits)-1]
	b.hits = b.hits[:len(b.hits)-1]
	return last
}

// wants says whether a score might get in.
func (b *best) wants(score float64) bool { return len(b.hits) < b.n || score >= b.hits[0].Score }

func (b *best) put(h Hit) {
	if len(b.hits) < b.n {
		heap.Push(b, h)
		return
	}
	if ahead(h, b.hits[0]) < 0 {
		b.hits[0] = h
		heap.Fix(b, 0)
	}
}

func (b *best) sorted() []Hit {
	slices.SortFunc(b.hits, ahead)
	return b.hits
}
