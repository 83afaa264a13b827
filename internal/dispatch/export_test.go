package dispatch

import "context"

// Look is one round of Run.
func (d *Dispatcher) Look(ctx context.Context, sweep bool) error { return d.look(ctx, sweep) }
