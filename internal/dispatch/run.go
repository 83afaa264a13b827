package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// How often the dispatcher looks by itself, and the least time between two
// looks when much is happening.
const (
	sweepEvery = time.Second
	restFor    = 50 * time.Millisecond
)

// Run keeps agents and loads fresh, sees to alarms and assigns whoever waits,
// until ctx ends. It looks when something was committed, here or on another
// node, and every second by itself: a shift that begins commits nothing.
func (d *Dispatcher) Run(ctx context.Context) {
	changes := d.store.Changes(ctx)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := d.look(ctx); err != nil && ctx.Err() == nil {
			d.log.LogAttrs(ctx, slog.LevelError, "waiting tickets could not be seen to; trying again in a second", slog.Any("error", err))
			wait(ctx, sweepEvery)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-changes:
		case <-d.nudge:
		}
		wait(ctx, restFor)
	}
}

// look is one round. One part that fails does not keep the others from theirs.
func (d *Dispatcher) look(ctx context.Context) error {
	return errors.Join(d.refresh(ctx), d.ring(ctx), d.drain(ctx))
}

func wait(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
