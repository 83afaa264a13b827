package ope

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// monday is a Monday at midnight.
var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func TestTurnsAreShared(t *testing.T) {
	for hour := range 7 * 24 {
		at := monday.Add(time.Duration(hour) * time.Hour)
		if Turn(at) == Turn(at.AddDate(0, 0, 7)) {
			t.Errorf("%v has the same turn a week later", at)
		}
		if hour%2 == 0 && Turn(at) != Turn(at.Add(time.Hour+59*time.Minute)) {
			t.Errorf("the turn that begins at %v does not last", at)
		}
		if hour%24 < 22 && Turn(at) == Turn(at.Add(Span)) {
			t.Errorf("the turn at %v lasts too long", at)
		}
	}
	if early := time.Date(1960, 1, 5, 9, 0, 0, 0, time.UTC); Turn(early) == Turn(early.AddDate(0, 0, 7)) {
		t.Error("before 1970 turns do not change")
	}
}

// desk draws weeks of working days on a desk that is better at some hours, has
// good and bad stretches, and whose new policy is better by effect.
func desk(weeks int, effect float64, seed uint64) []Seen {
	r := rand.New(rand.NewPCG(seed, 4))
	var seen []Seen
	for day := range 7 * weeks {
		if day%7 >= 5 {
			continue
		}
		for slot := 4; slot < 9; slot++ {
			begin := monday.AddDate(0, 0, day).Add(time.Duration(slot) * Span)
			p := .5 + .05*float64(slot-6) + .08*r.NormFloat64()
			if Turn(begin) {
				p += effect
			}
			for range 15 + r.IntN(11) {
				s := Seen{At: begin.Add(time.Duration(r.Float64() * float64(Span))), New: Turn(begin)}
				if r.Float64() < p {
					s.Reward = 1
				}
				seen = append(seen, s)
			}
		}
	}
	return seen
}

func TestSwitchbackCoversTheEffect(t *testing.T) {
	const effect, reps = .06, 300
	covered, sum := 0, 0.0
	for rep := range reps {
		terms := DefaultTerms()
		terms.Draws, terms.Seed = 400, uint64(rep)
		d, err := Switchback(desk(4, effect, uint64(rep)), terms)
		if err != nil {
			t.Fatal(err)
		}
		if d.Pairs != 50 || d.Value != d.New-d.Old || !(d.Low <= d.Value && d.Value <= d.High) {
			t.Fatalf("%+v", d)
		}
		if d.Low <= effect && effect <= d.High {
			covered++
		}
		sum += d.Value
	}
	t.Logf("mean %.4f of %.4f, coverage %.1f %%", sum/reps, effect, 100*float64(covered)/reps)
	if covered < .91*reps || covered > .98*reps {
		t.Errorf("coverage %d of %d", covered, reps)
	}
	if math.Abs(sum/reps-effect) > .006 {
		t.Errorf("mean difference %g, want %g", sum/reps, effect)
	}
}

func TestSwitchbackIsTheSameInAnyOrder(t *testing.T) {
	seen := desk(4, .1, 1)
	want, err := Switchback(seen, DefaultTerms())
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(seen)
	if got, err := Switchback(seen, DefaultTerms()); err != nil || got != want {
		t.Errorf("%+v, then %+v (%v)", want, got, err)
	}
}

// Stretches that only one policy had, in which both decided or that have just
// begun are left out.
func TestSwitchbackLeavesOut(t *testing.T) {
	seen := desk(4, 0, 1)
	terms := DefaultTerms()
	terms.Settle = 0
	want, err := Switchback(seen, terms)
	if err != nil || want.Left != 0 {
		t.Fatalf("%+v %v", want, err)
	}
	begin := monday.Add(4 * Span)
	inFirst, soon := 0, 0
	for _, s := range seen {
		if at := s.At.Sub(begin); at >= 0 && at < Span || at >= 7*24*time.Hour && at < 7*24*time.Hour+Span {
			inFirst++
		}
		if s.At.Sub(monday)%Span < time.Hour {
			soon++
		}
	}
	mixed := append(slices.Clone(seen), Seen{At: begin, New: !Turn(begin)}, Seen{At: monday.AddDate(0, 0, 5), Reward: 1})
	got, err := Switchback(mixed, terms)
	if err != nil || got.Pairs != want.Pairs-1 || got.Left != inFirst+2 {
		t.Errorf("%d pairs, %d left out, %v; want %d and %d", got.Pairs, got.Left, err, want.Pairs-1, inFirst+2)
	}
	terms.Settle = time.Hour
	if got, err := Switchback(seen, terms); err != nil || got.Left != soon {
		t.Errorf("%d left out, want %d (%v)", got.Left, soon, err)
	}
}

func TestSwitchbackRefuses(t *testing.T) {
	d, err := Switchback(desk(1, 0, 1), DefaultTerms())
	var refusal *RefusalError
	if !errors.As(err, &refusal) || refusal.Got != 0 || refusal.Limit != 20 || d.Value != 0 {
		t.Errorf("one week: %+v, %v", d, err)
	}
	if _, err := Switchback(nil, DefaultTerms()); !errors.As(err, &refusal) {
		t.Errorf("nothing: %v", err)
	}
	for want, c := range map[string]struct {
		seen  []Seen
		terms Terms
	}{
		"decision 1: reward is NaN": {[]Seen{{At: monday}, {At: monday, Reward: math.NaN()}}, DefaultTerms()},
		"terms.settle is 2h0m0s":    {nil, Terms{Settle: Span, Pairs: 20, Draws: 100}},
		"terms.settle is -1ns":      {nil, Terms{Settle: -1, Pairs: 20, Draws: 100}},
		"terms.pairs is 1":          {nil, Terms{Pairs: 1, Draws: 100}},
		"terms.draws is 99":         {nil, Terms{Pairs: 20, Draws: 99}},
	} {
		if _, err := Switchback(c.seen, c.terms); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
