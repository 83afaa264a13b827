package sim

import (
	"container/heap"
	"maps"
	"math"
	"slices"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// channel of all tickets: the simulator has one.
const channel = "email"

// end says how a ticket ended.
type end uint8

const (
	open      end = iota // still waiting or worked on when the simulation ended
	solved               // an answer held
	abandoned            // the requester left before the first answer
	silent               // no answer held, and the requester never came back
)

// fate is what became of a ticket.
type fate struct {
	end      end
	touches  int
	answered float64 // when the first agent got it, 0 for never
	waited   float64 // business hours until then
	first    int     // who that was
	held     bool    // the first answer held
	over     float64 // when it ended
}

// waiting is a ticket that waits.
type waiting struct {
	ticket  int
	touch   int
	since   float64
	began   float64 // business hours that had passed then
	request routing.Request
}

// desk is the state of a simulation. Everything in it that changes is a value,
// so that clone gives several policies the same past.
type desk struct {
	*truth
	now      float64
	agenda   agenda
	foreseen int
	arrived  int // tickets that have come
	queue    []waiting
	holds    []int     // tickets each agent works on
	turn     []float64 // when each last got one
	fates    []fate
	failed   map[int][]string // who answered a ticket in vain
	worked   []float64        // hours of slots begun, in a ring of days by agent
	sweeping bool             // a sweep is foreseen
	rounds   uint64
	answers  []answer
	log      []learn.Outcome // told so far, while logging
	logging  bool
	meter    meter
}

// newDesk is the desk at time 0, with nothing done.
func newDesk(w *truth) *desk {
	n := len(w.people)
	d := &desk{truth: w, holds: make([]int, n), turn: make([]float64, n), fates: make([]fate, len(w.tickets)),
		failed: map[int][]string{}, worked: make([]float64, n*ring), meter: newMeter(w)}
	for i := range d.turn {
		d.turn[i] = -1
	}
	for day := 0.; day < w.last; day += 24 {
		d.foresee(event{at: day, kind: morning})
	}
	seen := map[float64]bool{}
	for i := range w.people {
		for t := w.people[i].shift.next(-1); t < w.last; t = w.people[i].shift.next(t) {
			if !seen[t] {
				seen[t] = true
				d.foresee(event{at: t, kind: opens})
			}
		}
	}
	if len(w.tickets) > 0 {
		d.foresee(event{at: w.tickets[0].at, kind: comes})
	}
	return d
}

// clone gives a desk with the same past and a future of its own.
func (d *desk) clone() *desk {
	c := *d
	c.agenda, c.queue, c.holds, c.turn = slices.Clone(d.agenda), slices.Clone(d.queue), slices.Clone(d.holds), slices.Clone(d.turn)
	c.fates, c.failed, c.worked, c.answers = slices.Clone(d.fates), maps.Clone(d.failed), slices.Clone(d.worked), slices.Clone(d.answers)
	c.log, c.logging = nil, false
	c.meter = d.meter.clone()
	return &c
}

// settled gives the desk as the measured days find it: a clone whose agents have
// learnt and work on as they did, but with no queue, and nothing of the past
// that comes back. What a history has left waiting would weigh on every policy.
func (d *desk) settled() *desk {
	c := d.clone()
	c.queue, c.sweeping = nil, false
	c.agenda = slices.DeleteFunc(c.agenda, func(e event) bool { return e.kind == comesBack || e.kind == leaves || e.kind == sweep })
	heap.Init(&c.agenda)
	return c
}

// ring is for how many days the hours of agents are kept.
const ring = 7

// lately is the share of their shifts of the last days that each agent has
// worked, by the hours of what they did. Who had no shift counts like the others.
func (d *desk) lately() []float64 {
	from := max(0, 24*(math.Floor(d.now/24)-ring+1))
	out := make([]float64, len(d.people))
	sum, n := 0., 0.
	for i := range d.people {
		p := &d.people[i]
		room := float64(p.slots) * (p.shift.past(d.now) - p.shift.past(max(from, min(p.joined, d.now))))
		out[i] = -1
		if room >= 4 {
			done := 0.
			for _, h := range d.worked[i*ring : (i+1)*ring] {
				done += h
			}
			out[i] = done / room
			sum, n = sum+out[i], n+1
		}
	}
	for i := range out {
		if out[i] < 0 {
			if out[i] = 0; n > 0 {
				out[i] = sum / n
			}
		}
	}
	return out
}

// agents is what the desk sees of its agents now. share is what lately gives.
func (d *desk) agents(share []float64) []routing.Agent {
	list := make([]routing.Agent, 0, len(d.people))
	for i := range d.people {
		p := &d.people[i]
		if p.joined > d.now {
			continue
		}
		a := routing.Agent{ID: p.id, Skills: p.declared, Languages: p.languages,
			Room: map[string]int{channel: p.slots}, Load: map[string]int{channel: d.holds[i]},
			Tenure: span(d.now - p.joined), Worked: share[i]}
		if d.turn[i] >= 0 {
			a.Last = at(d.turn[i])
		}
		if until, on := p.shift.until(d.now); on {
			a.Until = at(until)
		} else {
			a.Away, a.Back = "off shift", at(p.shift.next(d.now))
		}
		list = append(list, a)
	}
	return list
}

// wait puts a ticket into the queue.
func (d *desk) wait(i, touch int) {
	t := &d.tickets[i]
	target := d.scenario.Tickets.Targets.list()[t.priority]
	passed := d.business.past(d.now)
	r := routing.Request{ID: t.id, Category: d.seems(t), Priority: priorities[t.priority],
		Language: t.language, Channel: channel, Signals: d.shows(t), Attempt: touch, Reopened: touch > 0,
		Since: at(d.now), Target: span(target), Due: at(d.business.when(passed + target))}
	if touch > 0 {
		r.Category = []routing.Chance{{Label: d.names[t.category], P: 1}} // whoever had it has seen what it is about
		r.Failed = d.failed[i]
	}
	d.queue = append(d.queue, waiting{i, touch, d.now, passed, r})
}

// requests is what the desk sees of the tickets that wait now.
func (d *desk) requests() []routing.Request {
	list := make([]routing.Request, len(d.queue))
	passed := d.business.past(d.now)
	for i := range d.queue {
		list[i] = d.queue[i].request
		list[i].Waited = span(passed - d.queue[i].began)
	}
	return list
}

// outcome is what the desk notes of an answer.
func (d *desk) outcome(a *answer) learn.Outcome {
	t, p := &d.tickets[a.ticket], &d.people[a.agent]
	return learn.Outcome{Ticket: t.id, Attempt: a.touch, Agent: p.id, Category: d.names[t.category],
		Priority: string(priorities[t.priority]), Language: t.language,
		Foreign: float64(5-p.languages[t.language]) / 4, Declared: float64(p.declared[d.names[t.category]]) / 5,
		Tenure: span(a.began - p.joined), Late: a.late, Signals: d.shows(t),
		At: at(a.began), Hours: a.hours, Done: true, Propensity: a.propensity}
}

// day is what a policy is told in the morning.
func (d *desk) day() ([]routing.Agent, []float64) {
	agents := d.agents(d.lately())
	capacity := make([]float64, len(agents))
	for i := range agents {
		p := &d.people[d.person[agents[i].ID]]
		capacity[i] = 2 * p.shift.total * float64(p.slots)
	}
	return agents, capacity
}

// instant is now, as a policy sees it.
func (d *desk) instant() time.Time { return at(d.now) }
