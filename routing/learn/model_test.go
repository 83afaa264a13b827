package learn_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// fitted is a model of a small world, and the world.
func fitted(t *testing.T) (*world, *learn.Model) {
	t.Helper()
	w := newWorld(3, 8, 4)
	now := start.AddDate(0, 0, 21)
	return w, learner(asOf(w.days(start, 21, 8), now), now).Model()
}

func one(m routing.Predictor, r routing.Request, a routing.Agent) routing.Prospect {
	out := make([]routing.Prospect, 1)
	m.Predict(&r, []routing.Agent{a}, out)
	return out[0]
}

func TestCategoryIsTakenAsAWhole(t *testing.T) {
	w, m := fitted(t)
	a := w.staff()[2]
	request := func(chances ...routing.Chance) routing.Request {
		return routing.Request{Priority: routing.High, Signals: []float64{.5}, Category: chances}
	}
	x := one(m, request(routing.Chance{Label: "c00", P: 1}), a)
	y := one(m, request(routing.Chance{Label: "c01", P: 1}), a)
	none := one(m, request(), a)
	mixed := one(m, request(routing.Chance{Label: "c00", P: .5}, routing.Chance{Label: "c01", P: .3}), a)
	if want := .5*x.Success + .3*y.Success + .2*none.Success; math.Abs(mixed.Success-want) > 1e-12 {
		t.Errorf("success %v, mixed by hand %v", mixed.Success, want)
	}
	if want := .5*x.Hours + .3*y.Hours + .2*none.Hours; math.Abs(mixed.Hours-want) > 1e-12 {
		t.Errorf("hours %v, mixed by hand %v", mixed.Hours, want)
	}
	if unknown := one(m, request(routing.Chance{Label: "never seen", P: 1}), a); unknown.Success != none.Success {
		t.Errorf("a category never seen gives %v, none %v", unknown.Success, none.Success)
	}
}

func TestUnknownAgentsHaveWhatTheyDeclare(t *testing.T) {
	w, m := fitted(t)
	r := routing.Request{Category: []routing.Chance{{Label: "c00", P: 1}}, Priority: routing.Normal}
	plain := one(m, r, routing.Agent{ID: "new"})
	skilled := one(m, r, routing.Agent{ID: "new", Skills: map[string]int{"c00": 5}})
	if skilled.Success <= plain.Success {
		t.Errorf("declared %v, not declared %v", skilled.Success, plain.Success)
	}
	if known := one(m, r, w.staff()[0]); plain.Sd < 1.5*known.Sd || plain.Seen != 0 || known.Seen < 20 {
		t.Errorf("unknown %+v, known %+v", plain, known)
	}
}

func TestExplanationAddsUp(t *testing.T) {
	w, m := fitted(t)
	for _, r := range []routing.Request{
		{Category: []routing.Chance{{Label: "c00", P: .6}, {Label: "c02", P: .2}}, Priority: routing.Urgent, Signals: []float64{1.5},
			Language: "de", Attempt: 2, Waited: 2 * time.Hour, Target: time.Hour},
		{},
	} {
		for _, a := range append(w.staff(), routing.Agent{ID: "new", Languages: map[string]int{"de": 2}, Tenure: 1000 * time.Hour}) {
			p, e := one(m, r, a), m.Explain(&r, &a)
			if got := 1 / (1 + math.Exp(-e.Sum())); math.Abs(got-p.Success) > 1e-9 {
				t.Errorf("the parts give %v, the prediction is %v: %+v", got, p.Success, e)
			}
			if math.Abs(e.Doubt) > .5 {
				t.Errorf("doubt is more than the rest: %+v", e)
			}
		}
	}
	a := w.staff()[0]
	if e := m.Explain(&routing.Request{Priority: routing.Urgent, Signals: []float64{2}, Waited: 2, Target: 1}, &a); e.Priority == 0 || e.Signals >= 0 || e.Late >= 0 {
		t.Errorf("urgent, hard and late: %+v", e)
	}
}

func TestVersionNamesWhatWasLearnt(t *testing.T) {
	w := newWorld(3, 8, 4)
	now := start.AddDate(0, 0, 21)
	h := w.days(start, 21, 8)
	o := asOf(h, now)
	l := learner(o, now)
	version := l.Model().Version()
	if !strings.HasSuffix(version, "+0") {
		t.Errorf("version %s after a fit", version)
	}
	// The same outcomes, in another order, in parts, some twice.
	other := learn.New(learn.Options{})
	for i := len(o) - 1; i >= 0; i-- {
		other.Observe(o[i])
	}
	other.Observe(o[:50]...)
	if err := other.Refit(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if v := other.Model().Version(); v != version {
		t.Errorf("versions %s and %s of the same outcomes", version, v)
	}
	r := routing.Request{Category: []routing.Chance{{Label: "c00", P: 1}}}
	old := l.Model()
	before := one(old, r, w.staff()[0])
	if after := one(other.Model(), r, w.staff()[0]); after != before {
		t.Errorf("predictions %+v and %+v of the same outcomes", before, after)
	}
	fresh := outcomes("a000", "c00", 3, 0)
	l.Observe(fresh...)
	if v := l.Model().Version(); v != strings.TrimSuffix(version, "0")+"3" {
		t.Errorf("version %s became %s", version, v)
	}
	if again := one(old, r, w.staff()[0]); again != before {
		t.Errorf("a snapshot has changed from %+v to %+v", before, again)
	}
	if after := one(l.Model(), r, w.staff()[0]); after.Success >= before.Success {
		t.Errorf("success %v before three failures, %v after", before.Success, after.Success)
	}
}

func TestTheFutureTellsNothing(t *testing.T) {
	w := newWorld(3, 8, 4)
	now := start.AddDate(0, 0, 14)
	h := w.days(start, 21, 8)
	clean := learner(asOf(h, now), now)
	poisoned := learn.New(learn.Options{})
	for _, t := range h {
		t.Known, t.Hours, t.Done = t.known, t.hours, true
		if t.known.After(now) {
			t.Success, t.Hours, t.Done = false, 0, false
		}
		if t.end.After(now) && t.At.Before(now) {
			t.Hours, t.Done = now.Sub(t.At).Hours(), false
		} else if t.At.Before(now) {
			t.Hours, t.Done = t.hours, true
		}
		poisoned.Observe(t.Outcome)
	}
	if err := poisoned.Refit(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if a, b := clean.Model().Version(), poisoned.Model().Version(); a != b {
		t.Errorf("versions %s without and %s with the future", a, b)
	}
	for _, a := range w.agents {
		if p, q := predict(clean.Model(), "c01", a)[0], predict(poisoned.Model(), "c01", a)[0]; p != q {
			t.Errorf("%s: %+v without and %+v with the future", a, p, q)
		}
		if p, q := clean.Performance(a), poisoned.Performance(a); math.Abs(p.Success-q.Success) > 1e-9 || p.N != q.N {
			t.Errorf("%s: %+v without and %+v with the future", a, p, q)
		}
	}
}

func TestForeignAndDeclared(t *testing.T) {
	a := &routing.Agent{Languages: map[string]int{"de": 5, "fr": 3}, Skills: map[string]int{"billing": 4, "odd": 77, "less": -3}}
	for language, want := range map[string]float64{"de": 0, "de-AT": 0, "fr": .5, "es": 1, "": 0, "und": 0} {
		if got := learn.Foreign(a, language); got != want {
			t.Errorf("Foreign(%q) is %v, want %v", language, got, want)
		}
	}
	if got := learn.Foreign(&routing.Agent{}, "de"); got != 0 {
		t.Errorf("somebody of any language is foreign by %v", got)
	}
	for category, want := range map[string]float64{"billing": .8, "odd": 1, "less": 0, "none": 0} {
		if got := learn.Declared(a, category); got != want {
			t.Errorf("Declared(%q) is %v, want %v", category, got, want)
		}
	}
}
