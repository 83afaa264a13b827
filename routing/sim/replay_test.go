package sim

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

// kept is what a simulated desk would have kept of itself: a round robin on an
// office, with everything that came of it.
func kept(t testing.TB, yaml string, seed uint64) (Past, *truth) {
	t.Helper()
	s, err := Parse("kept.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	p, err := remember(t.Context(), &s, seed)
	if err != nil {
		t.Fatal(err)
	}
	past := Past{Name: "kept"}
	d := p.desk
	latest := map[string]learn.Outcome{}
	for _, o := range d.log {
		latest[fmt.Sprintf("%s/%d", o.Ticket, o.Attempt)] = o
	}
	for _, key := range sortedKeys(latest) {
		past.Outcomes = append(past.Outcomes, latest[key])
	}
	for i := range d.tickets {
		if x := &d.tickets[i]; x.at < d.start {
			past.Arrivals = append(past.Arrivals, Arrival{ID: x.id, At: at(x.at), Priority: priorities[x.priority], Language: x.language,
				Category: d.names[x.category], Chances: d.posterior[0][x.predicted], Signals: []float64{x.signal}})
		}
	}
	for i := range d.people {
		q := &d.people[i]
		past.Agents = append(past.Agents, Colleague{ID: q.id, Slots: q.slots, Languages: q.languages, Skills: q.declared, Shift: q.shift.spans})
	}
	return past, d.truth
}

const keptOffice = "history: {days: 42}\ndays: 1\nsites: [{agents: 6, from: 9, to: 17}]\n"

func TestReplayFindsTheAgents(t *testing.T) {
	// Failures that stay silent and difficulty that does not show would make the
	// real chances others than those that a desk can see.
	past, truly := kept(t, keptOffice+"outcome: {reopen: 1}\ntickets: {difficulty: 0}\n", 5)
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{fmt.Sprintf("the %d tickets of its last %d days", len(s.replay.arrivals), s.Days), "6 agents", "fitted to", "not known", "reference policies know the fitted agents"} {
		if !strings.Contains(s.About, part) {
			t.Errorf("%q is missing: %s", part, s.About)
		}
	}
	if s.Days < 19 || s.Days > 22 || s.Days+s.History.Days != 42 || s.Load < .4 || s.Load > 1.2 {
		t.Errorf("%d days after %d at a load of %v", s.Days, s.History.Days, s.Load)
	}
	// The fitted chances go with the real ones, and the real ones lie where the fit
	// says that they may.
	f := &s.replay.fitted
	var x, y []float64
	within, n := 0, 0
	for i := range s.replay.staff {
		q := &truly.people[truly.person[s.replay.staff[i].ID]]
		for c, name := range s.replay.names {
			k := truly.category[name]
			is := logit(truly.chance(q, k, 0, "en", false, false))
			x, y = append(x, f.logit[i][c]), append(y, is)
			if math.Abs(is-f.logit[i][c]) < 2*f.spread[i][c] {
				within++
			}
			n++
			if hours := truly.handling(q, k, 0, false); math.Abs(f.pace[i][c]-math.Log(hours)) > .4 {
				t.Errorf("%s takes %.2f hours with %s, fitted %.2f", q.id, hours, name, math.Exp(f.pace[i][c]))
			}
		}
	}
	if r := correlation(x, y); r < .9 {
		t.Errorf("fitted and real log-odds correlate by %.2f", r)
	}
	if share := float64(within) / float64(n); share < .88 {
		t.Errorf("%.2f of the real log-odds lie within two deviations", share)
	}
}

// Seeds draw the agents as the fit says: around what it expects, as far as it
// does not know.
func TestReplayDrawsWhatIsNotKnown(t *testing.T) {
	past, _ := kept(t, keptOffice, 5)
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	const seeds = 300
	f := &s.replay.fitted
	s.replay.arrivals = nil // agents hang on no ticket
	truths := make([]*truth, seeds)
	for seed := range truths {
		truths[seed] = s.replay.truth(&s, uint64(seed))
	}
	for i := range s.replay.staff {
		for c := range s.replay.names {
			sum, square := 0., 0.
			for _, w := range truths {
				z := (w.people[i].skill[0][c] - f.logit[i][c]) / f.spread[i][c]
				sum, square = sum+z, square+z*z
			}
			if mean, spread := sum/seeds, math.Sqrt(square/seeds); math.Abs(mean) > .25 || math.Abs(spread-1) > .18 || f.spread[i][c] < .05 {
				t.Errorf("agent %d, category %d: mean %v and spread %v in spreads of %v", i, c, mean, spread, f.spread[i][c])
			}
		}
	}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func correlation(x, y []float64) float64 {
	var sx, sy, xx, yy, xy float64
	n := float64(len(x))
	for i := range x {
		sx, sy, xx, yy, xy = sx+x[i], sy+y[i], xx+x[i]*x[i], yy+y[i]*y[i], xy+x[i]*y[i]
	}
	return (xy - sx*sy/n) / math.Sqrt((xx-sx*sx/n)*(yy-sy*sy/n))
}

func TestReplaySimulates(t *testing.T) {
	past, _ := kept(t, keptOffice, 6)
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Policies: []string{routing.RoundRobin, routing.Learned, policy.Informed}, Seeds: Seeds(1, 2)}
	one, err := Simulate(t.Context(), []Scenario{s}, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range one {
		r := &one[i]
		for k := range r.Runs {
			if e := r.Runs[k].Ends; e.Solved+e.Abandoned+e.Silent+e.Open != len(s.replay.arrivals) || e.Abandoned > 0 {
				t.Errorf("%s: %d tickets ended as %+v", r.Policy, len(s.replay.arrivals), e)
			}
		}
		if m := r.Mean; m.G <= .2 || m.G > m.Bound+.05 || !math.IsNaN(m.Newcomers) {
			t.Errorf("%s: %+v", r.Policy, m)
		}
	}
	if robin, informed := one[0].Mean.G, one[2].Mean.G; informed < robin+.02 {
		t.Errorf("informed has %.3f, round robin %.3f", informed, robin)
	}
	if one[0].Runs[0].G == one[0].Runs[1].G {
		t.Error("all seeds are alike")
	}
	o.Jobs = 2
	again, err := Replay(t.Context(), shuffled(past))
	if err != nil {
		t.Fatal(err)
	}
	same, err := Simulate(t.Context(), []Scenario{again}, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, same, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the same history in another order, with two jobs: %s", diff)
	}
}

// shuffled is the past back to front.
func shuffled(p Past) Past {
	out := Past{Name: p.Name, Targets: p.Targets}
	for i := range p.Arrivals {
		out.Arrivals = append(out.Arrivals, p.Arrivals[len(p.Arrivals)-1-i])
	}
	for i := range p.Agents {
		out.Agents = append(out.Agents, p.Agents[len(p.Agents)-1-i])
	}
	for i := range p.Outcomes {
		out.Outcomes = append(out.Outcomes, p.Outcomes[len(p.Outcomes)-1-i])
	}
	return out
}

// Policies begin with what was known when the measured days begin, and nothing
// that was found out later.
func TestReplayTellsNothingOfTheMeasuredDays(t *testing.T) {
	past, _ := kept(t, keptOffice, 7)
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	p, err := remember(t.Context(), &s, 1)
	if err != nil {
		t.Fatal(err)
	}
	start, open := at(p.desk.start), 0
	for _, o := range p.desk.log {
		if !o.At.Before(start) || o.Known.After(start) {
			t.Errorf("told at %v: %+v", start, o)
		}
		if o.Known.IsZero() {
			open++
			if o.Success {
				t.Errorf("not known, but told: %+v", o)
			}
		}
	}
	if open == 0 || len(p.desk.log) < 100 || len(p.desk.log) >= len(s.replay.all) {
		t.Errorf("%d of %d outcomes, %d of them open", len(p.desk.log), len(s.replay.all), open)
	}
	// What came of the measured days changes the truth, never what is told.
	changed := past
	changed.Outcomes = nil
	for _, o := range past.Outcomes {
		if o.At.Sub(epoch).Hours() >= p.desk.start {
			o.Success = !o.Success
		}
		changed.Outcomes = append(changed.Outcomes, o)
	}
	other, err := Replay(t.Context(), changed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.replay.known, other.replay.known); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(s.replay.fitted.logit, other.replay.fitted.logit) {
		t.Error("the measured days have no say in the truth")
	}
}

func TestReplayRefusesTooLittle(t *testing.T) {
	past, _ := kept(t, keptOffice, 8)
	few, alone, short := past, past, past
	few.Outcomes = few.Outcomes[:150]
	alone.Outcomes = nil
	for _, o := range past.Outcomes {
		o.Agent = "a01"
		alone.Outcomes = append(alone.Outcomes, o)
	}
	short.Arrivals = nil
	for _, a := range past.Arrivals {
		if a.At.Before(epoch.Add(5 * 24 * time.Hour)) {
			short.Arrivals = append(short.Arrivals, a)
		}
	}
	for name, tc := range map[string]struct {
		past Past
		want []string
	}{
		"nothing":  {Past{}, []string{"0 outcomes", "200 are needed", "0 agents have outcomes: 2 are needed", "within 0.0 days: 7 are needed"}},
		"outcomes": {few, []string{"outcomes whose result is known: 200 are needed"}},
		"alone":    {alone, []string{"1 agents have outcomes: 2 are needed"}},
		"short":    {short, []string{"days: 7 are needed"}},
	} {
		_, err := Replay(t.Context(), tc.past)
		if err == nil {
			t.Errorf("%s was replayed", name)
			continue
		}
		for _, part := range tc.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q is missing in %v", name, part, err)
			}
		}
	}
}

func TestUsualShift(t *testing.T) {
	for name, tc := range map[string]struct {
		days     []int
		from, to int
		want     [][2]float64
	}{
		"office":        {[]int{0, 1, 2, 3, 4}, 9, 17, [][2]float64{{9, 17}, {33, 41}, {57, 65}, {81, 89}, {105, 113}}},
		"two days":      {[]int{1, 5}, 8, 12, [][2]float64{{32, 36}, {128, 132}}},
		"nights":        {[]int{0, 6}, 22, 30, [][2]float64{{0, 6}, {22, 30}, {166, 168}}},
		"every instant": {[]int{0, 1, 2, 3, 4, 5, 6}, 0, 24, [][2]float64{{0, 168}}},
	} {
		var begun []float64
		for w := range 4 {
			for _, day := range tc.days {
				for h := tc.from; h < tc.to; h++ {
					begun = append(begun, float64(w)*week+24*float64(day)+float64(h)+.3)
				}
			}
		}
		got := usualShift(begun)
		if diff := cmp.Diff(tc.want, got.spans); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What makes no sense is left out or neutral, and no figure is spoilt by it.
func TestReplayOfABadPast(t *testing.T) {
	past, _ := kept(t, keptOffice, 9)
	nan := math.NaN()
	for i := range past.Outcomes {
		o := &past.Outcomes[i]
		switch i % 9 {
		case 0:
			o.Signals = []float64{nan, math.Inf(1)}
		case 1:
			o.Hours = nan
		case 2:
			o.Category, o.Priority, o.Language = "", "huge", ""
		case 3:
			o.Tenure = -time.Hour
		}
	}
	for i := range past.Arrivals {
		a := &past.Arrivals[i]
		switch i % 7 {
		case 0:
			a.Chances = []routing.Chance{{Label: "c1", P: nan}, {Label: "c2", P: -1}, {Label: "c3", P: 3}}
		case 1:
			a.Chances = []routing.Chance{{Label: "never seen", P: .3}}
		case 2:
			a.Signals, a.Category, a.Language, a.Priority = nil, "", "", ""
		case 3:
			a.Signals = []float64{nan}
		case 4:
			a.Language = "tlh"
		}
	}
	old := past.Arrivals[0]
	old.ID, old.At = "old", old.At.AddDate(-20, 0, 0)
	past.Arrivals = append(past.Arrivals, old, Arrival{}, past.Arrivals[3])
	past.Outcomes = append(past.Outcomes, learn.Outcome{}, learn.Outcome{Ticket: "old", Agent: "gone", At: old.At, Known: old.At})
	past.Agents[0].Shift = [][2]float64{{-30, 500}, {3, 3}, {math.NaN(), 5}, {5, math.Inf(1)}}
	past.Agents[1].Slots = -4
	past.Agents[2].Languages = nil
	past.Agents = append(past.Agents[:4:4], Colleague{ID: "idle", Slots: 3})
	past.Targets = ByPriority{Urgent: nan, High: -3, Normal: math.Inf(1), Low: 6}
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	if s.History.Days > 400 || s.Tickets.Targets != (ByPriority{.5, 2, 4, 6}) || len(s.replay.staff) != 6 {
		t.Errorf("%d days, %+v, %d agents", s.History.Days, s.Tickets.Targets, len(s.replay.staff))
	}
	results, err := Simulate(t.Context(), []Scenario{s}, Options{Policies: policy.Names(), Seeds: Seeds(1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if m := &results[i].Mean; !(m.G > .1) || !(m.Occupancy > 0) || math.IsInf(m.Occupancy, 0) || !(m.Bound > m.G-.05) || !(m.FirstMedian >= 0) {
			t.Errorf("%s: %+v", results[i].Policy, m)
		}
	}
}

// A history of which nobody knows how long anything took, nor who speaks what is
// asked, says so.
func TestReplaySaysWhatIsMissing(t *testing.T) {
	past, _ := kept(t, keptOffice, 10)
	for i := range past.Outcomes {
		past.Outcomes[i].Hours, past.Outcomes[i].Done = 0, false
	}
	for i := range past.Arrivals {
		past.Arrivals[i].Chances = nil
	}
	past.Arrivals[len(past.Arrivals)-1].Language = "tlh"
	for i := range past.Agents {
		past.Agents[i].Shift = nil
	}
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"No working times were kept", "No agent speaks tlh", "shifts of 6 agents", "triage said was kept of 0 tickets"} {
		if !strings.Contains(s.About, part) {
			t.Errorf("%q is missing: %s", part, s.About)
		}
	}
}
