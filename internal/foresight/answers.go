package foresight

import (
	"context"

	"switchyard/training/risk"
)

// answers weigh rated tickets by the inverse of the chance that such a one is rated
// (Horvitz & Thompson 1952): who answers is not who does not.
type answers struct {
	rated *risk.Model // nil where every ticket weighs 1
	share float64     // of tickets that are rated
}

// leastAnswer is the smallest chance that is taken, so that no ticket counts for
// very many.
const leastAnswer = .05

// weigh learns who rates.
func (a *answers) weigh(ctx context.Context, samples []sample, m Moment) error {
	rows := make([]risk.Row, len(samples))
	n := 0.
	for i := range samples {
		rows[i] = samples[i].row
		rows[i].Known = samples[i].settled
		if rows[i].Bad = samples[i].final.rating > 0; rows[i].Bad {
			n++
		}
	}
	o := options()
	o.Trees = 0
	fitted, err := risk.Fit(ctx, shapeOf(m), rows, o)
	if err != nil { // too few of either kind: all are alike
		return ctx.Err()
	}
	a.rated, a.share = fitted, n/float64(len(rows))
	return nil
}

// weight is for how many tickets a rated one counts, with a mean near 1.
func (a *answers) weight(r *risk.Row) float64 {
	if a.rated == nil {
		return 1
	}
	return a.share / max(leastAnswer, a.rated.Chance(r))
}
