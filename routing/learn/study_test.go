//go:build study

package learn_test

import (
	"testing"
	"time"

	"switchyard/routing/learn"
)

func TestStudy(t *testing.T) {
	for _, days := range []int{7, 28, 84} {
		for seed := range uint64(3) {
			w := newWorld(seed+1, 16, 8)
			now := start.AddDate(0, 0, days)
			h := w.days(start, days, 10)
			begin := time.Now()
			l := learner(asOf(h, now), now)
			took := time.Since(begin)
			l0 := learn.New(learn.Options{})
			l0.Observe(asOf(h, now)...)
			next := w.days(now, 14, 10)
			j, j0 := judge(l.Model(), next), judge(l0.Model(), next)
			best := 0.
			_ = best
			t.Logf("days %d rows %d: agreement %.3f (counters %.3f) loss %.4f (counters %.4f, base %.4f, truth %.4f) ece %.3f/%.3f bias %+.3f/%+.3f refit %v", days, len(h),
				w.agreement(l.Model(), nil), w.agreement(l0.Model(), nil), j.loss, j0.loss, j.base, judge(oracle{next}, next).loss, j.ece, j0.ece, j.bias, j0.bias, took)
		}
	}
}
