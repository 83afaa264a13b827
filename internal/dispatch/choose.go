package dispatch

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// beside is how many tickets that wait already a new one is decided on with, so
// that it takes nobody whom they have waited for.
const beside = 8

// choose decides on a ticket that comes in, and reserves the room of whoever is
// chosen.
func (d *Dispatcher) choose(ctx context.Context, t *ticket.Ticket, f *facts) (*lifecycle.Choice, claim) {
	now, b := d.instant(), d.basis()
	d.ledger.mu.Lock()
	agents := b.roster.people(&d.ledger, d.experience, now)
	w := d.wait(ctx, t, f, b, agents, now)
	desk := d.compose(b, agents, now, append(d.beside(ctx, b, agents, now), w))
	desk.Waiting = max(len(desk.Requests), d.ledger.waiting+1)
	decisions := b.settings.Policy.Assign(&desk).Decisions
	decision := &decisions[len(decisions)-1]
	var c claim
	if decision.Agent != "" {
		c = d.ledger.claim(store.Slot{Agent: idOf(decision.Agent), Channel: t.Channel}, now)
	}
	d.ledger.mu.Unlock()
	choice := choiceOf(w, decision, b.roster)
	choice.Case = d.pack(ctx, caseOf(&desk, b, decision))
	return choice, c
}

// beside are the first tickets that wait already and that somebody who is free
// may have. What is expected with them is brought up to what is known now, or a
// ticket that comes in would go before them whenever something was learnt. The
// caller holds the ledger's mu.
func (d *Dispatcher) beside(ctx context.Context, b basis, agents []routing.Agent, now time.Time) []*waiter {
	takers := b.settings.Policy.Takers(&routing.Desk{Now: now, Agents: agents})
	var out []*waiter
	for i, w := range d.ledger.queue {
		if len(out) == beside {
			break
		}
		r := w.aged(d.desk.Plan(), now)
		if w.basis != b { // what rules said of agents is about others, perhaps
			r.Prospects, r.Skills = nil, nil
		}
		if !takers.Any(&r) {
			continue
		}
		if w.basis != b {
			w = d.wait(ctx, &w.stored, &w.facts, b, agents, now)
			d.ledger.queue[i] = w
		}
		out = append(out, w)
	}
	return out
}

// instant is now, as it can be stored.
func (d *Dispatcher) instant() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// compose makes the desk of some tickets.
func (d *Dispatcher) compose(b basis, agents []routing.Agent, now time.Time, waiting []*waiter) routing.Desk {
	plan := d.desk.Plan()
	desk := routing.Desk{Now: now, Agents: agents, Requests: make([]routing.Request, len(waiting)), Policy: b.settings.Policy, Version: b.settings.version, Seed: d.seed(), Predictor: b.model.Version()}
	for i, w := range waiting {
		desk.Requests[i] = w.aged(plan, now)
	}
	return desk
}

// seed is a number that no other desk has.
func (d *Dispatcher) seed() uint64 {
	id, seed := d.newID(), uint64(0)
	for _, b := range id[8:] {
		seed = seed<<8 | uint64(b)
	}
	return seed
}

// choiceOf is a decision as lifecycle takes it, but for its case.
func choiceOf(w *waiter, decision *routing.Decision, r *roster) *lifecycle.Choice {
	c := &lifecycle.Choice{Assignment: Assignment(decision, w.ticket.Team)}
	c.Touch = ticket.Touch{Propensity: decision.Propensity, Late: w.late, Signals: w.request.Signals}
	if place, here := r.places[c.Agent]; here && c.Agent != uuid.Nil {
		c.Capacity = r.agents[place].Room(w.ticket.Channel)
	}
	return c
}

// caseOf is what a decision on a ticket that comes in was made on: that
// ticket alone where it gives the same decision, or else all it was decided with.
func caseOf(desk *routing.Desk, b basis, decision *routing.Decision) *Case {
	if last := len(desk.Requests) - 1; last > 0 {
		small := part(desk, func(i int) bool { return i == last })
		if again := b.settings.Policy.Assign(small).Decisions; sameDecision(&again[0], decision) {
			desk = small
		}
	}
	return &Case{Desk: *desk, Decision: *decision}
}

// claim reserves the room that a choice takes, unless it was taken meanwhile.
func (d *Dispatcher) claim(c *lifecycle.Choice, channel ticket.Channel) (claim, bool) {
	if c.Agent == uuid.Nil {
		return claim{}, true
	}
	l := &d.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held[c.Agent][string(channel)] >= c.Capacity {
		return claim{}, false
	}
	return l.claim(store.Slot{Agent: c.Agent, Channel: channel}, d.instant()), true
}

// give carries out a choice for a ticket that waited, and says whether it was
// stored. That another node was faster is no error, and what is wrong with this
// ticket alone is not one of the others: it is put off.
func (d *Dispatcher) give(ctx context.Context, w *waiter, choice *lifecycle.Choice, c claim) (bool, error) {
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByMachine}, Ticket: w.stored.ID, Version: w.stored.Version}
	after, err := d.desk.Do(ctx, order, *choice)
	stored := err == nil && after.Version > w.stored.Version
	if choice.Agent != uuid.Nil && (!stored || after.Assignee != choice.Agent) {
		d.ledger.release(c)
	}
	switch {
	case ticket.IsKind(err, ticket.Full):
		return false, d.ledger.refresh(ctx, d.store)
	case ticket.IsKind(err, ticket.Conflict), ticket.IsKind(err, ticket.NotFound):
		return false, nil
	}
	return stored, d.skip(ctx, &w.stored, err)
}
