package dispatch

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/routing"
)

// drain decides on the tickets that wait and gives away those that somebody is
// to have, the most deserving first. Each look decides on the first window: what
// has changed since matters most there. A deep one goes on where the deep looks
// before it stopped, by a bounded number of windows.
func (d *Dispatcher) drain(ctx context.Context, deep bool) error {
	b := d.basis()
	if free := d.snapshot(b); !slices.ContainsFunc(free, roomy) {
		return nil
	}
	l, p := &d.lineup, &placing{b, d.desk.Plan(), d.instant()}
	var err error
	if deep || l.turn == 0 {
		err = l.walk(ctx, d.store, p)
	} else {
		err = l.peek(ctx, d.store, p)
	}
	if err != nil {
		return err
	}
	d.ledger.recount(len(l.order))
	if err := d.front(ctx, deep); err != nil || !deep {
		return err
	}
	for range further {
		ended, err := d.window(ctx, d.pass)
		if err != nil {
			return err
		}
		if ended {
			d.pass = nil // through: the next look begins anew
			break
		}
	}
	d.forget(windowOf(len(b.roster.agents)))
	return nil
}

// roomy says whether somebody works now and could take one more ticket.
func roomy(a routing.Agent) bool {
	return a.Away == "" && slices.ContainsFunc(ticket.Channels(), func(c ticket.Channel) bool { return a.Free(string(c)) > 0 })
}

// front decides on the first window. A deep look begins a pass with it, unless
// one is under way.
func (d *Dispatcher) front(ctx context.Context, deep bool) error {
	b := d.basis()
	agents := d.snapshot(b)
	if deep && d.pass == nil {
		d.pass = newPass(agents)
	}
	left, ids, err := d.decide(ctx, nil)
	if err != nil {
		return err
	}
	d.ledger.enqueue(left)
	if deep {
		for _, id := range ids {
			d.pass.seen[id] = true
		}
	}
	return nil
}

// window decides on the next window of a pass, and says whether there was none.
func (d *Dispatcher) window(ctx context.Context, p *pass) (ended bool, err error) {
	_, ids, err := d.decide(ctx, p)
	for _, id := range ids {
		p.seen[id] = true
	}
	return len(ids) == 0, err
}

// snapshot are the agents as they stand now.
func (d *Dispatcher) snapshot(b basis) []routing.Agent {
	d.ledger.mu.Lock()
	defer d.ledger.mu.Unlock()
	return b.roster.people(&d.ledger, d.experience, d.instant())
}

// decide decides on the next window of a pass together, nil for the first one of
// the queue, and gives those that wait on and the ids of all. Those that are put
// off are left out.
func (d *Dispatcher) decide(ctx context.Context, p *pass) ([]*waiter, []uuid.UUID, error) {
	b, now := d.basis(), d.instant()
	agents := d.snapshot(b)
	if p != nil {
		p.withhold(agents)
	}
	takers := b.settings.Policy.Takers(&routing.Desk{Now: now, Agents: agents})
	ids := d.lineup.next(takers, windowOf(len(agents)), func(id uuid.UUID) bool {
		return (p == nil || !p.seen[id]) && !d.shelf.has(id, now)
	})
	tickets, err := d.lineup.fresh(ctx, d.store, ids)
	if err != nil {
		return nil, ids, err
	}
	waiting := make([]*waiter, 0, len(tickets))
	for i := range tickets {
		w, err := d.waiter(ctx, &tickets[i], b, agents, now)
		if err != nil {
			if err = d.skip(ctx, &tickets[i], err); err != nil {
				return nil, ids, err
			}
			continue
		}
		waiting = append(waiting, w)
	}
	if len(waiting) == 0 {
		return nil, ids, nil
	}
	desk := d.compose(b, agents, now, waiting)
	desk.Waiting = max(len(d.lineup.order), len(waiting))
	r := &round{d: d, basis: b, desk: &desk, waiting: waiting, decisions: b.settings.Policy.Assign(&desk).Decisions}
	d.lineup.drop(r.given())
	return r.left(), ids, r.carryOut(ctx)
}

// forget drops what was made of tickets that wait no more, and, beyond a bound,
// what is expected with those at the end of the queue.
func (d *Dispatcher) forget(first int) {
	for id := range d.waiters {
		if d.lineup.places[id] == nil {
			delete(d.waiters, id)
		}
	}
	order, kept := d.lineup.order, 0
	for _, at := range order[min(first, len(order)):] {
		if w := d.waiters[at.ticket.ID]; w != nil {
			kept += len(w.request.Prospects)
		}
	}
	for i := len(order) - 1; i >= first && kept > d.remember; i-- {
		id := order[i].ticket.ID
		if w := d.waiters[id]; w != nil {
			kept -= len(w.request.Prospects)
			d.waiters[id] = &waiter{stored: w.stored, facts: w.facts}
		}
	}
}
