package retrain

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// errCancelled ends a run that somebody cancelled, errLost one that this node may
// not write any more: another has declared it dead.
var (
	errCancelled = errors.New("the retraining was cancelled")
	errLost      = errors.New("the retraining was taken for dead and marked so")
)

// scribe keeps the record of a run: the only one of this node that writes it.
type scribe struct {
	r     *Retrainer
	stop  context.CancelCauseFunc
	mu    sync.Mutex
	claim *claim
}

// told notes how far the run is, for the next beat.
func (s *scribe) told(p Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claim.run.Progress = p
}

// beat writes that the run lives, and ends it where somebody wants that.
func (s *scribe) beat(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claim.run.Beat = s.r.now()
	record, err := s.claim.record()
	if err == nil {
		_, err = s.r.config.Store.Commit(ctx, &store.Write{Records: []store.RecordWrite{record}})
	}
	switch {
	case err == nil:
		s.claim.at++
	case ticket.IsKind(err, ticket.Conflict) || ticket.IsKind(err, ticket.NotFound):
		if why := s.reread(ctx); why != nil {
			s.stop(why)
		}
	case ctx.Err() == nil: // the database is away: it may come back
		s.r.config.Log.LogAttrs(ctx, slog.LevelWarn, "a retraining could not say that it lives", slog.Any("error", err))
	}
}

// reread takes in what others wrote of the run, and says whether that ends it.
func (s *scribe) reread(ctx context.Context) error {
	found, err := s.r.read(ctx, s.claim.run.ID)
	switch {
	case ticket.IsKind(err, ticket.NotFound), err == nil && found.run.State != Running:
		return errLost
	case err != nil:
		return nil //nolint:nilerr // the database is away: that ends no run
	}
	s.claim.at, s.claim.run.Cancel, s.claim.run.Results = found.at, found.run.Cancel, found.run.Results
	if found.run.Cancel {
		return errCancelled
	}
	return nil
}

// store keeps what came of a task, the version and the result in one write.
func (s *scribe) store(ctx context.Context, order Order, o *Outcome, result Result) (Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claim.run.Cancel {
		return result, errCancelled
	}
	if err := context.Cause(ctx); err != nil {
		return result, err
	}
	if o != nil {
		o.Version.ID = s.r.config.NewID()
		result.Version = o.Version.ID
	}
	next := *s.claim
	next.run.Results = append(next.run.Results[:len(next.run.Results):len(next.run.Results)], result)
	next.run.Beat = s.r.now()
	record, err := next.record()
	if err != nil {
		return result, err
	}
	if o == nil {
		_, err = s.r.config.Store.Commit(ctx, &store.Write{Records: []store.RecordWrite{record}})
	} else {
		_, err = s.r.config.Registry.Add(ctx, o.Version, o.Bundle, order.By, result.Words, registry.Beside{Seen: o.Seen, Records: []store.RecordWrite{record}})
	}
	if ticket.IsKind(err, ticket.Conflict) { // somebody wrote the run: to cancel it, or because it is taken for dead
		if why := s.reread(ctx); why != nil {
			return result, why
		}
	}
	if err != nil {
		return result, err
	}
	next.at++
	*s.claim = next
	if o != nil {
		err = s.r.forgetErased(ctx, next.run.Head)
	}
	return result, err
}
