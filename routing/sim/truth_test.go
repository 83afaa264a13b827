package sim

import (
	"math"
	"slices"
	"testing"

	"switchyard/routing"
)

// small is a desk that is quick to simulate.
func small(t testing.TB, more string) *Scenario {
	t.Helper()
	s, err := Parse("small.yaml", []byte("history: {days: 14}\ndays: 7\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// Among tickets with one predicted category, each true one is as frequent as
// its probability says.
func TestPosteriorIsExact(t *testing.T) {
	for name, text := range map[string]string{
		"neighbours": "triage: {accuracy: .7, confused: 3}\ntickets: {categories: 5}\nagents: {declared: 2}",
		"the next":   "triage: {accuracy: .7}\ntickets: {categories: 5}\nagents: {declared: 2}",
		"all others": "triage: {accuracy: .6, confused: 0}\ntickets: {categories: 4}\nagents: {declared: 2}",
		"two":        "triage: {accuracy: .6}\ntickets: {categories: 2}\nagents: {declared: 2}",
		"one":        "tickets: {categories: 1}\nagents: {declared: 1}",
	} {
		t.Run(name, func(t *testing.T) { exact(t, newTruth(small(t, text), 1)) })
	}
}

func exact(t *testing.T, w *truth) {
	counts := map[[2]int]float64{}
	all := map[int]float64{}
	const n = 30_000
	for i := range n {
		x := w.newTicket(i, 1, -1)
		counts[[2]int{x.predicted, x.category}]++
		all[x.predicted]++
	}
	for predicted, list := range w.posterior[0] {
		sum := 0.
		for truly := range w.names {
			if !slices.ContainsFunc(list, func(c routing.Chance) bool { return c.Label == w.names[truly] }) && counts[[2]int{predicted, truly}] > 0 {
				t.Errorf("predicted %s, truly %s: the desk is told that cannot be", w.names[predicted], w.names[truly])
			}
		}
		for _, c := range list {
			sum += c.P
			got := counts[[2]int{predicted, w.category[c.Label]}] / all[predicted]
			if bound := 4 * math.Sqrt(c.P*(1-c.P)/all[predicted]); math.Abs(got-c.P) > bound {
				t.Errorf("predicted %s, truly %s: %.4f of the tickets, but the desk is told %.4f", w.names[predicted], c.Label, got, c.P)
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("%v sums to %v", list, sum)
		}
	}
}

func TestSignalIsAsCorrelatedAsAsked(t *testing.T) {
	s := small(t, "triage: {correlation: .35}")
	w := newTruth(s, 3)
	var xx, yy, xy float64
	const n = 40_000
	for i := range n {
		x := w.newTicket(i, 1, -1)
		d := (x.difficulty - s.Tickets.Harder.list()[x.priority]) / s.Tickets.Difficulty
		xx, yy, xy = xx+d*d, yy+x.signal*x.signal, xy+d*x.signal
	}
	if r := xy / math.Sqrt(xx*yy); math.Abs(r-.35) > .02 || math.Abs(yy/n-1) > .03 {
		t.Errorf("correlation %.3f, variance of the signal %.3f", r, yy/n)
	}
}

// The work that comes is the load asked for.
func TestArrivalsMakeTheLoad(t *testing.T) {
	s := small(t, "load: .6")
	s.History.Days, s.Days = 0, 364
	w := newTruth(s, 2)
	work, room := 0., 0.
	for j := range w.people {
		p := &w.people[j]
		room += p.shift.past(w.end)
		each := 0.
		for i := range w.tickets {
			x := &w.tickets[i]
			if x.at < w.end {
				each += w.handling(p, x.category, x.difficulty, false) / w.together(p.slots) * math.Exp(s.Handling.Noise*x.touch[0].handle)
			}
		}
		work += each / float64(len(w.people))
	}
	if got := work / room; math.Abs(got-.6) > .01 {
		t.Errorf("load %.4f, asked for .6", got)
	}
}

func TestNewcomersDriftAndBurstsAreAsAsked(t *testing.T) {
	s := small(t, "agents: {newcomers: 6}\ndrift: {day: 3, agents: .35, category: .3}\nbursts: {count: 3, size: 50}")
	w := newTruth(s, 4)
	late, changed, fresh, early := 0, 0, 0, 0
	for i := range w.people {
		p := &w.people[i]
		if p.joined > 0 {
			late++
		}
		if p.skill[0][0] != p.skill[1][0] {
			changed++
		}
	}
	for i := range w.tickets {
		if x := &w.tickets[i]; x.category == len(w.names)-1 {
			fresh++
			if x.at < w.drift {
				early++
			}
		}
	}
	if late != 6 || changed != 6 || fresh == 0 || early != 0 {
		t.Errorf("%d newcomers, %d changed, %d tickets of the new category, %d of them before the drift", late, changed, fresh, early)
	}
	s.Bursts.Count = 0
	if extra := len(w.tickets) - len(newTruth(s, 4).tickets); extra < 100 || extra > 200 {
		t.Errorf("3 bursts of 50 make %d tickets", extra)
	}
}

func TestLanguagesAreHandedOutInShares(t *testing.T) {
	s, err := Find("S7")
	if err != nil {
		t.Fatal(err)
	}
	w := newTruth(&s[0], 9)
	native := map[string]int{}
	for i := range w.people {
		for language, level := range w.people[i].languages {
			if level == 5 {
				native[language]++
			}
		}
	}
	if native["en"] != 9 || native["de"] != 6 || native["fr"]+native["es"] != 9 {
		t.Errorf("%v", native)
	}
	if w.business.total != 5*24 {
		t.Errorf("%v business hours a week", w.business.total)
	}
}
