package monitor

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Of many desks whose error is just what was promised, at most one in a hundred
// has an alarm in a quarter; 400 runs leave room for 10 by chance.
func TestAPromiseThatHoldsIsBelieved(t *testing.T) {
	const runs, judged = 400, 1800
	rng := rand.New(rand.NewPCG(1, 2))
	alarmed := 0
	for range runs {
		p, err := NewPromise(.05, PromiseAlarms, judged)
		if err != nil {
			t.Fatal(err)
		}
		for range judged {
			if p.Add(rng.Float64() < .05) != nil {
				alarmed++
				break
			}
		}
	}
	if alarmed > 10 {
		t.Errorf("%d of %d quarters have a false alarm, more than one in a hundred allows", alarmed, runs)
	}
}

// While the promise holds exactly, the capital grows by what goes in alone,
// whatever was seen before: its mean over both outcomes is known.
func TestABetIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alpha, horizon := rapid.Float64Range(.001, .999).Draw(t, "alpha"), rapid.IntRange(1, 5000).Draw(t, "horizon")
		start, err := NewPromise(alpha, .01, horizon)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range rapid.SliceOfN(rapid.Bool(), 0, 60).Draw(t, "judged") {
			start.Add(wrong)
		}
		right, wrong := *start, *start
		right.Capital, wrong.Capital = slices.Clone(start.Capital), slices.Clone(start.Capital)
		right.Add(false)
		wrong.Add(true)
		mean := (1-alpha)*right.capital() + alpha*wrong.capital()
		if want := start.capital() + .5/float64(horizon); math.Abs(mean-want) > 1e-9*want {
			t.Fatalf("the capital is expected to become %v, want %v", mean, want)
		}
	})
}

// The worse an error is, the sooner it is noticed: nine times in ten within so
// many judged answers.
func TestWorseIsNoticedSooner(t *testing.T) {
	const runs = 200
	rng := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct {
		rate float64
		most int
	}{{.1, 700}, {.15, 200}, {.3, 45}} {
		noticed := 0
		for range runs {
			p, err := NewPromise(.05, PromiseAlarms, 1800)
			if err != nil {
				t.Fatal(err)
			}
			for range c.most {
				if p.Add(rng.Float64() < c.rate) != nil {
					noticed++
					break
				}
			}
		}
		if noticed < runs*9/10 {
			t.Errorf("an error of %v was noticed within %d answers in %d of %d runs", c.rate, c.most, noticed, runs)
		}
	}
}

func TestABrokenPromiseIsNoticed(t *testing.T) {
	p, err := NewPromise(.05, PromiseAlarms, 1800)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		p.Add(rng.Float64() < .03)
	}
	for n := 1; n < 2000; n++ {
		body, err := json.Marshal(p) // stored and read again each time
		if err != nil {
			t.Fatal(err)
		}
		again := &Promise{}
		if err := json.Unmarshal(body, again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, again); diff != "" {
			t.Fatal(diff)
		}
		p = again
		if a := p.Add(rng.Float64() < .15); a != nil {
			if !strings.Contains(a.Words, "promised at most 5.0 %") || a.Evidence < 1/PromiseAlarms {
				t.Errorf("%+v", a)
			}
			if n > 600 {
				t.Errorf("it took %d judged answers to see three times the error", n)
			}
			return
		}
	}
	t.Error("three times the promised error is never noticed")
}

func TestCapitalStaysANumber(t *testing.T) {
	p, err := NewPromise(.001, .01, 10)
	if err != nil {
		t.Fatal(err)
	}
	for range 5000 {
		p.Add(true)
	}
	for range 100_000 {
		p.Add(false)
	}
	if err := p.Validate(); err != nil || math.IsNaN(p.Evidence()) {
		t.Errorf("%v %v", err, p.Evidence())
	}
	for _, bad := range []Promise{
		{}, {Alpha: 1, Delta: .1, Horizon: 1}, {Alpha: -1, Delta: .1, Horizon: 1}, {Alpha: math.NaN(), Delta: .1, Horizon: 1},
		{Alpha: .1, Horizon: 1}, {Alpha: .1, Delta: 1, Horizon: 1}, {Alpha: .1, Delta: math.NaN(), Horizon: 1}, {Alpha: .1, Delta: .1},
	} {
		if _, err := NewPromise(bad.Alpha, bad.Delta, bad.Horizon); err == nil {
			t.Errorf("%+v is watched", bad)
		}
	}
}

// Counting the answers of a classifier that mistakes labels underestimates a
// shift; expectation maximisation does not.
func TestSharesUndoMistakes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	prior, truth := []float64{.5, .3, .2}, []float64{.2, .2, .6}
	// A classifier sees one of three signs; each label shows its own with .7.
	sign := func(label int) int {
		if rng.Float64() < .7 {
			return label
		}
		return (label + 1 + rng.IntN(2)) % 3
	}
	var tickets [][]Guess
	counted := make([]float64, 3)
	draw := newAlias(truth)
	for range 4000 {
		s := sign(draw.next(rng))
		sum, best := 0., 0
		var p [3]float64
		for l := range p {
			p[l] = prior[l] * .15
			if l == s {
				p[l] = prior[l] * .7
			}
			if sum += p[l]; p[l] > p[best] {
				best = l
			}
		}
		var guesses []Guess
		for l := range p {
			guesses = append(guesses, Guess{l, p[l] / sum})
		}
		counted[best] += 1. / 4000
		tickets = append(tickets, guesses)
	}
	got := Shares(prior, tickets)
	for l := range truth {
		if math.Abs(got[l]-truth[l]) > .04 {
			t.Errorf("label %d: %.3f, want %.3f", l, got[l], truth[l])
		}
	}
	if math.Abs(counted[2]-truth[2]) < .04 {
		t.Errorf("counting alone gives %.3f: the test shows nothing", counted[2])
	}
	broken := [][]Guess{{{0, math.NaN()}, {7, .5}, {-1, 1}, {1, 2}}, nil}
	if diff := cmp.Diff(prior, Shares(prior, broken)); diff != "" {
		t.Errorf("guesses that are none: %s", diff)
	}
}
