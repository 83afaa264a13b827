package sim

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

// watched passes on to a policy and looks at everything it is shown and does.
type watched struct {
	policy.Policy
	t     *testing.T
	given map[string]int
}

func (w *watched) Assign(d *routing.Desk) []routing.Decision {
	for i := range d.Agents {
		a := &d.Agents[i]
		if on := a.Away == ""; on != a.Back.IsZero() || on == a.Until.IsZero() || a.Load[channel] > a.Room[channel] || a.Load[channel] < 0 {
			w.t.Errorf("agent %+v", a)
		}
	}
	for i := range d.Requests {
		r := &d.Requests[i]
		sum := 0.
		for _, c := range r.Category {
			sum += c.P
		}
		if math.Abs(sum-1) > 1e-9 || r.Waited < 0 || r.Since.After(d.Now) || len(r.Failed) != r.Attempt || r.Reopened != (r.Attempt > 0) {
			w.t.Errorf("request %+v", r)
		}
	}
	decisions := w.Policy.Assign(d)
	for i := range decisions {
		if decisions[i].Agent != "" {
			w.given[decisions[i].Request]++
		}
	}
	return decisions
}

// Every ticket ends once and as it was answered, under every policy, on a desk
// with everything that can be asked for.
func TestEveryTicketEndsOnce(t *testing.T) {
	s := small(t, `
load: 1
sites:
  - {agents: 5, utc: 0, from: 9, to: 17}
  - {agents: 4, utc: -8, from: 20, to: 30, slots: 1, days: [mon, wed, sun]}
agents: {newcomers: 3}
tickets: {languages: {en: .7, de: .3}}
labels: {flips: .1}
bursts: {count: 2, size: 40}
drift: {day: 3, agents: .5, category: .2}
`)
	for _, name := range policy.Names() {
		h, err := remember(t.Context(), s, 5)
		if err != nil {
			t.Fatal(err)
		}
		d := h.desk.settled()
		o := policy.Options{Seed: 1, Truth: &oracle{truth: d.truth, desk: d}}
		inner, err := policy.New(name, o)
		if err != nil {
			t.Fatal(err)
		}
		inner.Observe(h.desk.log)
		w := &watched{inner, t, map[string]int{}}
		if err := d.run(t.Context(), w, d.last); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		waits := map[int]bool{}
		for i := range d.queue {
			waits[d.queue[i].ticket] = true
		}
		for i := range d.tickets {
			x, f := &d.tickets[i], &d.fates[i]
			if x.at < d.start {
				continue
			}
			if w.given[x.id] != f.touches {
				t.Fatalf("%s: %s was given %d times and answered %d times", name, x.id, w.given[x.id], f.touches)
			}
			switch f.end {
			case abandoned:
				if f.touches != 0 || waits[i] || d.business.past(f.over)-d.business.past(x.at) < x.patience-1e-6 {
					t.Errorf("%s: %s left early or after an answer: %+v", name, x.id, f)
				}
			case solved, silent:
				if f.touches == 0 || waits[i] || f.touches > s.Outcome.Touches || f.over < x.at {
					t.Errorf("%s: %s: %+v", name, x.id, f)
				}
			case open:
				if f.touches == 0 && !waits[i] && d.now > x.at {
					t.Errorf("%s: %s is lost: %+v", name, x.id, f)
				}
			}
		}
		r := d.measure()
		if e := r.Ends; e.Solved+e.Abandoned+e.Silent+e.Open != r.Tickets || r.Tickets == 0 || e.Solved == 0 {
			t.Errorf("%s: %d tickets, %+v", name, r.Tickets, e)
		}
	}
}

// fixed does what it is told to.
type fixed struct {
	choose func(d *routing.Desk) []routing.Decision
}

func (f fixed) Assign(d *routing.Desk) []routing.Decision  { return f.choose(d) }
func (fixed) Observe([]learn.Outcome)                      {}
func (fixed) Tick(ctx context.Context, _ policy.Day) error { return ctx.Err() }
func one(request, agent string) []routing.Decision {
	return []routing.Decision{{Request: request, Agent: agent}}
}
func first(d *routing.Desk, away bool) (agent *routing.Agent) {
	for i := range d.Agents {
		if a := &d.Agents[i]; (a.Away != "") == away {
			return a
		}
	}
	return nil
}

func TestWhatNoDeskAllowsIsRefused(t *testing.T) {
	s := small(t, `
sites:
  - {agents: 2, from: 9, to: 17}
  - {agents: 2, from: 18, to: 20, languages: {de: 1}}
agents: {second: 0}
tickets: {languages: {en: .5, de: .5}}
`)
	for name, tc := range map[string]struct {
		choose func(d *routing.Desk) []routing.Decision
		want   string
	}{
		"nobody":    {func(d *routing.Desk) []routing.Decision { return one(d.Requests[0].ID, "x") }, "no such agent"},
		"no ticket": {func(d *routing.Desk) []routing.Decision { return one("x", d.Agents[0].ID) }, "does not wait"},
		"off shift": {func(d *routing.Desk) []routing.Decision { return one(d.Requests[0].ID, first(d, true).ID) }, "off shift"},
		"twice": {func(d *routing.Desk) []routing.Decision {
			a := first(d, false)
			for i := range d.Requests {
				if a.Languages[d.Requests[i].Language] > 0 {
					id := d.Requests[i].ID
					return append(one(id, a.ID), one(id, a.ID)...)
				}
			}
			return nil
		}, "does not wait"},
		"no slot": {func(d *routing.Desk) []routing.Decision {
			a := first(d, false)
			var out []routing.Decision
			for i := range d.Requests {
				if a.Languages[d.Requests[i].Language] > 0 {
					out = append(out, one(d.Requests[i].ID, a.ID)...)
				}
			}
			return out
		}, "no free slot"},
		"language": {func(d *routing.Desk) []routing.Decision {
			a := first(d, false)
			for i := range d.Requests {
				if a.Languages[d.Requests[i].Language] == 0 {
					return one(d.Requests[i].ID, a.ID)
				}
			}
			return nil
		}, "does not speak"},
	} {
		d := newDesk(newTruth(s, 1))
		if err := d.run(t.Context(), fixed{tc.choose}, d.last); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}

// A policy's results do not hang on how many simulations run at a time, on the
// other policies, or on a second run.
func TestResultsAreTheSameForAnyJobs(t *testing.T) {
	office := "sites: [{agents: 5, from: 9, to: 17}]\n"
	scenarios := []Scenario{*small(t, office+"name: a"), *small(t, office+"name: b\nload: .9")}
	for i := range scenarios {
		scenarios[i].History.Days, scenarios[i].Days = 7, 4
	}
	all := Options{Policies: policy.Names(), Seeds: Seeds(1, 2), Jobs: 1, References: true}
	one, err := Simulate(t.Context(), scenarios, all)
	if err != nil {
		t.Fatal(err)
	}
	all.Jobs = 4
	four, err := Simulate(t.Context(), scenarios, all)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, four, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	alone, err := Simulate(t.Context(), scenarios[1:], Options{Policies: []string{routing.Learned}, Seeds: Seeds(1, 2), References: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range one {
		if one[i].Scenario == "b" && one[i].Policy == routing.Learned {
			if diff := cmp.Diff(one[i], alone[0], cmpopts.EquateNaNs()); diff != "" {
				t.Error(diff)
			}
		}
	}
}

// The same tickets come, with the same luck, whoever answers them.
func TestRandomNumbersAreCommon(t *testing.T) {
	s := small(t, "")
	h, err := remember(t.Context(), s, 1)
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.play(t.Context(), policy.Random, &Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.play(t.Context(), policy.Clairvoyant, &Options{})
	if err != nil {
		t.Fatal(err)
	}
	if a.truth != b.truth {
		t.Fatal("two truths")
	}
	same, compared := 0, 0
	for i := range a.tickets {
		x, y := &a.fates[i], &b.fates[i]
		if a.tickets[i].at < a.start || x.touches == 0 || y.touches == 0 || x.first != y.first {
			continue
		}
		compared++ // the same agent, so the same answer unless one came late
		if x.held == y.held {
			same++
		}
	}
	if compared < 20 || same < compared-2 {
		t.Errorf("%d of %d tickets that the same agent answered first fared the same", same, compared)
	}
}

// Who knows more does better.
func TestReferencesAreInOrder(t *testing.T) {
	s := small(t, "load: .65\nhandling: {hours: .9}")
	results, err := Simulate(t.Context(), []Scenario{*s}, Options{
		Policies: []string{policy.Random, routing.RoundRobin, policy.HistoricalGreedy, routing.StaticSkills, policy.Informed, policy.Clairvoyant},
		Seeds:    Seeds(1, 3), Jobs: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	g := map[string]float64{}
	for _, r := range results {
		g[r.Policy] = r.Mean.G
		if r.Mean.G > r.Mean.Bound {
			t.Errorf("%s has %.3f, above the bound %.3f", r.Policy, r.Mean.G, r.Mean.Bound)
		}
	}
	if g[policy.Clairvoyant] <= g[policy.Informed] || g[policy.Informed] <= g[routing.StaticSkills]+.03 || g[routing.StaticSkills] <= g[routing.RoundRobin] || g[policy.HistoricalGreedy] <= g[policy.Random] {
		t.Errorf("%v", g)
	}
	last := results[len(results)-1]
	if last.GapClairvoyant != 1 || last.GapInformed <= 1 || results[1].GapInformed != 0 || last.Regret != 0 {
		t.Errorf("gaps %v %v %v, regret %v", last.GapClairvoyant, last.GapInformed, results[1].GapInformed, last.Regret)
	}
}

func TestSimulateStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Simulate(ctx, []Scenario{*small(t, "")}, Options{Policies: []string{policy.Random}, Seeds: Seeds(1, 1)})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestProgressCountsEveryRun(t *testing.T) {
	var seen []int
	_, err := Simulate(t.Context(), []Scenario{*small(t, "")}, Options{Policies: []string{policy.Random}, Seeds: Seeds(1, 3), Jobs: 3,
		Progress: func(done, total int) { seen = append(seen, 100*total+done) }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{301, 302, 303}, seen); diff != "" {
		t.Error(diff)
	}
}

// A dispatcher who picks on the best makes them look bad.
func TestDispatcherConfounds(t *testing.T) {
	hard := func(by string) float64 {
		s := small(t, "")
		s.History.Policy = by
		h, err := remember(t.Context(), s, 1)
		if err != nil {
			t.Fatal(err)
		}
		d := h.desk
		best := 0
		for i := range d.people {
			if d.people[i].general[0] > d.people[best].general[0] {
				best = i
			}
		}
		sum, n := 0., 0.
		for i := range d.answers {
			if a := &d.answers[i]; a.agent == best {
				sum, n = sum+d.tickets[a.ticket].difficulty, n+1
			}
		}
		return sum / n
	}
	if plain, picked := hard("round_robin"), hard("dispatcher"); picked < plain+.3 {
		t.Errorf("the best agent got tickets of difficulty %.2f by turns, %.2f from the dispatcher", plain, picked)
	}
}
