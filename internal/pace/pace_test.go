package pace_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"switchyard/internal/pace"
)

func TestRest(t *testing.T) {
	for _, c := range []struct {
		share pace.Share
		rest  time.Duration
	}{{.1, 9 * time.Second}, {.5, time.Second}, {1, 0}, {0, 0}} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			time.Sleep(time.Second) // the work
			worked := time.Now()
			c.share.Rest(t.Context(), began)
			if got := time.Since(worked); got.Round(time.Millisecond) != c.rest {
				t.Errorf("a share of %v rests %v after a second of work, not %v", c.share, got, c.rest)
			}
		})
	}
}

func TestRestEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		pace.Share(.001).Rest(ctx, began.Add(-time.Hour))
		if got := time.Since(began); got != time.Second {
			t.Errorf("rested %v after its time was over", got)
		}
	})
}
