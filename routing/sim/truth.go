package sim

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"switchyard/routing"
)

// truth is everything about one scenario and seed that does not hang on who
// answers what. It does not change once made and is shared by all policies.
type truth struct {
	scenario  *Scenario
	seed      uint64
	people    []person
	names     []string  // of categories, the one of a drift last
	ease      []float64 // log-odds of a category
	work      []float64 // its median hours in a slot for an average agent who answers one ticket at a time
	languages []string
	spoken    []float64    // shares of languages
	mix       [2][]float64 // shares of categories, before and after a drift
	posterior [2][][]routing.Chance
	business  hours
	start     float64 // when what is measured begins
	end       float64 // and ends
	last      float64 // when the simulation ends
	drift     float64 // infinite for none
	tickets   []ticket
	index     map[string]int // of tickets by id
	person    map[string]int
	category  map[string]int
}

// settle is how long the desk goes on after the days that are measured, so that
// their last tickets meet the same desk as the others.
const settle = 72.

func phase(drifted bool) int {
	if drifted {
		return 1
	}
	return 0
}

func root(x float64) float64 { return math.Sqrt(max(0, x)) }

// newTruth draws everything. The scenario must have been checked.
func newTruth(s *Scenario, seed uint64) *truth {
	if s.replay != nil {
		return s.replay.truth(s, seed)
	}
	w := &truth{scenario: s, seed: seed, start: 24 * float64(s.History.Days), drift: math.Inf(1)}
	w.end = w.start + 24*float64(s.Days)
	w.last = w.end + settle
	if s.Drift.Day > 0 {
		w.drift = w.start + 24*float64(s.Drift.Day)
	}
	w.nameCategories()
	r := draws(seed, streamCategories, 0)
	for range w.names {
		w.ease = append(w.ease, s.Outcome.Category*r.NormFloat64())
		w.work = append(w.work, s.Handling.Hours*math.Exp(s.Handling.Category*r.NormFloat64()))
	}
	for _, name := range sortedKeys(s.Tickets.Languages) {
		w.languages = append(w.languages, name)
		w.spoken = append(w.spoken, s.Tickets.Languages[name])
	}
	w.category = map[string]int{}
	for c, name := range w.names {
		w.category[name] = c
	}
	w.people = people(s, seed, w.names)
	w.person = map[string]int{}
	var open [][2]float64
	for i := range w.people {
		w.person[w.people[i].id] = i
		open = append(open, w.people[i].shift.spans...)
	}
	w.business = newHours(open)
	for i := range w.posterior {
		w.posterior[i] = s.Triage.posteriors(w.names[:w.kinds(i == 1)], w.mix[i])
	}
	w.arrive()
	w.index = make(map[string]int, len(w.tickets))
	for i := range w.tickets {
		w.index[w.tickets[i].id] = i
	}
	return w
}

// nameCategories sets names and mix.
func (w *truth) nameCategories() {
	s := w.scenario
	var shares []float64
	if len(s.Tickets.Mix) > 0 {
		w.names = sortedKeys(s.Tickets.Mix)
		for _, name := range w.names {
			shares = append(shares, s.Tickets.Mix[name])
		}
	} else {
		for k := 1; k <= s.Tickets.Categories; k++ {
			w.names = append(w.names, fmt.Sprintf("c%d", k))
			shares = append(shares, math.Pow(float64(k), -s.Tickets.Zipf))
		}
	}
	before := normalised(shares)
	after := slices.Clone(before)
	for i := range after {
		after[i] *= 1 - s.Drift.Category
	}
	fresh := "new"
	for slices.Contains(w.names, fresh) {
		fresh += "_"
	}
	w.names = append(w.names, fresh)
	w.mix = [2][]float64{append(before, 0), append(after, s.Drift.Category)}
}

// kinds is how many categories there are, before or after the drift.
func (w *truth) kinds(drifted bool) int {
	if drifted && w.scenario.Drift.Category > 0 {
		return len(w.names)
	}
	return len(w.names) - 1
}

// posteriors gives for each predicted category the probabilities of the true
// one, by Bayes: what a calibrated classifier says. Most likely first; without
// those that cannot be.
func (t *Triage) posteriors(names []string, mix []float64) [][]routing.Chance {
	out := make([][]routing.Chance, len(names))
	for predicted := range names {
		var list []routing.Chance
		sum := 0.
		for c, name := range names {
			if p := mix[c] * t.confusion(c, predicted, len(names)); p > 0 {
				list = append(list, routing.Chance{Label: name, P: p})
				sum += p
			}
		}
		for c := range list {
			list[c].P /= sum
		}
		slices.SortStableFunc(list, func(a, b routing.Chance) int { return cmp.Compare(b.P, a.P) })
		out[predicted] = list
	}
	return out
}

// chance is the probability that an answer holds.
func (w *truth) chance(p *person, category int, difficulty float64, language string, late, drifted bool) float64 {
	o := &w.scenario.Outcome
	x := o.Base + w.ease[category] + p.skill[phase(drifted)][category] - difficulty + o.foreign(p.languages[language])
	if late {
		x -= o.Late
	}
	return sigmoid(x)
}

// handling is the median working time of an answer in a slot.
func (w *truth) handling(p *person, category int, difficulty float64, drifted bool) float64 {
	h := &w.scenario.Handling
	if p.pace != nil {
		return math.Exp(p.pace[category])
	}
	return w.work[category] * math.Exp(-p.speed-h.Skill*p.skill[phase(drifted)][category]+h.Difficulty*difficulty) * w.together(p.slots)
}

// together is how much longer a ticket takes among as many as there are slots.
func (w *truth) together(slots int) float64 {
	if slots <= 1 {
		return 1
	}
	return float64(slots) * w.scenario.Handling.Together
}
