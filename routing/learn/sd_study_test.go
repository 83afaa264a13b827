//go:build study

package learn_test

import (
	"math"
	"testing"

	"switchyard/routing"
)

// TestDeviationIsHonest compares what predictions claim not to know with what
// they do not know, within categories.
func TestDeviationIsHonest(t *testing.T) {
	for _, days := range []int{3, 7, 28} {
		var claimed, actual, n float64
		for seed := range uint64(6) {
			w := newWorld(seed+200, 16, 8)
			now := start.AddDate(0, 0, days)
			m := learner(asOf(w.days(start, days, 10), now), now).Model()
			staff := w.staff()
			out := make([]routing.Prospect, len(staff))
			for c, name := range w.categories {
				m.Predict(&routing.Request{Category: []routing.Chance{{Label: name, P: 1}}, Priority: routing.Normal, Signals: []float64{0}}, staff, out)
				for a, p := range out {
					d := p.Success - seen(1/(1+math.Exp(-(.9+w.category[c]+w.phi[a][c])*.93)))
					claimed, actual, n = claimed+p.Sd*p.Sd, actual+d*d, n+1
				}
			}
		}
		t.Logf("%d days: claimed %.4f, real %.4f", days, math.Sqrt(claimed/n), math.Sqrt(actual/n))
	}
}
