package pace

import (
	"context"
	"iter"
	"log/slog"
	"time"
)

// Rounds gives a round of work at once, and then one after each change, and one
// every so long by itself, until ctx ends. A rest lies between what calls for a
// round and the round, so that changes that come together share one, and others
// have the database and the processor meanwhile. The value says whether a change
// called for the round. changes may be nil, or closed early: then only time
// calls. every must be above 0; a rest of 0 is none.
func Rounds(ctx context.Context, changes <-chan struct{}, every, rest time.Duration) iter.Seq[bool] {
	return func(yield func(bool) bool) {
		tick := time.NewTicker(every)
		defer tick.Stop()
		changes, changed := changes, false
		for ctx.Err() == nil && yield(changed) {
			select {
			case <-ctx.Done():
			case <-tick.C:
				changed = false
			case _, changed = <-changes:
				if !changed {
					changes = nil // a closed one would call all the time
				}
			}
			Wait(ctx, rest)
		}
	}
}

// Insist acts until it works or ctx ends, and waits for again between two tries.
// Each failure is a warning in the log, in the words given; that ctx has ended is
// none.
func Insist(ctx context.Context, log *slog.Logger, again time.Duration, failure string, act func(context.Context) error) {
	for ctx.Err() == nil {
		err := act(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		log.LogAttrs(ctx, slog.LevelWarn, failure+"; trying again", slog.Any("error", err))
		Wait(ctx, again)
	}
}
