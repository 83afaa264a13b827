package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"switchyard/internal/pace"
)

// How often the dispatcher looks by itself, and the least time between two
// looks when much is happening.
const (
	sweepEvery = time.Second
	restFor    = 50 * time.Millisecond
)

// Run keeps agents and loads fresh, sees to alarms and assigns whoever waits,
// until ctx ends. It looks when something was committed, here or on another
// node, and every second by itself: a shift that begins commits nothing. What is set up
// takes effect within that second.
func (d *Dispatcher) Run(ctx context.Context) {
	changes := d.store.Changes(ctx)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for swept := true; ; {
		if err := d.look(ctx, swept); err != nil && ctx.Err() == nil {
			d.log.LogAttrs(ctx, slog.LevelError, "waiting tickets could not be seen to; trying again in a second", slog.Any("error", err))
			pace.Wait(ctx, sweepEvery)
		}
		swept = false
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			swept = true
		case <-changes:
		case <-d.nudge:
		}
		pace.Wait(ctx, restFor)
	}
}

// look is one round; a sweep also reads what is set up. One part that fails
// does not keep the others from theirs.
func (d *Dispatcher) look(ctx context.Context, sweep bool) error {
	var err error
	if sweep {
		err = d.refresh(ctx)
	} else {
		err = d.ledger.refresh(ctx, d.store)
	}
	err = errors.Join(err, d.ring(ctx), d.align(ctx))
	if sweep {
		err = errors.Join(err, d.takeBack(ctx))
	}
	return errors.Join(err, d.drain(ctx, sweep))
}
