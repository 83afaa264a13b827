// Package pace keeps work in the background from taking the processor from
// those who wait for an answer: it says when the next round of work is, when a
// failed one is tried again, and how long to rest after it. Its functions may be
// called from any goroutine.
package pace

import (
	"context"
	"time"
)

// Share is how much of one processor's time some work may take, above 0 and up
// to 1. The zero value is all of it.
type Share float64

// Rest waits after a piece of work that began at an instant, so long that the
// piece was no more than the share of both together, or until ctx ends.
func (s Share) Rest(ctx context.Context, began time.Time) {
	if s <= 0 || s >= 1 {
		return
	}
	took := time.Since(began)
	Wait(ctx, time.Duration(float64(took)*(1/float64(s)-1)))
}

// Wait waits, or until ctx ends.
func Wait(ctx context.Context, long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
