//go:build study

package learn_test

import (
	"context"
	"testing"

	"switchyard/routing/learn"
)

func TestDriftStudy(t *testing.T) {
	sum := map[int][3]float64{}
	marks := []int{34, 36, 38, 40, 42, 45, 49, 56}
	const seeds = 6
	wrong := 0.
	for seed := range uint64(seeds) {
		w := newWorld(100+seed, 16, 8)
		h := w.days(start, 35, 10)
		gone := []int{0, 1, 2, 3, 4, 5}
		kept := []int{6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
		l := learn.New(learn.Options{})
		for day := 28; day <= 56; day++ {
			now := start.AddDate(0, 0, day)
			l.Observe(asOf(h, now)...)
			if err := l.Refit(context.Background(), now); err != nil {
				t.Fatal(err)
			}
			m := l.Model()
			wrong += m.Wrong()
			g, k := w.agreement(m, gone), w.agreement(m, kept)
			s := sum[day]
			sum[day] = [3]float64{s[0] + g/seeds, s[1] + k/seeds, s[2] + w.error(m)/seeds}
			if day == 35 {
				for _, a := range gone {
					w.train(a)
				}
			}
			if day >= 35 {
				h = append(h, w.days(now, 1, 10)...)
			}
		}
	}
	for _, day := range marks {
		s := sum[day]
		t.Logf("day %2d: drifted %.3f kept %.3f rmse %.3f", day, s[0], s[1], s[2])
	}
	t.Logf("mean share of results taken for wrong: %.4f", wrong/seeds/29)
}

func TestAlarmsWithoutChange(t *testing.T) {
	looks, alarms := 0, 0
	for seed := range uint64(8) {
		w := newWorld(500+seed, 16, 8)
		h := w.days(start, 56, 10)
		for day := 14; day <= 56; day += 14 {
			now := start.AddDate(0, 0, day)
			looks += len(w.agents)
			alarms += len(learner(asOf(h, now), now).Model().Drifts())
		}
	}
	t.Logf("%d agents taken for changed in %d looks", alarms, looks)
}
