package learn_test

import (
	"context"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// odd draws numbers that make trouble as often as not.
func odd(t *rapid.T, name string) float64 {
	return rapid.OneOf(
		rapid.SampledFrom([]float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1e-300, .5}),
		rapid.Float64Range(-3, 3),
	).Draw(t, name)
}

func oddTime(t *rapid.T, name string) time.Time {
	return rapid.OneOf(
		rapid.SampledFrom([]time.Time{{}, start, start.AddDate(70, 0, 0), start.AddDate(-3000, 0, 0), start.AddDate(5000, 0, 0)}),
		rapid.Map(rapid.IntRange(-1000, 1000), func(h int) time.Time { return start.Add(time.Duration(h) * time.Hour) }),
	).Draw(t, name)
}

func oddOutcome(t *rapid.T) learn.Outcome {
	word := func(name string) string { return rapid.SampledFrom([]string{"", "a", "b", "c", "\x00"}).Draw(t, name) }
	o := learn.Outcome{
		Ticket: rapid.StringN(0, 1, 1).Draw(t, "ticket"), Attempt: rapid.IntRange(-2, 9).Draw(t, "attempt"),
		Agent: word("agent"), Category: word("category"), Priority: rapid.SampledFrom([]string{"", "low", "urgent", "?"}).Draw(t, "priority"),
		Language: word("language"), Foreign: odd(t, "foreign"), Declared: odd(t, "declared"),
		Tenure: time.Duration(rapid.Int64().Draw(t, "tenure")), Late: rapid.Bool().Draw(t, "late"),
		At: oddTime(t, "at"), Known: oddTime(t, "known"), Success: rapid.Bool().Draw(t, "success"),
		Hours: odd(t, "hours"), Done: rapid.Bool().Draw(t, "done"), Propensity: odd(t, "propensity"),
	}
	for range rapid.IntRange(0, 4).Draw(t, "signals") {
		o.Signals = append(o.Signals, odd(t, "signal"))
	}
	return o
}

func TestWhateverIsObservedPredictionsMakeSense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := learn.New(learn.Options{HalfLife: rapid.SampledFrom([]time.Duration{0, time.Hour, 1e18}).Draw(t, "half life")})
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			for range rapid.IntRange(0, 25).Draw(t, "outcomes") {
				l.Observe(oddOutcome(t))
			}
			if rapid.Bool().Draw(t, "refit") {
				if err := l.Refit(context.Background(), oddTime(t, "now")); err != nil {
					t.Fatal(err)
				}
			}
			if rapid.IntRange(0, 5).Draw(t, "forget") == 0 {
				l.Forget(oddTime(t, "before"))
			}
		}
		m := l.Model()
		r := routing.Request{
			Category: []routing.Chance{{Label: "a", P: odd(t, "p")}, {Label: "b", P: odd(t, "p")}, {Label: "?", P: odd(t, "p")}},
			Signals:  []float64{odd(t, "signal"), odd(t, "signal")}, Language: "a", Attempt: rapid.IntRange(-2, 9).Draw(t, "attempt"),
		}
		staff := []routing.Agent{{ID: "a"}, {ID: "b", Tenure: -5}, {}, {ID: "?", Skills: map[string]int{"a": 99}, Languages: map[string]int{"a": -4}}}
		out := make([]routing.Prospect, len(staff))
		m.Predict(&r, staff, out)
		for i, p := range out {
			if !(p.Success > 0 && p.Success < 1 && p.Sd >= 0 && p.Sd < 1 && p.Hours > 0 && p.Hours <= 500 && p.Seen >= 0 && p.Seen < 1e4) {
				t.Fatalf("agent %d: %+v", i, p)
			}
			if e := m.Explain(&r, &staff[i]); math.IsNaN(e.Sum()) || math.IsInf(e.Sum(), 0) {
				t.Fatalf("explanation %+v", e)
			}
			q := l.Performance(staff[i].ID)
			if !(q.Low >= 0 && q.Low <= q.Success && q.Success <= q.High && q.High <= 1) {
				t.Fatalf("performance %+v", q)
			}
		}
	})
}

func TestPoorHistories(t *testing.T) {
	for name, history := range map[string][]learn.Outcome{
		"none":           nil,
		"only successes": append(outcomes("ann", "x", 60, 60), outcomes("bob", "y", 60, 60)...),
		"only failures":  append(outcomes("ann", "x", 60, 0), outcomes("bob", "y", 60, 0)...),
		"one agent":      outcomes("ann", "x", 60, 40),
		"one outcome":    outcomes("ann", "x", 1, 1),
	} {
		l := learn.New(learn.Options{Categories: []string{"x", "z"}})
		l.Observe(history...)
		if err := l.Refit(t.Context(), start.AddDate(0, 0, 20)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range []string{"x", "y", "z", "never seen"} {
			for _, p := range predict(l.Model(), c, "ann", "bob", "new") {
				sane(t, p)
				if p.Success < .01 || p.Success > .995 {
					t.Errorf("%s: %s: %+v is too sure", name, c, p)
				}
			}
		}
	}
}

func TestOneAbsurdSignalIsOneOutcomeOnly(t *testing.T) {
	w := newWorld(3, 8, 4)
	now := start.AddDate(0, 0, 14)
	h := asOf(w.days(start, 14, 8), now)
	before := learner(h, now).Model()
	for i, v := range []float64{math.NaN(), math.Inf(1), 1e11, -1e200} {
		h[i*7].Signals = []float64{v, 3, 4}
	}
	after := learner(h, now).Model()
	r := routing.Request{Category: []routing.Chance{{Label: "c00", P: 1}}, Signals: []float64{1}}
	for _, a := range w.staff() {
		if p, q := one(before, r, a), one(after, r, a); math.Abs(p.Success-q.Success) > .03 {
			t.Errorf("%s: %v, with absurd signals in four outcomes %v", a.ID, p.Success, q.Success)
		}
	}
}

func TestManyAgentsAndCategories(t *testing.T) {
	l := learn.New(learn.Options{})
	for a := range 2000 {
		l.Observe(outcomes(fmt.Sprintf("a%d", a), fmt.Sprintf("c%d", a%400), 2, a%3)...)
	}
	if err := l.Refit(t.Context(), start.AddDate(0, 0, 20)); err != nil {
		t.Fatal(err)
	}
	for _, p := range predict(l.Model(), "c7", "a7", "a8", "new") {
		sane(t, p)
	}
}

func TestEverythingAtOnce(t *testing.T) {
	w := newWorld(3, 8, 4)
	now := start.AddDate(0, 0, 7)
	h := asOf(w.days(start, 7, 8), now)
	l := learn.New(learn.Options{})
	var wg sync.WaitGroup
	for part := range 4 {
		wg.Go(func() {
			for i := part; i < len(h); i += 4 {
				l.Observe(h[i])
				if i%40 == part {
					sane(t, predict(l.Model(), "c00", "a000")[0])
					l.Performance("a001")
				}
			}
		})
	}
	for range 3 {
		wg.Go(func() {
			if err := l.Refit(context.Background(), now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := l.Refit(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if got, want := l.Model().Version(), learner(h, now).Model().Version(); got != want {
		t.Errorf("version %s, of the same outcomes in peace %s", got, want)
	}
}

// On the first day, what agents say of themselves decides.
func TestWhatAgentsSayCountsOnTheFirstDay(t *testing.T) {
	l := learn.New(learn.Options{})
	if err := l.Refit(t.Context(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	agents := []routing.Agent{
		{ID: "ann", Skills: map[string]int{"refund": 5}, Languages: map[string]int{"en": 5}},
		{ID: "bob", Languages: map[string]int{"en": 5}},
		{ID: "eve", Languages: map[string]int{"en": 1}},
	}
	r := routing.Request{Category: []routing.Chance{{Label: "refund", P: 1}}, Language: "en", Priority: routing.Normal}
	out := make([]routing.Prospect, len(agents))
	l.Model().Predict(&r, agents, out)
	if !(out[0].Success > out[1].Success+.05 && out[1].Success > out[2].Success+.05) {
		t.Errorf("the skilled one %.2f, the unskilled %.2f, the one who hardly speaks it %.2f", out[0].Success, out[1].Success, out[2].Success)
	}
	if out[0].Sd < .1 {
		t.Errorf("a model that has seen nothing claims to be sure: %.2f", out[0].Sd)
	}
}
