package alike

import (
	"cmp"
	"slices"
)

// steady is the constant of reciprocal rank fusion: how little the first
// places of a ranking count more than the next. 60 is that of its authors.
const steady = 60

// Fused is a candidate with its joint score.
type Fused struct {
	Candidate int
	Score     float64 // sum over the rankings of 1/(60+place), from place 1
}

// Fuse joins rankings of the same candidates, each best first, by reciprocal
// rank fusion (Cormack, Clarke and Büttcher 2009): scores of different kinds
// need not be compared, and no weights be fitted. A ranking may leave candidates
// out; of a candidate that it names twice the first place counts. The best
// comes first, of those that are equal the one with the lesser number.
func Fuse(rankings ...[]int) []Fused {
	scores := map[int]float64{}
	for _, ranking := range rankings {
		named := make(map[int]bool, len(ranking))
		for place, candidate := range ranking {
			if !named[candidate] {
				named[candidate] = true
				scores[candidate] += 1 / float64(steady+place+1)
			}
		}
	}
	out := make([]Fused, 0, len(scores))
	for _, candidate := range sortedKeys(scores) {
		out = append(out, Fused{candidate, scores[candidate]})
	}
	slices.SortStableFunc(out, func(a, b Fused) int { return cmp.Compare(b.Score, a.Score) })
	return out
}
