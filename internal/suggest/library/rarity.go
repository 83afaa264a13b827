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
}

func (r *rarities) add(grams []retrieve.Term) {
	r.texts++
	for _, g := range grams {
		r.seen[g.ID&(1<<20-1)]++
	}
}

// rarity is ln(1 + (N-n+.5)/(n+.5)), above 0.
func (r *rarities) rarity(gram uint32) float64 {
	n := min(float64(r.seen[gram&(1<<20-1)]), r.texts)
	return math.Log1p((r.texts - n + .5) / (n + .5))
}
