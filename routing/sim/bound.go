package sim

import (
	"math"

	"switchyard/routing"
)

// bound is what G no policy can exceed but by luck: the fluid problem of the
// measured days with the truth. Tickets are shared out as if they could be cut,
// each first answer with its true chance and working time, agents work no more than
// their shifts and one last answer in each slot of every shift, and nobody ever
// waits. Answers after the first need no time in it, so it is generous.
func (d *desk) bound() float64 {
	var demand []routing.Demand
	luck := math.Exp(d.scenario.Handling.Noise * d.scenario.Handling.Noise / 2)
	tickets := 0.
	for i := range d.tickets {
		t := &d.tickets[i]
		if t.at < d.start || t.at >= d.end {
			continue
		}
		tickets++
		prospects := make([]routing.Prospect, len(d.people))
		drifted := t.at >= d.drift
		for j := range d.people {
			p := &d.people[j]
			if p.languages[t.language] > 0 {
				prospects[j] = routing.Prospect{
					Success: d.chance(p, t.category, t.difficulty, t.language, false, drifted),
					Hours:   luck * d.handling(p, t.category, t.difficulty, drifted),
				}
			}
		}
		demand = append(demand, routing.Demand{Count: 1, Prospects: prospects})
	}
	if tickets == 0 {
		return math.NaN()
	}
	capacity := make([]float64, len(d.people))
	copy(capacity, d.meter.room)
	return routing.Bound(demand, capacity, routing.Prices(demand, capacity)) / tickets
}
