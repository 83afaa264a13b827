package sim

import (
	"cmp"
	"math"
	"slices"

	"switchyard/routing"
)

// together is how much of what the fit leaves open about an agent is taken to
// hold in all categories alike. The fit tells how much in all.
const together = .5

// truth draws a truth: agents from what the fit leaves open, and the luck of
// every answer. The tickets are those that came.
func (p *replay) truth(s *Scenario, seed uint64) *truth {
	w := &truth{scenario: s, seed: seed, start: 24 * float64(p.first), drift: math.Inf(1), names: p.names, languages: p.languages,
		ease: make([]float64, len(p.names)), work: slices.Repeat([]float64{1}, len(p.names)),
		index: make(map[string]int, len(p.arrivals)), person: map[string]int{}, category: p.place}
	w.end = w.start + 24*float64(p.days)
	w.last = w.end + settle
	var open [][2]float64
	for i := range p.staff {
		c := &p.staff[i]
		r := draws(seed, streamPeople, uint64(i)+1)
		one := person{id: c.ID, shift: &c.shift, slots: c.Slots, joined: c.joined, languages: c.Languages, declared: c.Skills, pace: p.fitted.pace[i]}
		if c.joined < w.start {
			one.joined = min(c.joined, 0) // of the measured days they are no newcomer
		}
		general := math.Sqrt(together) * r.NormFloat64()
		skill := make([]float64, len(p.names))
		for k := range skill {
			skill[k] = p.fitted.logit[i][k] + p.fitted.spread[i][k]*(general+math.Sqrt(1-together)*r.NormFloat64())
		}
		one.skill = [2][]float64{skill, skill}
		w.people = append(w.people, one)
		w.person[one.id] = i
		open = append(open, c.shift.spans...)
	}
	w.business = newHours(open)
	for i := range p.arrivals {
		w.index[p.arrivals[i].ID] = i
		w.tickets = append(w.tickets, p.ticket(w, i))
	}
	return w
}

// ticket is an arrival with all the luck it will have.
func (p *replay) ticket(w *truth, i int) ticket {
	a := &p.arrivals[i]
	r := draws(w.seed, streamTicket, uint64(i))
	t := ticket{id: a.ID, at: p.hour(a.At), category: w.category[a.Category], language: tag(a.Language), priority: slices.Index(priorities[:], a.Priority),
		difficulty: p.fitted.hardness[i], signals: a.Signals, patience: forever, chances: p.told(a)}
	if t.priority < 0 {
		t.priority = slices.Index(priorities[:], routing.Normal)
	}
	for k := range t.touch {
		t.touch[k] = luck{r.Float64(), r.NormFloat64(), r.Float64(), r.NormFloat64(), r.Float64()}
	}
	return t
}

// told is what the desk was told of a ticket's category, most likely first, to
// sum to 1.
func (p *replay) told(a *Arrival) []routing.Chance {
	chance, sum := make([]float64, len(p.names)), 0.
	for _, c := range a.Chances {
		if c.P > 0 && c.P <= 1 {
			chance[p.place[c.Label]] += c.P
			sum += c.P
		}
	}
	if sum == 0 {
		return []routing.Chance{{Label: a.Category, P: 1}}
	}
	others := 0.
	for k, n := range p.mix {
		if chance[k] == 0 {
			others += n
		}
	}
	if rest := 1 - sum; rest > 1e-6 && others > 0 {
		for k, n := range p.mix {
			if chance[k] == 0 {
				chance[k] = rest * n / others
			}
		}
	}
	var list []routing.Chance
	for k, v := range normalised(chance) {
		if v > 0 {
			list = append(list, routing.Chance{Label: p.names[k], P: v})
		}
	}
	slices.SortStableFunc(list, func(a, b routing.Chance) int { return cmp.Compare(b.P, a.P) })
	return list
}

// past gives the desk as it is when the measured days begin: nobody works on
// anything, and the log is what was known then.
func (p *replay) past(d *desk) {
	d.log = p.known
	for i := range p.known {
		o := &p.known[i]
		if j, ok := d.person[o.Agent]; ok {
			d.turn[j] = max(d.turn[j], o.At.Sub(epoch).Hours())
		}
	}
}
