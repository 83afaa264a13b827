package dispatch

import "context"

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
