package main

import (
	"math"
	"strings"
	"testing"

	"switchyard/training"
)

// The first lines of the section.
func TestOnlyCertifiedThresholdsKeepThePromise(t *testing.T) {
	p := synthetic()
	if best := p.best(); math.Abs(best-.70) > .01 {
		t.Errorf("at best %.3f can be applied", best)
	}
	for _, n := range []int{300, 3000} {
		figures := compareChoices("x", p, n, repetitions)
		if len(figures) != 2*len(choices) {
			t.Fatalf("%d figures", len(figures))
		}
		broken := func(choice int) float64 { return figures[2*choice].Value() }
		covered := func(choice int) float64 { return figures[2*choice+1].Value() }
		if broken(0) < 25 {
			t.Errorf("%d rows: tuning breaks %.1f %%, a fair comparison breaks more", n, broken(0))
		}
		if broken(2) > 10 || broken(1) > 10 {
			t.Errorf("%d rows: broken %.1f %% (Bonferroni) and %.1f %%", n, broken(1), broken(2))
		}
		if covered(2) < covered(1) {
			t.Errorf("%d rows: %.3f covered, Bonferroni %.3f", n, covered(2), covered(1))
		}
		if n == 3000 && (covered(2) < .88 || !strings.Contains(figures[5].Verdict(), "met")) {
			t.Errorf("%.3f of the best possible", covered(2))
		}
	}
}

func TestPopulationKnowsItsErrors(t *testing.T) {
	p := newPopulation([]training.Outcome{{Probability: .6, Wrong: true}, {Probability: .9}, {Probability: .8}, {Probability: .6}, {Wrong: true}})
	for threshold, want := range map[float64][2]float64{.95: {0, 0}, .9: {.2, 0}, .7: {.4, 0}, .6: {.8, .25}} {
		if coverage, risk := p.at(threshold); coverage != want[0] || risk != want[1] {
			t.Errorf("from %v on: %v, %v, want %v", threshold, coverage, risk, want)
		}
	}
	if p.best() != .4 {
		t.Errorf("best %v", p.best())
	}
	if got := naive(p.texts); got != .8 {
		t.Errorf("naive %v", got)
	}
}
