package dispatch

import (
	"context"
	"slices"

	"switchyard/internal/ticket"
	"switchyard/routing"
)

// drain decides on the tickets that wait and gives away those that somebody is
// to have. A deep one goes through the whole queue, others look at its first
// window: what has changed since matters most there.
func (d *Dispatcher) drain(ctx context.Context, deep bool) error {
	q, seen, kept := newQueue(d.store, len(d.roster.Load().agents)), waiters{}, 0
	for first := true; first || deep && !q.ended(); first = false {
		channels := d.roomy()
		if len(channels) == 0 {
			return nil
		}
		tickets, err := q.next(ctx, channels)
		if err != nil {
			return err
		}
		all := q.passed
		if !q.ended() {
			all = max(all, d.ledger.crowd())
		}
		left, err := d.decide(ctx, tickets, seen, all)
		if err != nil {
			return err
		}
		if first {
			d.ledger.enqueue(left, all)
		}
		if kept += len(tickets) * len(d.roster.Load().agents); !first && kept > d.remember {
			seen.thin(tickets)
			d.waiters.thin(tickets)
		}
	}
	if deep {
		d.ledger.recount(q.passed)
	}
	if deep || q.ended() {
		d.waiters = seen // what no longer waits is forgotten
	}
	return nil
}

// roomy lists the channels of which somebody who works now could take a ticket.
func (d *Dispatcher) roomy() []ticket.Channel {
	agents := d.snapshot(d.basis())
	var open []ticket.Channel
	for _, channel := range ticket.Channels() {
		if slices.ContainsFunc(agents, func(a routing.Agent) bool { return a.Away == "" && a.Free(string(channel)) > 0 }) {
			open = append(open, channel)
		}
	}
	return open
}

// snapshot are the agents as they stand now.
func (d *Dispatcher) snapshot(b basis) []routing.Agent {
	d.ledger.mu.Lock()
	defer d.ledger.mu.Unlock()
	return b.roster.people(&d.ledger, d.experience, d.instant())
}

// decide decides on some tickets together, of all that wait, and gives those
// that wait on. Those that are put off are left out.
func (d *Dispatcher) decide(ctx context.Context, tickets []ticket.Ticket, seen waiters, all int) ([]*waiter, error) {
	if len(tickets) == 0 {
		return nil, nil
	}
	b, now := d.basis(), d.instant()
	agents := d.snapshot(b)
	waiting := make([]*waiter, 0, len(tickets))
	for i := range tickets {
		if d.shelf.has(tickets[i].ID, now) {
			continue
		}
		w, err := d.waiter(ctx, &tickets[i], b, agents, now)
		if err != nil {
			if err = d.skip(ctx, &tickets[i], err); err != nil {
				return nil, err
			}
			continue
		}
		waiting = append(waiting, w)
		seen[w.stored.ID] = w
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	desk := d.compose(b, agents, now, waiting)
	desk.Waiting = max(all, len(waiting))
	r := &round{d: d, basis: b, desk: &desk, waiting: waiting, decisions: b.settings.Policy.Assign(&desk).Decisions}
	return r.left(), r.carryOut(ctx)
}
