package retrieve

import "slices"

// fusion is the constant of reciprocal rank fusion: how little the first ranks
// differ. 60 is what its authors found and most keep.
const fusion = 60

// Fuse joins rankings, best first, into one by the sum over the rankings of
// 1/(60+rank), ranks counted from 1. Scores are not compared, so rankings of any
// kind may be joined.
func Fuse(rankings ...[]Hit) []Hit {
	sums := map[int]float64{}
	var order []int
	for _, hits := range rankings {
		for i, h := range hits {
			if _, seen := sums[h.Doc]; !seen {
				order = append(order, h.Doc)
			}
			sums[h.Doc] += 1 / float64(fusion+i+1)
		}
	}
	out := make([]Hit, len(order))
	for i, doc := range order {
		out[i] = Hit{doc, sums[doc]}
	}
	slices.SortFunc(out, ahead)
	return out
}
