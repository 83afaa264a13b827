package sim

import (
	"cmp"
	"math"
	"slices"
)

// Measures are the figures of a policy. Shares are fractions of the tickets
// that came on the measured days, times business hours; what the tickets leave
// undefined is NaN.
type Measures struct {
	G           float64 // first answer held, and came before its target and before the requester left
	FCR         float64 // of the tickets answered, those whose first answer held
	Breach      float64 // the target passed without a first answer
	Abandoned   float64
	FirstMedian float64 // until the first answer, of the tickets answered
	FirstP90    float64
	Resolution  float64 // until the last answer, of the tickets answered and over, mean
	Touches     float64 // answers to each ticket answered
	Occupancy   float64 // hours of slots in use, overtime too, for each on shift
	Spread      float64 // largest occupancy of an agent, in means
	Gini        float64 // of occupancy over agents
	Newcomers   float64 // share of work that newcomers did
	Room        float64 // their share of the hours on shift
	Drifted     float64 // G of the tickets after the drift
	Early       float64 // G of the first two weeks
	Bound       float64 // of G, by the fluid problem, whatever the policy
	Daily       float64 // tickets a day
}

// Run is one simulation: a scenario, a policy, a seed.
type Run struct {
	Measures
	Tickets int
	Ends    Ends
	// Days has one entry for each measured day.
	Days []Day
	// Agents has one entry for each agent.
	Agents []Share
	// Queue is the mean number of waiting tickets by hour of the week.
	Queue Week
	// Promises has one entry for each priority.
	Promises []Promise
}

// Ends counts how the tickets of the measured days ended. Each ended once.
type Ends struct{ Solved, Abandoned, Silent, Open int }

// Day is one measured day of a run.
type Day struct {
	Tickets, Good int     // that came, and that count for G
	Queue         float64 // mean length
	Longest       int
}

// Share is what one agent did on the measured days.
type Share struct {
	ID         string
	Newcomer   bool
	Busy, Room float64 // hours of slots
}

// measure reads off what a desk did.
func (d *desk) measure() Run {
	var r Run
	days := int((d.end - d.start) / 24)
	r.Days = make([]Day, days)
	for i := range r.Days {
		k := int(d.start/24) + i
		r.Days[i].Queue, r.Days[i].Longest = d.meter.queued[k], d.meter.peak[k]
	}
	var firsts []float64
	var late, good, held, answered, touches, over, drifted, driftedGood, early, earlyGood int
	resolution := 0.
	for i := range d.tickets {
		t, f := &d.tickets[i], &d.fates[i]
		if t.at < d.start || t.at >= d.end {
			continue
		}
		r.Tickets++
		day := &r.Days[int((t.at-d.start)/24)]
		day.Tickets++
		target := d.scenario.Tickets.Targets.list()[t.priority]
		switch f.end {
		case solved:
			r.Ends.Solved++
		case abandoned:
			r.Ends.Abandoned++
		case silent:
			r.Ends.Silent++
		case open:
			r.Ends.Open++
		}
		inTime := d.firstWait(t, f) <= target
		if !inTime {
			late++
		}
		fine := inTime && f.touches > 0 && f.held
		if f.touches > 0 {
			answered++
			touches += f.touches
			firsts = append(firsts, f.waited)
			if f.held {
				held++
			}
			if f.end != open {
				over++
				resolution += d.business.past(f.over) - d.business.past(t.at)
			}
		}
		if t.drifted {
			drifted++
		}
		first := t.at < d.start+14*24
		if first {
			early++
		}
		if fine {
			good++
			day.Good++
			if t.drifted {
				driftedGood++
			}
			if first {
				earlyGood++
			}
		}
	}
	slices.Sort(firsts)
	r.Measures = Measures{
		G: ratio(good, r.Tickets), FCR: ratio(held, answered), Breach: ratio(late, r.Tickets), Abandoned: ratio(r.Ends.Abandoned, r.Tickets),
		FirstMedian: quantile(firsts, .5), FirstP90: quantile(firsts, .9), Resolution: resolution / nonzero(over),
		Touches: ratio(touches, answered), Drifted: ratio(driftedGood, drifted), Early: ratio(earlyGood, early),
		Daily: ratio(r.Tickets, days),
	}
	d.shares(&r)
	r.Queue, r.Promises = d.meter.waited.mean(d.start, d.end), d.promises()
	return r
}

// firstWait is how long a ticket waited for its first answer, in business hours;
// until the requester left, or until now, where there was none.
func (d *desk) firstWait(t *ticket, f *fate) float64 {
	switch {
	case f.touches > 0:
		return f.waited
	case f.end == abandoned:
		return d.business.past(f.over) - d.business.past(t.at)
	}
	return d.business.past(d.now) - d.business.past(t.at)
}

// shares measures how the work was shared out.
func (d *desk) shares(r *Run) {
	var busy, room, newBusy, newRoom, top float64
	occupancy := make([]float64, 0, len(d.people))
	for i := range d.people {
		s := Share{d.people[i].id, d.people[i].joined > 0 && d.people[i].joined >= d.start, d.meter.busy[i], d.meter.room[i]}
		r.Agents = append(r.Agents, s)
		busy, room = busy+s.Busy, room+s.Room
		if s.Newcomer {
			newBusy, newRoom = newBusy+s.Busy, newRoom+s.Room
		}
		if s.Room > 0 {
			occupancy = append(occupancy, s.Busy/s.Room)
			top = max(top, s.Busy/s.Room)
		}
	}
	r.Occupancy, r.Spread, r.Gini = busy/room, top/(busy/room), gini(occupancy)
	r.Newcomers, r.Room = math.NaN(), math.NaN()
	if newRoom > 0 {
		r.Newcomers, r.Room = newBusy/busy, newRoom/room
	}
}

// gini is the Gini coefficient: 0 when all are equal, towards 1 when one has
// everything.
func gini(values []float64) float64 {
	v := slices.Clone(values)
	slices.SortFunc(v, cmp.Compare[float64])
	sum, weighted := 0., 0.
	for i, x := range v {
		sum += x
		weighted += float64(i+1) * x
	}
	n := float64(len(v))
	return 2*weighted/(n*sum) - (n+1)/n
}

// quantile of sorted values, by the nearest rank.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func ratio(a, b int) float64 { return float64(a) / nonzero(b) }

// nonzero is n, or NaN for 0.
func nonzero(n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(n)
}
