package report

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

func TestEveryPolicyHasALookOfItsOwn(t *testing.T) {
	seen := map[any]string{}
	for _, name := range policy.Names() {
		l := lookOf(name)
		if l.Words == "" || l.Name != name {
			t.Errorf("%s has no words", name)
		}
		for _, trait := range []any{l.tone, l.mark, l.Words} {
			if other := seen[trait]; other != "" {
				t.Errorf("%s and %s look alike: %v", name, other, trait)
			}
			seen[trait] = name
		}
	}
	if l := lookOf("one of tomorrow"); l.Name != "one of tomorrow" || l.width == 0 {
		t.Errorf("%+v", l)
	}
}

func TestTicksAreFewAndWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e6, 1e6).Draw(t, "low")
		high := low + rapid.Float64Range(1e-3, 1e6).Draw(t, "span")
		ticks := even(low, high)
		if len(ticks) < 2 || len(ticks) > 7 {
			t.Fatalf("%d ticks from %v to %v", len(ticks), low, high)
		}
		for i, tick := range ticks {
			slack := 1e-6 * (high - low)
			if tick.Value < low-slack || tick.Value > high+slack || i > 0 && tick.Value <= ticks[i-1].Value || tick.Label == "-0" {
				t.Fatalf("tick %v of %v to %v", tick, low, high)
			}
		}
	})
}

func TestProfileIsSortedAndKeepsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200).Draw(t, "agents")
		r := sim.Result{Runs: make([]sim.Run, rapid.IntRange(1, 3).Draw(t, "seeds"))}
		sum := 0.
		for k := range r.Runs {
			for range n {
				busy := rapid.Float64Range(0, 9).Draw(t, "busy")
				r.Runs[k].Agents = append(r.Runs[k].Agents, sim.Share{Busy: busy, Room: 8})
				sum += busy / 8 / float64(n*len(r.Runs))
			}
			r.Runs[k].Agents = append(r.Runs[k].Agents, sim.Share{Busy: 1}) // never on shift
		}
		bars := profile(&r)
		if len(bars) != min(n, maxBars) {
			t.Fatalf("%d bars of %d agents", len(bars), n)
		}
		for i := 1; i < len(bars); i++ {
			if bars[i] > bars[i-1]+1e-12 {
				t.Fatalf("bar %d is higher than the one before: %v", i, bars)
			}
		}
		if n <= maxBars && math.Abs(mean(bars)-sum) > 1e-9 {
			t.Fatalf("the bars have the mean %v, agents %v", mean(bars), sum)
		}
	})
}

func TestDaysAreTakenTogetherOverSeeds(t *testing.T) {
	day := func(tickets, good int, queue float64, longest int) sim.Day {
		return sim.Day{Tickets: tickets, Good: good, Queue: queue, Longest: longest}
	}
	r := sim.Result{Runs: []sim.Run{
		{Days: []sim.Day{day(10, 5, 1, 3), {}, {}, {}, {}, {}, {}, day(4, 4, 2, 9)}},
		{Days: []sim.Day{day(30, 25, 3, 4), {}, {}, {}, {}, {}, {}, {}}},
	}}
	if d := daily(&r); len(d) != 8 || d[0].G() != .75 || d[0].Queue() != 2 || d[0].Longest() != 4 || !math.IsNaN(d[1].G()) {
		t.Errorf("days %+v", d)
	}
	if w := weekly(&r); len(w) != 2 || w[0].G() != .75 || w[0].Queue() != 4./14 || w[1].G() != 1 || w[1].Queue() != 1 || w[1].Longest() != 9 {
		t.Errorf("weeks %+v", w)
	}
}

func TestFiguresAreRounded(t *testing.T) {
	for got, want := range map[string]string{
		string(percent(.12345)):   `<data value="0.12345">12.3` + "\u202f" + `%</data>`,
		string(percent(-.0001)):   `<data value="-0.0001">0.0` + "\u202f" + `%</data>`,
		string(whole(1.1151)):     `<data value="1.1151">112` + "\u202f" + `%</data>`,
		string(points(.12)):       `<data value="0.12">+12.0</data>`,
		string(points(-.12)):      `<data value="-0.12">-12.0</data>`,
		string(three(math.NaN())): `<span title="not defined">–</span>`,
		string(one(math.Inf(1))):  `<span title="not defined">–</span>`,
		string(between(sim.Interval{Low: .1, High: .25}, 100, 1)):     `<small><data value="0.1">10.0</data> to <data value="0.25">25.0</data></small>`,
		string(between(sim.Interval{Low: math.NaN(), High: 1}, 1, 1)): "",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A value beyond an edge stays within the diagram.
func TestDotsBeyondTheEdge(t *testing.T) {
	axis := scale{label: "gap", percent: true, least: edge, most: 1.5, marks: []float64{0, 1}}
	svg, err := axis.dots([]dot{{looks[0], -40, -60, -20}, {looks[1], 99, 2, 200}, {looks[2], .5, .4, .6}, {looks[3], math.NaN(), 0, 1}, {looks[4], math.Inf(-1), 0, 1}}, "gaps")
	if err != nil || !strings.Contains(string(svg), "-50 %") || strings.Contains(string(svg), "-100 %") || strings.Contains(string(svg), "NaN") {
		t.Errorf("%v: %s", err, svg)
	}
	if svg, err := axis.dots(nil, "none"); err != nil || !strings.Contains(string(svg), "<svg") {
		t.Errorf("no rows: %v", err)
	}
	if svg, err := free("G", true).dots([]dot{{looks[0], math.NaN(), 0, 0}}, "nothing"); err != nil || strings.Contains(string(svg), "NaN") {
		t.Errorf("%v: %s", err, svg)
	}
}
