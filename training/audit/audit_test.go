package audit

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func rowsOf(right, wrong int, propensity float64) []Row {
	rows := make([]Row, right+wrong)
	for i := range rows {
		rows[i] = Row{i < right, propensity}
	}
	return rows
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestOf(t *testing.T) {
	e, err := Of(rowsOf(90, 10, .5), 0)
	if err != nil || !near(e.Accuracy, .9) || !near(e.Population, 200) || math.Abs(e.Effective-200) > 10 || e.Rows != 100 {
		t.Fatalf("%+v, %v", e, err)
	}
	if math.Abs(e.Low-.8506) > 2e-3 || math.Abs(e.High-.9344) > 2e-3 { // Wilson, 180 of 200
		t.Errorf("from %v to %v", e.Low, e.High)
	}
	// Half the population is drawn ten times as often, and is worse.
	strata := append(rowsOf(50, 50, .1), rowsOf(10, 0, .01)...)
	if e, err = Of(strata, 0); err != nil || !near(e.Accuracy, .75) || !near(e.Population, 2000) || e.Effective > 80 || e.Effective < 50 {
		t.Errorf("%+v, %v", e, err)
	}
	if e, err = Of(rowsOf(40, 0, .04), 0); err != nil || e.High != 1 || e.Low < .9 || e.Low > .95 {
		t.Errorf("no error among 40: %+v, %v", e, err)
	}
	if e, err = Of(rowsOf(20, 20, 1), 0); err != nil || e.Low != .5 || e.High != .5 {
		t.Errorf("all were judged: %+v, %v", e, err)
	}
}

func TestRefusals(t *testing.T) {
	var few *TooFewError
	if _, err := Of(rowsOf(29, 0, .04), 0); !errors.As(err, &few) || few.Rows != 29 || few.Least != DefaultLeast {
		t.Errorf("29 rows: %v", err)
	}
	for _, p := range []float64{0, -1, 1.5, math.NaN(), math.Inf(1)} {
		rows := rowsOf(40, 0, .04)
		rows[7].Propensity = p
		if _, err := Of(rows, 0); err == nil || !strings.Contains(err.Error(), "rows[7].propensity") {
			t.Errorf("a propensity of %v: %v", p, err)
		}
		if _, err := By(rows, make([]string, 40), 0); err == nil {
			t.Errorf("a group with a propensity of %v", p)
		}
	}
	if _, err := By(rowsOf(3, 0, .1), nil, 0); err == nil {
		t.Error("rows without names")
	}
}

func TestBy(t *testing.T) {
	rows, names := append(rowsOf(30, 10, .1), rowsOf(2, 1, .1)...), make([]string, 43)
	for i := range names {
		if names[i] = "en"; i >= 40 {
			names[i] = "de"
		}
	}
	groups, err := By(rows, names, 0)
	if err != nil || len(groups) != 2 || groups[0].Name != "de" || groups[0].Estimate != nil || groups[0].Rows != 3 || !near(groups[1].Estimate.Accuracy, .75) {
		t.Errorf("%+v, %v", groups, err)
	}
	if Naive(90, 100) != .9 || Naive(1, 0) != 0 || Naive(3, 2) != 1 {
		t.Error("naive")
	}
}

// An estimate lies in its interval, which lies within 0 to 1, and does not
// depend on the order or the scale of the propensities' number of rows.
func TestOfHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 80).Draw(t, "n")
		rows := make([]Row, n)
		for i := range rows {
			rows[i] = Row{rapid.Bool().Draw(t, "right"), rapid.Float64Range(1e-6, 1).Draw(t, "propensity")}
		}
		e, err := Of(rows, 1)
		if err != nil {
			t.Fatal(err)
		}
		const slack = 1e-9
		if !(e.Low >= 0 && e.Low <= e.Accuracy+slack && e.Accuracy <= e.High+slack && e.High <= 1 && e.Effective > 0) {
			t.Fatalf("%+v", e)
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if again, _ := Of(rows, 1); math.Abs(again.Accuracy-e.Accuracy) > slack || math.Abs(again.Low-e.Low) > slack {
			t.Fatal("the order matters")
		}
	})
}

// TestReviewers is a short version of what internal/bench measures.
func TestReviewers(t *testing.T) {
	for _, s := range Scenarios() {
		c := s.Run(400, 7)
		if c.Covered < .93-.02 || c.Covered > .97+.02 { // as far as 400 runs tell
			t.Errorf("%s: the interval holds %.3f of the runs", s.Name, c.Covered)
		}
		if c.Naive > .01 {
			t.Errorf("%s: the naive share does in %.3f", s.Name, c.Naive)
		}
		if math.Abs(c.Bias) > .01 || c.NaiveBias < .01 {
			t.Errorf("%s: off by %.4f, and naively by %.4f", s.Name, c.Bias, c.NaiveBias)
		}
	}
}
