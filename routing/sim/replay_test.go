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
	past, real := kept(t, keptOffice+"outcome: {reopen: 1}\ntickets: {difficulty: 0}\n", 5)
	s, err := Replay(t.Context(), past)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{fmt.Sprintf("the %d tickets of its last 21 days", len(s.replay.arrivals)), "6 agents", "fitted to", "not known", "reference policies know the fitted agents"} {
		if !strings.Contains(s.About, part) {
			t.Errorf("%q is missing: %s", part, s.About)
		}
	}
	if s.Days != 21 || s.History.Days != 21 || s.Load < .4 || s.Load > 1.2 {
		t.Errorf("%d days after %d at a load of %v", s.Days, s.History.Days, s.Load)
	}
	// The fitted chances go with the real ones, and the real ones lie where the fit
	// says that they may.
	f := &s.replay.fitted
	var x, y []float64
	within, n := 0, 0
	for i := range s.replay.staff {
		q := &real.people[real.person[s.replay.staff[i].ID]]
		for c, name := range s.replay.names {
			k := real.category[name]
			is := logit(real.chance(q, k, 0, "en", false, false))
			x, y = append(x, f.logit[i][c]), append(y, is)
			if math.Abs(is-f.logit[i][c]) < 2*f.spread[i][c] {
				within++
			}
			n++
			if hours := real.handling(q, k, 0, false); math.Abs(f.pace[i][c]-math.Log(hours)) > .4 {
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
	o := Options{Policies: []string{routing.RoundRobin, routing.Learned, policy.Informed, policy.Clairvoyant}, Seeds: Seeds(1, 3), References: true}
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
	if one[0].Runs[0].G == one[0].Runs[1].G && one[0].Runs[1].G == one[0].Runs[2].G {
		t.Error("all seeds are alike")
	}
	o.Jobs = 3
	again, err := Replay(t.Context(), shuffled(past))
	if err != nil {
		t.Fatal(err)
	}
	same, err := Simulate(t.Context(), []Scenario{again}, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, same, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("the same history in another order, with three jobs: %s", diff)
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
