package dispatch

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/learn"
)

// waiter is a ticket that waits, with what is expected of every agent with it.
// It is made anew when the ticket, the agents, the model or the settings change.
type waiter struct {
	ticket  *ticket.Ticket // with the team that it will get
	stored  ticket.Ticket
	request routing.Request // but for its age

	facts facts
	basis basis
	at    time.Time
	late  bool
}

// basis is what prospects rest on.
type basis struct {
	roster   *roster
	model    *learn.Model
	settings *inForce
}

func (d *Dispatcher) basis() basis {
	return basis{d.roster.Load(), d.experience.Model(), d.settings.Load()}
}

// stale is after how long prospects are made anew, as rules may ask for what
// changes by itself.
const stale = 30 * time.Second

// aged is the request of a waiter at an instant.
func (w *waiter) aged(plan *lifecycle.Plan, now time.Time) routing.Request {
	r := w.request
	age(&r, w.ticket, plan, now)
	return r
}

// waiters are tickets that were looked at, by id.
type waiters map[uuid.UUID]*waiter

// waiter finds or makes the one of a ticket.
func (d *Dispatcher) waiter(ctx context.Context, t *ticket.Ticket, b basis, agents []routing.Agent, now time.Time) (*waiter, error) {
	was := d.waiters[t.ID]
	if was != nil && was.stored.Version == t.Version && was.basis == b && now.Sub(was.at).Abs() < stale {
		if r := was.aged(d.desk.Plan(), now); was.late == late(&r) {
			return was, nil
		}
	}
	var f facts
	if was != nil && was.stored.Triage.State == t.Triage.State && was.stored.Triage.Decision == t.Triage.Decision {
		f = was.facts
	} else {
		var err error
		if f, err = d.recall(ctx, t); err != nil {
			return nil, err
		}
	}
	w := d.wait(ctx, t, &f, b, agents, now)
	d.waiters[t.ID] = w
	return w, nil
}

// wait makes a waiter.
func (d *Dispatcher) wait(ctx context.Context, t *ticket.Ticket, f *facts, b basis, agents []routing.Agent, now time.Time) *waiter {
	w := &waiter{stored: *t, facts: *f, basis: b, at: now}
	w.ticket = b.roster.assumed(&w.stored)
	w.request = d.requestOf(w.ticket, f, b.settings, now)
	r := w.aged(d.desk.Plan(), now)
	w.late = late(&r)
	w.request.Prospects = d.expect(ctx, &r, agents, b)
	w.request.Skills = r.Skills // by the rules
	return w
}

// late says whether the promise of a request has passed.
func late(r *routing.Request) bool { return r.Target > 0 && r.Waited > r.Target }
