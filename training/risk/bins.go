package risk

import (
	"math"
	"slices"
	"sort"
)

// cuts are the upper ends of the bins of a column but the last, in order. Bin 0
// is for what is not known.
type cuts []float64

func newCuts(values []float64) cuts {
	var known []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	var c cuts
	for b := 1; b < bins; b++ {
		at := b * len(known) / bins
		if at == 0 || at >= len(known) || known[at] == known[at-1] {
			continue
		}
		if cut := known[at-1]; len(c) == 0 || cut > c[len(c)-1] {
			c = append(c, cut)
		}
	}
	return c
}

// bin of a value, from 0 to bins.
func (c cuts) bin(v float64) uint8 {
	if math.IsNaN(v) {
		return 0
	}
	return uint8(1 + sort.SearchFloat64s(c, v))
}
