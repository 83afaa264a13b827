package dispatch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// shelf are tickets that something is wrong with: they are put off, so that the
// others are no worse for them.
type shelf struct {
	mu    sync.Mutex
	until map[uuid.UUID]time.Time
}

// put puts a ticket off until some time, and forgets those whose time has come.
func (s *shelf) put(id uuid.UUID, now, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until == nil {
		s.until = map[uuid.UUID]time.Time{}
	}
	for other, end := range s.until {
		if !now.Before(end) {
			delete(s.until, other)
		}
	}
	s.until[id] = until
}

// has says whether a ticket is put off now.
func (s *shelf) has(id uuid.UUID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	until, put := s.until[id]
	return put && now.Before(until)
}

// skip puts a ticket off that an error is about, and tells of it. An error that
// is not about one ticket is given back: the store is out of reach, or ctx ended.
func (d *Dispatcher) skip(ctx context.Context, t *ticket.Ticket, err error) error {
	if err == nil || ticket.IsKind(err, ticket.Unavailable) || ctx.Err() != nil {
		return err
	}
	now := d.now()
	d.shelf.put(t.ID, now, now.Add(putOff))
	d.log.LogAttrs(ctx, slog.LevelError, "a ticket could not be seen to, and is put off", slog.Int64("ticket", t.Number), slog.Any("error", err))
	return nil
}
