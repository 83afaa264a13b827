package learn_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// outcomes of an agent in a category: n of them, one an hour, s a success.
func outcomes(agent, category string, n, s int) []learn.Outcome {
	out := make([]learn.Outcome, n)
	for i := range out {
		at := start.Add(time.Duration(i) * time.Hour)
		out[i] = learn.Outcome{
			Ticket: fmt.Sprintf("%s-%s-%d", agent, category, i), Agent: agent, Category: category, Priority: "normal",
			At: at, Known: at.Add(72 * time.Hour), Success: (i*s)/n != ((i+1)*s)/n, Hours: .5, Done: true,
		}
	}
	return out
}

func predict(m routing.Predictor, category string, agents ...string) []routing.Prospect {
	var staff []routing.Agent
	for _, a := range agents {
		staff = append(staff, routing.Agent{ID: a})
	}
	out := make([]routing.Prospect, len(staff))
	m.Predict(&routing.Request{Category: []routing.Chance{{Label: category, P: 1}}, Priority: routing.Normal}, staff, out)
	return out
}

func sane(t *testing.T, p routing.Prospect) {
	t.Helper()
	if !(p.Success > 0 && p.Success < 1) || !(p.Sd >= 0 && p.Sd <= 1) || !(p.Hours > 0 && p.Hours <= 500) || !(p.Seen >= 0) || math.IsInf(p.Seen, 0) {
		t.Errorf("prospect %+v", p)
	}
}

func TestCountersAnswerAtOnce(t *testing.T) {
	l := learn.New(learn.Options{})
	for _, p := range predict(l.Model(), "billing", "ann") {
		sane(t, p)
	}
	l.Observe(outcomes("ann", "billing", 40, 36)...)
	l.Observe(outcomes("bob", "billing", 40, 12)...)
	p := predict(l.Model(), "billing", "ann", "bob", "new")
	for _, q := range p {
		sane(t, q)
	}
	if !(p[0].Success > .75 && p[1].Success < .45 && p[2].Success > p[1].Success && p[2].Success < p[0].Success) {
		t.Errorf("prospects %+v", p)
	}
	if !(p[2].Sd > p[0].Sd) {
		t.Errorf("an unknown agent is surer than a known one: %+v", p)
	}
	if math.Abs(p[0].Hours-.5) > .15 {
		t.Errorf("hours %v, every ticket took half an hour", p[0].Hours)
	}
}

func TestOutcomeSeenAgainReplacesTheEarlierOne(t *testing.T) {
	l := learn.New(learn.Options{})
	o := outcomes("ann", "billing", 1, 1)[0]
	o.Known = time.Time{}
	l.Observe(o)
	if p := l.Performance("ann"); p.N != 0 || p.Seen != 0 {
		t.Errorf("an open outcome counts: %+v", p)
	}
	o.Known, o.Success = o.At.Add(time.Hour), false
	l.Observe(o)
	o.Success = true
	l.Observe(o, o)
	p := l.Performance("ann")
	if p.N != 1 || math.Abs(p.Seen-1) > 1e-3 || p.Hours != .5 {
		t.Errorf("performance %+v", p)
	}
	other := learn.New(learn.Options{})
	other.Observe(o)
	if q := other.Performance("ann"); math.Abs(q.Success-p.Success) > 1e-3 {
		t.Errorf("corrected %v, straight %v", p.Success, q.Success)
	}
	o.Agent = "bob"
	l.Observe(o)
	if a, b := l.Performance("ann"), l.Performance("bob"); a.N != 0 || b.N != 1 {
		t.Errorf("moved outcome: ann %+v, bob %+v", a, b)
	}
}

func TestPerformanceComesWithInterval(t *testing.T) {
	l := learn.New(learn.Options{})
	l.Observe(outcomes("ann", "billing", 50, 40)...)
	l.Observe(outcomes("ann", "login", 5, 1)...)
	l.Observe(outcomes("bob", "billing", 50, 30)...)
	p := l.Performance("ann")
	if p.N != 55 || len(p.Categories) != 2 || p.Categories[0].Category != "billing" || p.Categories[0].N != 50 {
		t.Fatalf("performance %+v", p)
	}
	for _, e := range []learn.Estimate{p.Estimate, p.Categories[0].Estimate, p.Categories[1].Estimate, l.Performance("nobody").Estimate} {
		if !(0 < e.Low && e.Low < e.Success && e.Success < e.High && e.High < 1) {
			t.Errorf("estimate %+v", e)
		}
	}
	if wide, tight := p.Categories[1], p.Categories[0]; wide.High-wide.Low <= tight.High-tight.Low {
		t.Errorf("5 results give %+v, 50 give %+v", wide, tight)
	}
	if e := l.Performance("nobody"); e.N != 0 || e.Seen != 0 {
		t.Errorf("nobody %+v", e)
	}
}

func TestForgetDropsOldOutcomes(t *testing.T) {
	l := learn.New(learn.Options{})
	l.Observe(outcomes("ann", "billing", 48, 24)...)
	l.Forget(start.Add(24 * time.Hour))
	if p := l.Performance("ann"); p.N != 24 {
		t.Errorf("%d results are left of 24", p.N)
	}
	l.Forget(start.Add(1000 * time.Hour))
	if p := l.Performance("ann"); p.N != 0 || p.Seen > 1e-9 {
		t.Errorf("left: %+v", p)
	}
}

func TestForgottenAgentIsANewOne(t *testing.T) {
	l := learn.New(learn.Options{})
	late := outcomes("bob", "billing", 48, 40)
	for i := range late {
		late[i].At, late[i].Known = late[i].At.AddDate(0, 0, 5), late[i].Known.AddDate(0, 0, 5)
	}
	l.Observe(append(outcomes("ann", "billing", 48, 6), late...)...)
	if err := l.Refit(t.Context(), start.AddDate(0, 0, 20)); err != nil {
		t.Fatal(err)
	}
	before := predict(l.Model(), "billing", "ann", "new")
	l.Forget(start.AddDate(0, 0, 4))
	after := predict(l.Model(), "billing", "ann", "new")
	if !(before[0].Success < before[1].Success-.1) || after[0] != after[1] {
		t.Errorf("ann and somebody new: before %+v, after %+v", before, after)
	}
}

// An outcome that turns out to be somebody else's is taken from the first.
func TestMovedOutcomeLeavesNothingBehind(t *testing.T) {
	l := learn.New(learn.Options{})
	l.Observe(append(outcomes("ann", "billing", 40, 30), outcomes("bob", "billing", 40, 30)...)...)
	if err := l.Refit(t.Context(), start.AddDate(0, 0, 20)); err != nil {
		t.Fatal(err)
	}
	before := predict(l.Model(), "billing", "ann", "bob")
	failure := outcomes("ann", "odd", 1, 0)[0]
	failure.Category = "billing"
	l.Observe(failure)
	failure.Agent = "bob"
	l.Observe(failure)
	after := predict(l.Model(), "billing", "ann", "bob")
	if math.Abs(after[0].Success-before[0].Success) > 1e-9 || after[1].Success >= before[1].Success {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestOneWrongClockMakesNobodyOld(t *testing.T) {
	l := learn.New(learn.Options{})
	l.Observe(outcomes("ann", "billing", 40, 36)...)
	before := l.Performance("ann")
	o := outcomes("bob", "billing", 1, 0)[0]
	o.At = start.AddDate(50, 0, 0)
	o.Known = o.At
	l.Observe(o)
	after := l.Performance("ann")
	if after.Seen < .8*before.Seen {
		t.Errorf("seen %v before, %v after an outcome of the far future", before.Seen, after.Seen)
	}
}
