package library

import (
	"math"

	"switchyard/internal/suggest/retrieve"
)

// rarities counts in how many texts a gram occurs, in a table of fixed size:
// grams that share a place count as more common than they are.
type rarities struct {
	seen  [1 << 20]uint32
	texts float64
	all   float64              // ln(texts+1)
	logs  [frequencies]float64 // ln(n+.5): a search asks some thousand times
}

const frequencies = 4096

func newRarities() *rarities {
	r := new(rarities)
	for n := range r.logs {
		r.logs[n] = math.Log(float64(n) + .5)
	}
	return r
}

func (r *rarities) add(grams []retrieve.Term) {
	r.texts++
	r.all = math.Log(r.texts + 1)
	for _, g := range grams {
		r.seen[g.ID&(1<<20-1)]++
	}
}

// rarity is ln(1 + (N-n+.5)/(n+.5)), above 0, which is ln(N+1) - ln(n+.5).
func (r *rarities) rarity(gram uint32) float64 {
	n := min(float64(r.seen[gram&(1<<20-1)]), r.texts)
	if n < frequencies {
		return r.all - r.logs[int(n)]
	}
	return r.all - math.Log(n+.5)
}
