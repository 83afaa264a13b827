package sim

import (
	"context"
	"fmt"
	"math"
	"slices"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

// answer is one assignment: an agent works on a ticket.
type answer struct {
	ticket, agent, touch int
	began, hours         float64
	late, held           bool
	propensity           float64
}

// again is how often, in hours, tickets that wait are looked at when nothing
// else happens.
const again = .25

// run lets the desk work until a time, with tickets given by a policy.
func (d *desk) run(ctx context.Context, p policy.Policy, until float64) error {
	for {
		if len(d.agenda) == 0 || d.agenda[0].at >= until {
			d.meter.pass(d, until)
			d.now = until
			return nil
		}
		e, _ := d.next()
		d.meter.pass(d, e.at)
		d.now = e.at
		if err := d.happen(ctx, e, p); err != nil {
			return err
		}
		if len(d.agenda) > 0 && d.agenda[0].at == d.now { // first everything of this instant
			continue
		}
		if err := d.assign(p); err != nil {
			return err
		}
	}
}

// happen deals with one event.
func (d *desk) happen(ctx context.Context, e event, p policy.Policy) error {
	switch e.kind {
	case morning:
		today := int(d.now/24) % ring
		for i := range d.people {
			d.worked[i*ring+today] = 0
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		agents, capacity := d.day()
		return p.Tick(ctx, policy.Day{Now: d.instant(), Agents: agents, Capacity: capacity})
	case comes:
		d.come(e.ticket)
	case leaves:
		d.leave(e.ticket)
	case comesBack:
		d.wait(e.ticket, e.touch)
	case done:
		d.finish(&d.answers[e.touch], e.touch, p)
	case known:
		d.learnt(&d.answers[e.touch], p)
	case sweep:
		d.sweeping = false
	case opens: // only a reason to look
	}
	return nil
}

// come puts a new ticket into the queue and foresees the next.
func (d *desk) come(i int) {
	d.arrived = i + 1
	if d.arrived < len(d.tickets) {
		d.foresee(event{at: d.tickets[d.arrived].at, kind: comes, ticket: d.arrived})
	}
	if gone := d.business.when(d.business.past(d.now) + d.tickets[i].patience); gone < d.last {
		d.foresee(event{at: max(gone, d.now), kind: leaves, ticket: i})
	}
	d.wait(i, 0)
}

// leave ends a ticket whose requester has waited too long for a first answer.
func (d *desk) leave(i int) {
	if d.fates[i].touches > 0 {
		return
	}
	d.queue = slices.DeleteFunc(d.queue, func(w waiting) bool { return w.ticket == i })
	d.fates[i].end, d.fates[i].over = abandoned, d.now
}

// assign asks the policy about what waits, if anybody could take anything.
func (d *desk) assign(p policy.Policy) error {
	if len(d.queue) == 0 || !d.room() {
		return nil
	}
	d.rounds++
	agents := d.agents(d.lately())
	requests := d.requests()
	decisions := p.Assign(&routing.Desk{Now: d.instant(), Agents: agents, Requests: requests, Seed: d.seed<<32 + d.rounds})
	for i := range decisions {
		if decisions[i].Agent == "" {
			continue
		}
		if err := d.give(&decisions[i]); err != nil {
			return err
		}
	}
	if len(d.queue) > 0 && !d.sweeping {
		d.sweeping = true
		d.foresee(event{at: d.now + again, kind: sweep})
	}
	return nil
}

// room says whether anybody on shift has a free slot.
func (d *desk) room() bool {
	for i := range d.people {
		p := &d.people[i]
		if d.holds[i] >= p.slots || p.joined > d.now {
			continue
		}
		if _, on := p.shift.until(d.now); on {
			return true
		}
	}
	return false
}

// give starts an agent's work on a ticket. What no desk would allow is refused,
// so that no policy can win by it.
func (d *desk) give(decision *routing.Decision) error {
	refuse := func(why string) error {
		return fmt.Errorf("the policy gave ticket %q to agent %q at %v, but %s", decision.Request, decision.Agent, decision.At, why)
	}
	j, ok := d.person[decision.Agent]
	if !ok {
		return refuse("there is no such agent")
	}
	i, ok := d.index[decision.Request]
	place := -1
	if ok {
		place = slices.IndexFunc(d.queue, func(w waiting) bool { return w.ticket == i })
	}
	if place < 0 {
		return refuse("it does not wait")
	}
	p, t, w := &d.people[j], &d.tickets[i], d.queue[place]
	_, on := p.shift.until(d.now)
	switch {
	case p.joined > d.now:
		return refuse("the agent has not joined yet")
	case !on:
		return refuse("the agent is off shift")
	case d.holds[j] >= p.slots:
		return refuse("the agent has no free slot")
	case p.languages[t.language] == 0:
		return refuse("the agent does not speak " + t.language)
	}
	d.queue = slices.Delete(d.queue, place, place+1)
	waited := d.business.past(d.now) - w.began
	late := waited > d.scenario.Tickets.Targets.list()[t.priority]
	drifted, luck := d.now >= d.drift, &t.touch[w.touch]
	a := answer{ticket: i, agent: j, touch: w.touch, began: d.now, late: late, propensity: decision.Propensity,
		hours: d.handling(p, t.category, t.difficulty, drifted) * math.Exp(d.scenario.Handling.Noise*luck.handle),
		held:  luck.success < d.chance(p, t.category, t.difficulty, t.language, late, drifted)}
	d.answers = append(d.answers, a)
	d.holds[j]++
	d.turn[j] = d.now
	if f := &d.fates[i]; w.touch == 0 {
		f.answered, f.waited, f.first, f.held = d.now, waited, j, a.held
	}
	d.fates[i].touches++
	d.meter.work(d, j, a.hours)
	d.foresee(event{at: d.now + a.hours, kind: done, touch: len(d.answers) - 1})
	return nil
}

// finish ends an agent's work: the answer holds, or the requester comes back, or
// never does.
func (d *desk) finish(a *answer, place int, p policy.Policy) {
	o := &d.scenario.Outcome
	d.holds[a.agent]--
	d.worked[a.agent*ring+int(a.began/24)%ring] += a.hours
	d.tell(p, d.outcome(a))
	f, luck := &d.fates[a.ticket], &d.tickets[a.ticket].touch[a.touch]
	d.failed[a.ticket] = append(slices.Clone(d.failed[a.ticket]), d.people[a.agent].id)
	mature := d.now + d.scenario.Labels.Mature
	switch {
	case a.held:
		f.end, f.over = solved, d.now
	case a.touch+1 < o.Touches && luck.back < o.Reopen:
		back := d.now + o.After*math.Exp(o.Spread*luck.delay)
		mature = min(mature, back)
		d.foresee(event{at: back, kind: comesBack, ticket: a.ticket, touch: a.touch + 1})
	default:
		f.end, f.over = silent, d.now
	}
	d.foresee(event{at: mature, kind: known, touch: place})
}

// learnt tells the policy whether an answer held. A requester who never comes
// back leaves the desk to believe that it did.
func (d *desk) learnt(a *answer, p policy.Policy) {
	o := d.outcome(a)
	o.Known = d.instant()
	o.Success = d.now >= a.began+a.hours+d.scenario.Labels.Mature
	if d.tickets[a.ticket].touch[a.touch].flip < d.scenario.Labels.Flips {
		o.Success = !o.Success
	}
	d.tell(p, o)
}

// tell gives an outcome to the policy, and keeps it while there is a log.
func (d *desk) tell(p policy.Policy, o learn.Outcome) {
	if d.logging {
		d.log = append(d.log, o)
	}
	p.Observe([]learn.Outcome{o})
}
