package ope

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestMeansAreDrawnTowardsTheirSides(t *testing.T) {
	row := func(context, agent string, reward float64) Row {
		return Row{Context: context, Agent: agent, Reward: reward}
	}
	rows := []Row{row("x", "a", 1), row("x", "a", 1), row("x", "b", 0), row("y", "a", 1), row("y", "b", 0)}
	model, err := Means{Weight: 2}.Learn(rows)
	if err != nil {
		t.Fatal(err)
	}
	all := .6
	a, b := (3+2*all)/5, (0+2*all)/4
	x, y := (2+2*all)/5, (1+2*all)/4
	for _, c := range []struct {
		context, agent string
		want           float64
	}{
		{"x", "a", (2 + 2*(a+x-all)) / 4},
		{"y", "b", (0 + 2*(b+y-all)) / 3},
		{"z", "a", a},
		{"x", "new", x},
		{"z", "new", all},
	} {
		near(t, c.context+c.agent, model.Expect(&Row{Context: c.context}, c.agent), c.want)
	}
}

func TestMeansWithoutRowsOrWeight(t *testing.T) {
	model, err := Means{}.Learn(nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "of nothing", model.Expect(&Row{}, "a"), .5)
	for _, weight := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := (Means{Weight: weight}).Learn(nil); err == nil {
			t.Errorf("a weight of %g was taken", weight)
		}
	}
}

// spy remembers what it was fitted to and expects a reward of 1 for a ticket
// that it has seen.
type spy struct{ seen map[string]bool }

func (spy) Learn(rows []Row) (Model, error) {
	s := spy{map[string]bool{}}
	for _, r := range rows {
		s.seen[r.Ticket] = true
	}
	return s, nil
}

func (s spy) Expect(r *Row, _ string) float64 {
	if s.seen[r.Ticket] {
		return 1
	}
	return 0
}

func TestNoModelHasSeenTheTicket(t *testing.T) {
	var rows []Row
	for i := range 300 {
		r := two(.5, .5, 1)
		r.Ticket = strconv.Itoa(i % 100)
		rows = append(rows, r)
	}
	baselines, err := CrossFit(rows, 5, 3, spy{})
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range baselines {
		if b != (Baseline{}) {
			t.Fatalf("row %d: the model had seen its ticket", i)
		}
	}
}

func TestFoldsAreEvenAndFollowTheSeed(t *testing.T) {
	counts, moved := make([]int, 5), 0
	for i := range 1000 {
		counts[fold("", i, 1, 5)]++
		if fold("", i, 1, 5) != fold("", i, 2, 5) {
			moved++
		}
	}
	for k, n := range counts {
		if n < 150 || n > 250 {
			t.Errorf("fold %d has %d of 1000 rows", k, n)
		}
	}
	if moved < 700 {
		t.Errorf("another seed moves only %d rows", moved)
	}
}

func TestBaselinesMixOverChoices(t *testing.T) {
	r := two(.5, .25, 1)
	r.Context = "x"
	rows := repeat(10, r)
	baselines, err := CrossFit(rows, 2, 1, byAgent{"a": .8, "b": 7}) // 7 is taken as 1
	if err != nil {
		t.Fatal(err)
	}
	near(t, "chosen", baselines[0].Chosen, .8)
	near(t, "new", baselines[0].New, .25*.8+.75*1)
	baselines, err = CrossFit(rows, 2, 1, byAgent{"a": math.NaN(), "b": -3})
	if err != nil || baselines[0] != (Baseline{}) {
		t.Errorf("%v %v", baselines[0], err)
	}
}

// byAgent is a model that needs no fitting.
type byAgent map[string]float64

func (m byAgent) Learn([]Row) (Model, error)          { return m, nil }
func (m byAgent) Expect(_ *Row, agent string) float64 { return m[agent] }

type broken struct{}

func (broken) Learn([]Row) (Model, error) { return nil, errors.New("out of paper") }

func TestCrossFitNamesWhatCannotBe(t *testing.T) {
	good := repeat(4, two(.5, .5, 1))
	bare := repeat(4, Row{Agent: "a", Propensity: 1, New: 1})
	for _, c := range []struct {
		want    string
		rows    []Row
		folds   int
		learner Learner
	}{
		{"folds is 1", good, 1, Means{}},
		{"folds is 5", good, 5, Means{}},
		{"folds is 2", nil, 2, Means{}},
		{"choices are missing", bare, 2, Means{}},
		{"out of paper", good, 2, broken{}},
		{"means.weight", good, 2, Means{Weight: -1}},
		{"reward is 9", repeat(4, two(.5, .5, 9)), 2, Means{}},
	} {
		if _, err := CrossFit(c.rows, c.folds, 1, c.learner); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}
