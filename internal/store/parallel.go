package store

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Parallel calls do for 0 to n-1, a stretch of them for each processor, and gives
// the first error.
func Parallel(ctx context.Context, n int, do func(i int) error) error {
	stretch := max(1, (n+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	g, ctx := errgroup.WithContext(ctx)
	for from := 0; from < n; from += stretch {
		g.Go(func() error {
			for i := from; i < min(from+stretch, n); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := do(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}
