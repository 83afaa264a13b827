package dispatch

import (
	"context"

	"github.com/google/uuid"
)

// Look is one round of Run.
func (d *Dispatcher) Look(ctx context.Context, sweep bool) error { return d.look(ctx, sweep) }

// Remember bounds the prospects that are kept beside those of the first window.
func (d *Dispatcher) Remember(pairs int) { d.remember = pairs }

// Remembered counts the tickets known to wait, and the prospects kept with them.
func (d *Dispatcher) Remembered() (tickets, prospects int) {
	for _, w := range d.waiters {
		prospects += len(w.request.Prospects)
	}
	return len(d.waiters), prospects
}

// UpToDate counts the tickets with which what is expected of the agents rests on
// what is known now.
func (d *Dispatcher) UpToDate() (n int) {
	b := d.basis()
	for _, w := range d.waiters {
		if w.basis == b && len(w.request.Prospects) > 0 {
			n++
		}
	}
	return n
}

// Lineup are the tickets that wait, in their order.
func (d *Dispatcher) Lineup() (ids []uuid.UUID) {
	for _, at := range d.lineup.order {
		ids = append(ids, at.ticket.ID)
	}
	return ids
}

// Untaught is the experience of a desk that starts.
func Untaught() Experience { return untaught() }
