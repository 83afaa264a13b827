package topic

import (
	"slices"
	"sort"
)

// PValue is the chance that a ticket like those of the reference scores as high:
// (1+#{reference >= score})/(n+1), the conformal p-value (Vovk et al. 2005; for
// outliers Bates et al. 2023). sorted holds the scores of the reference, lowest first.
func PValue(sorted []float64, score float64) float64 {
	below := sort.SearchFloat64s(sorted, score)
	return float64(1+len(sorted)-below) / float64(len(sorted)+1)
}

// Unfit says which of some tickets fit no label, by their p-values: at most the
// given share of those named fit one after all (Benjamini and Hochberg 1995).
// It gives their places, in order.
func Unfit(p []float64, share float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	last := 0
	for i, at := range order {
		if p[at] <= share*float64(i+1)/float64(len(p)) {
			last = i + 1
		}
	}
	named := slices.Clone(order[:last])
	slices.Sort(named)
	return named
}
