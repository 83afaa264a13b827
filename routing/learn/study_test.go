//go:build study

package learn_test

import (
	"math"
	"testing"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

func TestStudy(t *testing.T) {
	for _, flips := range []float64{0, .12} {
		t.Logf("share of results written down wrong: %v", flips)
		study(t, flips)
	}
}

func study(t *testing.T, flips float64) {
	for _, days := range []int{7, 28, 84} {
		for seed := range uint64(3) {
			w := newWorld(seed+1, 16, 8)
			w.flips = flips
			now := start.AddDate(0, 0, days)
			h := w.days(start, days, 10)
			begin := time.Now()
			l := learner(asOf(h, now), now)
			took := time.Since(begin)
			l0 := learn.New(learn.Options{})
			l0.Observe(asOf(h, now)...)
			next := w.days(now, 14, 10)
			j, j0 := judge(l.Model(), next), judge(l0.Model(), next)
			t.Logf("days %d rows %d: agreement %.3f (counters %.3f) loss %.4f (counters %.4f, base %.4f, truth %.4f) ece %.3f/%.3f bias %+.3f/%+.3f off %.3f/%.3f refit %v", days, len(h),
				w.agreement(l.Model(), nil), w.agreement(l0.Model(), nil), j.loss, j0.loss, j.base, judge(oracle{next}, next).loss, j.ece, j0.ece, j.bias, j0.bias, j.off, j0.off, took)
		}
	}
}

// oracle predicts the truth, in the order of the touches.
type oracle struct{ touches []touch }

// Predict is not of the world's requests: it cannot know which touch is asked.
func (o oracle) Predict(r *routing.Request, _ []routing.Agent, out []routing.Prospect) {
	for i := range o.touches {
		if len(r.Signals) > 0 && o.touches[i].Signals[0] == r.Signals[0] && o.touches[i].Attempt == r.Attempt {
			out[0].Success = o.touches[i].truth
		}
	}
}

// error is the root mean square error of the probability of success of a
// typical ticket, over agents and categories, within categories.
func (w *world) error(m routing.Predictor) float64 {
	staff := w.staff()
	out := make([]routing.Prospect, len(staff))
	sum, n := 0., 0.
	for c, name := range w.categories {
		m.Predict(&routing.Request{Category: []routing.Chance{{Label: name, P: 1}}, Priority: routing.Normal, Signals: []float64{0}}, staff, out)
		var px, py []float64
		for a, p := range out {
			px = append(px, p.Success)
			py = append(py, seen(1/(1+math.Exp(-(.9+w.category[c]+w.phi[a][c])*.93))))
		}
		px, py = centred(px), centred(py)
		for a := range px {
			sum, n = sum+(px[a]-py[a])*(px[a]-py[a]), n+1
		}
	}
	return math.Sqrt(sum / n)
}

// seen is the share of successes seen of agents who succeed with probability p.
func seen(p float64) float64 { return 1 - .7*(1-p) }

func TestNoiseFoundWhereThereIsNone(t *testing.T) {
	for seed := range uint64(10) {
		w := newWorld(900+seed, 12+2*int(seed), 4+int(seed))
		w.picky = seed%2 == 0
		w.hardness = .4 + .15*float64(seed)
		for _, days := range []int{7, 28, 56} {
			now := start.AddDate(0, 0, days)
			if got := learner(asOf(w.days(start, days, 10), now), now).Model().Wrong(); got > 0 {
				t.Errorf("world %d, %d days: %v", seed, days, got)
			}
		}
	}
}
