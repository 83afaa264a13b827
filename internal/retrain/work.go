package retrain

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// work carries a run out, beating meanwhile.
func (r *Retrainer) work(ctx context.Context, c *claim, order Order, tell func(Progress)) (Run, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	s := &scribe{r: r, stop: stop, claim: c}
	var background sync.WaitGroup
	quit := make(chan struct{})
	background.Go(func() {
		tick := time.NewTicker(r.config.Beat)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				s.beat(ctx)
			case <-quit:
				return
			case <-ctx.Done():
				return
			}
		}
	})
	_, err := r.safely(ctx, s, order, func(p Progress) {
		s.told(p)
		if tell != nil {
			tell(p)
		}
	})
	close(quit)
	background.Wait()
	return r.conclude(ctx, s, err)
}

// safely turns a panic into an error: a run must not take the desk down.
func (r *Retrainer) safely(ctx context.Context, s *scribe, order Order, tell func(Progress)) (results []Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it panicked: %v", p)
		}
	}()
	return r.learn(ctx, s.claim, order, tell, func(o *Outcome, result Result) (Result, error) { return s.store(ctx, order, o, result) })
}

// conclude notes how a run ended.
func (r *Retrainer) conclude(ctx context.Context, s *scribe, err error) (Run, error) {
	cause := context.Cause(ctx)
	after := context.WithoutCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && cause == nil {
		if why := s.reread(after); why != nil { // it was cancelled or lost before a beat could say so
			cause = why
		}
	}
	switch {
	case err == nil:
		return r.end(after, s.claim, Done, "")
	case errors.Is(cause, errLost):
		return s.claim.run, ticket.Wrap(ticket.Conflict, errLost, "the retraining was silent for too long and was marked as interrupted")
	case errors.Is(cause, errCancelled), errors.Is(cause, context.Canceled):
		problem := "somebody cancelled it"
		if errors.Is(cause, context.Canceled) {
			problem = "its process was stopped"
		}
		run, failed := r.end(after, s.claim, Cancelled, problem)
		if failed == nil && errors.Is(cause, context.Canceled) {
			failed = cause
		}
		return run, failed
	}
	run, failed := r.end(after, s.claim, Failed, err.Error())
	return run, errors.Join(err, failed)
}

// end writes the last state of a run.
func (r *Retrainer) end(ctx context.Context, c *claim, state State, problem string) (Run, error) {
	for try := 1; ; try++ {
		now := r.now()
		c.run.State, c.run.Problem, c.run.EndedAt, c.run.Beat = state, problem, now, now
		var w store.Write
		if err := r.add(&w, c, RetrainingChanged, c.run.By); err != nil {
			return c.run, err
		}
		_, err := r.config.Store.Commit(ctx, &w)
		if err == nil {
			c.at++
			return c.run, nil
		}
		if !ticket.IsKind(err, ticket.Conflict) || try == 4 {
			return c.run, err
		}
		found, err := r.read(ctx, c.run.ID) // somebody asks it to end, which it does
		if err != nil || found.run.State != Running {
			return c.run, errors.Join(errLost, err)
		}
		c.at, c.run.Cancel, c.run.Results = found.at, found.run.Cancel, found.run.Results // a write may have been made though it seemed to fail
	}
}

// learn does every task of a run in turn. keep stores what came of one.
func (r *Retrainer) learn(ctx context.Context, c *claim, order Order, tell func(Progress), keep func(*Outcome, Result) (Result, error)) ([]Result, error) {
	if tell == nil {
		tell = func(Progress) {}
	}
	rows, tests, known, err := r.gather(ctx, order, tell)
	if err != nil {
		return nil, err
	}
	var results []Result
	for _, task := range order.Tasks {
		began := time.Now()
		options, err := r.options(ctx, task, order, known[task])
		if err != nil {
			return results, err
		}
		champion, notes, err := r.champion(ctx, task)
		if err != nil {
			return results, err
		}
		in := Input{Task: task, Rows: rows[task], Champion: champion.bundle}
		if order.Tests != nil {
			in.Tests = append([]Row{}, tests[task]...)
		}
		outcome, err := Learn(ctx, in, options, tell)
		result := Result{Task: task, Stage: registry.Refused, Rows: len(in.Rows)}
		words, refused := IsRefused(err)
		switch {
		case refused:
			result.Words, result.Notes = words, notes
		case err != nil:
			return results, fmt.Errorf("%s: %w", task, err)
		default:
			v := &outcome.Version
			v.Parent, v.Retraining = champion.id, c.run.ID
			if v.Stage = registry.Refused; outcome.Verdict.Promote {
				v.Stage = order.Stage
			}
			result = Result{Task: task, Stage: v.Stage, Name: outcome.Bundle.Manifest.Version(), Words: summary(&outcome.Verdict), Verdict: &outcome.Verdict,
				Notes: append(notes, outcome.Notes...), Rows: v.Data.Rows, Tests: v.Data.Tests}
		}
		result.Seconds = time.Since(began).Seconds()
		tell(Progress{Task: task, Stage: Storing})
		kept, err := keep(outcome, result)
		switch {
		case errors.Is(err, errDry):
		case err != nil:
			return results, err
		default:
			result = kept
		}
		results = append(results, result)
	}
	return results, ctx.Err()
}

// gather reads the rows of every task, those to test on where they are set apart,
// and the labels that the desk itself uses where the rows are not its own.
func (r *Retrainer) gather(ctx context.Context, order Order, tell func(Progress)) (rows, tests map[models.Task][]Row, known map[models.Task][]string, err error) {
	tell(Progress{Stage: Exporting})
	own := func() (map[models.Task][]Row, error) {
		return gather(desk(ctx, r.config.Store, func(done, total int64) {
			tell(Progress{Stage: Exporting, Done: float64(done) / float64(max(1, total, done)), Words: fmt.Sprintf("%d tickets", done)})
		}), order.Tasks)
	}
	if order.History == nil {
		rows, err = own()
	} else {
		rows, err = gather(order.History.examples(ctx), order.Tasks)
	}
	if err == nil && order.Tests != nil {
		tests, err = gather(order.Tests.examples(ctx), order.Tasks)
	}
	if err != nil || order.History == nil {
		return rows, tests, nil, err
	}
	mine, err := own()
	known = map[models.Task][]string{}
	for task, all := range mine {
		if all = humanOf(all); len(all) >= leastOwn {
			known[task] = labelsOf(task, all)
		}
	}
	return rows, tests, known, err
}

// leastOwn is from how many labels on a desk has words of its own.
const leastOwn = 30

func humanOf(rows []Row) (human []Row) {
	for i := range rows {
		if rows[i].human() {
			human = append(human, rows[i])
		}
	}
	return human
}

// options are those of a task now.
func (r *Retrainer) options(ctx context.Context, task models.Task, order Order, known []string) (Options, error) {
	o := r.config.Options
	now := r.now()
	if o.Gate.Rows == 0 {
		o = DefaultOptions(now)
	}
	if r.config.Workers > 0 {
		o.Workers = r.config.Workers
	}
	o.Now, o.Replace, o.NewLabels, o.Known = now, order.Replace, order.NewLabels, known
	standing, err := r.config.Registry.Standing(ctx)
	if err != nil {
		return o, err
	}
	if v, ok := standing.Champions[task]; ok && v.Stale != "" {
		o.Replace = true
	}
	all, err := r.all(ctx)
	o.Attempt = 1
	for i := range all {
		for _, result := range all[i].run.Results {
			if result.Task == task && result.Verdict != nil && now.Sub(all[i].run.StartedAt) < quarter {
				o.Attempt++
			}
		}
	}
	return o, err
}

// quarter is the period over which false promotions are bounded.
const quarter = 91 * 24 * time.Hour
