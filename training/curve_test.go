package training

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAUROCByHand(t *testing.T) {
	for _, c := range []struct {
		name     string
		in, out  []float64
		expected float64
	}{
		{"one tie of four pairs", []float64{.9, .5}, []float64{.5, .1}, 3.5 / 4},
		{"apart", []float64{.8, .9}, []float64{.1, .2}, 1},
		{"turned round", []float64{.1}, []float64{.2, .3}, 0},
		{"all alike", []float64{.5, .5}, []float64{.5, .5, .5}, .5},
		{"no positive", nil, []float64{.5}, math.NaN()},
	} {
		wantFigure(t, c.name, auroc(c.in, c.out), c.expected)
	}
}

func TestAUROCCountsPairs(t *testing.T) {
	scores := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 6), func(i int) float64 { return float64(i) / 6 }), 1, 30)
	rapid.Check(t, func(t *rapid.T) {
		in, out := scores.Draw(t, "in"), scores.Draw(t, "out")
		var wins float64
		for _, a := range in {
			for _, b := range out {
				switch {
				case a > b:
					wins++
				case a == b:
					wins += .5
				}
			}
		}
		if got, want := auroc(in, out), wins/float64(len(in)*len(out)); !near(got, want) {
			t.Fatalf("auroc %v, want %v", got, want)
		}
	})
}

func TestRecallAtFivePercentRejection(t *testing.T) {
	m := NewMeter([]string{"a", "b"})
	for i := range 20 { // .31 to .50: one of twenty lies below .32
		m.Add(Scored{Truth: 0, Probabilities: []float64{float64(31+i) / 100, 0, 0}})
	}
	for _, p := range []float64{.1, .2, .315, .32} {
		m.Add(Scored{Truth: 2, Probabilities: []float64{0, p, 0}})
	}
	scope := m.Measure().OutOfScope
	wantFigure(t, "recall", scope.RecallAt5, 3./4)
	wantFigure(t, "AUROC", scope.AUROC, (20+20+19+18.5)/80)
}

func TestScopeWithoutRowsInside(t *testing.T) {
	scope := meterOf([]string{"a"}, Scored{Truth: 1, Probabilities: []float64{.5, .5}}).Measure().OutOfScope
	wantFigure(t, "AUROC", scope.AUROC, math.NaN())
	wantFigure(t, "recall", scope.RecallAt5, math.NaN())
}

func TestRiskCoverageByHand(t *testing.T) {
	m := meterOf([]string{"a", "b"},
		Scored{Truth: 1, Probabilities: []float64{.8, .2}}, // wrong
		Scored{Truth: 0, Probabilities: []float64{.9, .1}},
		Scored{Truth: 0, Probabilities: []float64{.8, .2}},
		Scored{Truth: 1, Probabilities: []float64{.6, .4}}, // wrong
		Scored{Truth: 2, Probabilities: []float64{.99, .01}})
	want := []RiskPoint{
		{Threshold: .9, Coverage: 1. / 4, Risk: 0},
		{Threshold: .8, Coverage: 3. / 4, Risk: 1. / 3},
		{Threshold: .6, Coverage: 1, Risk: 2. / 4},
	}
	if diff := cmp.Diff(want, m.RiskCoverage()); diff != "" {
		t.Error(diff)
	}
	if got := NewMeter([]string{"a"}).RiskCoverage(); len(got) != 0 {
		t.Errorf("no rows give %v", got)
	}
}

func TestReliabilityByHand(t *testing.T) {
	m := NewMeter([]string{"a", "b"})
	bins := m.Reliability([]Scored{
		{Truth: 0, Probabilities: []float64{1, 0}}, // the last bin is closed
		{Truth: 1, Probabilities: []float64{.96, .04}},
		{Truth: 0, Probabilities: []float64{.51, .49}},
	})
	last, middle, empty := bins[Bins-1], bins[7], bins[0]
	if len(bins) != Bins || last.Rows != 2 || middle.Rows != 1 || empty.Rows != 0 {
		t.Fatalf("bins %+v", bins)
	}
	wantFigure(t, "confidence", last.Confidence, .98)
	wantFigure(t, "accuracy", last.Accuracy, .5)
	wantFigure(t, "empty confidence", empty.Confidence, math.NaN())
	wantFigure(t, "empty accuracy", empty.Accuracy, math.NaN())
	wantFigure(t, "expected error", expectedError(bins), (2*.48+.49)/3)
}

func TestConfusionsByHand(t *testing.T) {
	as := func(truth int, p ...float64) Scored { return Scored{Truth: truth, Probabilities: p} }
	m := meterOf([]string{"a", "b", "c"}, as(0, 0, 1, 0), as(0, 0, .9, .1), as(0, .8, .1, .1), as(1, 1, 0, 0), as(2, 1, 0, 0), as(3, 1, 0, 0))
	want := []Confusion{{"a", "b", 2, 2. / 3}, {"b", "a", 1, 1}, {"c", "a", 1, 1}}
	if diff := cmp.Diff(want, m.Confusions()); diff != "" {
		t.Error(diff)
	}
}

func TestLowerQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 60).Draw(t, "scores")
		q := rapid.Float64Range(0, .99).Draw(t, "q")
		cut := lowerQuantile(scores, q)
		below := 0
		for _, s := range scores {
			if s < cut {
				below++
			}
		}
		if float64(below) > q*float64(len(scores))+1e-9 || !slices.Contains(scores, cut) {
			t.Fatalf("%d of %d lie below %v at %v", below, len(scores), cut, q)
		}
	})
}
