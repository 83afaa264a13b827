package history

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// ordered works on what feed gives, some at a time, and hands the results to
// take in the order they came in. It ends with the first error; of what waits,
// no more than twice the workers are in memory.
func ordered[In, Out any](ctx context.Context, workers int, feed func(context.Context, func(In) error) error, work func(context.Context, In) (Out, error), take func(Out) error) error {
	g, ctx := errgroup.WithContext(ctx)
	type job struct {
		in  In
		out chan Out
	}
	jobs, queue := make(chan job, workers), make(chan chan Out, 2*workers)
	g.Go(func() error {
		defer close(jobs)
		defer close(queue)
		return feed(ctx, func(in In) error {
			j := job{in, make(chan Out, 1)}
			select {
			case queue <- j.out:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case jobs <- j:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range workers {
		g.Go(func() error {
			for j := range jobs {
				out, err := work(ctx, j.in)
				if err != nil {
					return err
				}
				j.out <- out
			}
			return nil
		})
	}
	g.Go(func() error {
		for out := range queue {
			select {
			case v := <-out:
				if err := take(v); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}
