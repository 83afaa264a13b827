package feedback

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"switchyard/internal/pace"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Config is what a Quality works with.
type Config struct {
	Store store.Store
	Now   func() time.Time
	Log   *slog.Logger
}

// Quality knows how people judged the machine's answers, for as long as it looks
// back. It reads the log of events once and follows it from there, so that what
// it is asked costs nothing that grows with the desk. Its methods may be called
// from any goroutine.
type Quality struct {
	store store.Store
	now   func() time.Time
	log   *slog.Logger

	reading sync.Mutex // one reads the log at a time
	mu      sync.Mutex // of what follows
	memory  *memory
	cursor  int64 // the last event that was seen
	ready   bool  // all of the past was seen
}

// New makes a Quality that has seen nothing.
func New(c Config) *Quality {
	return &Quality{store: c.Store, now: c.Now, log: c.Log, memory: newMemory()}
}

// How far back it looks, how much is read at a time, and how long others have
// the database in between.
const (
	Span    = 180 * 24 * time.Hour
	page    = 1000
	breath  = 5 * time.Millisecond
	restFor = time.Second
	lookFor = time.Minute // without hearing of changes
)

// Run follows the log until ctx ends.
func (q *Quality) Run(ctx context.Context) {
	changes := q.store.Changes(ctx)
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		if err := q.Follow(ctx); err != nil && ctx.Err() == nil {
			q.log.LogAttrs(ctx, slog.LevelWarn, "what people say of the machine's answers could not be followed; trying again", slog.Any("error", err))
		}
	}
}

// telling are the events that say what the machine answered, and what people
// made of it.
var telling = []ticket.EventType{ticket.TicketTriaged, ticket.TicketChanged, ticket.TicketJudged}

// Follow reads what happened since the last time. The first time that is all of
// the past that it looks back on.
func (q *Quality) Follow(ctx context.Context) error {
	q.reading.Lock()
	defer q.reading.Unlock()
	q.mu.Lock()
	cursor, ready := q.cursor, q.ready
	q.mu.Unlock()
	head, err := q.store.Head(ctx)
	if err != nil || head <= cursor && ready {
		return err
	}
	if !ready && cursor == 0 {
		if cursor, err = q.since(ctx, head, q.now().Add(-Span)); err != nil {
			return err
		}
	}
	for cursor < head {
		events, err := q.store.Events(ctx, store.EventQuery{After: cursor, Types: telling, Limit: page})
		if err != nil {
			return err
		}
		if err := q.take(ctx, events); err != nil {
			return err
		}
		if len(events) < page {
			if cursor = head; len(events) > 0 { // some may have come since
				cursor = max(head, events[len(events)-1].Seq)
			}
		} else {
			cursor = events[page-1].Seq
		}
		q.reached(cursor, false)
		if !ready && len(events) == page {
			pace.Wait(ctx, breath)
		}
	}
	q.reached(cursor, true)
	return nil
}

func (q *Quality) reached(cursor int64, ready bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.cursor, q.ready = cursor, q.ready || ready
	q.memory.forget(q.now().Add(-Span))
}

// since is a place in the log before which nothing is younger than an instant.
// The log is in order of commits, and times follow it to within moments.
func (q *Quality) since(ctx context.Context, head int64, from time.Time) (int64, error) {
	low, high := int64(0), head // the event after low may be old, that after high is not
	for low < high {
		middle := low + (high-low)/2
		events, err := q.store.Events(ctx, store.EventQuery{After: middle, Limit: 1})
		if err != nil {
			return 0, err
		}
		if len(events) > 0 && events[0].At.Before(from) {
			low = events[0].Seq
		} else {
			high = middle
		}
	}
	return low, nil
}

// take learns from events, in their order.
func (q *Quality) take(ctx context.Context, events []ticket.Event) error {
	for i := range events {
		e := &events[i]
		n, err := read(e)
		if err != nil {
			return err
		}
		if n.changed != nil && e.Actor.Human() || n.judged != nil && !n.judged.Blind {
			if n.said, err = q.saidOf(ctx, e); err != nil {
				return err
			}
		}
		q.mu.Lock()
		q.memory.take(e, &n)
		q.mu.Unlock()
	}
	return nil
}

// saidOf is what the machine had said of a ticket, openly, before an event.
func (q *Quality) saidOf(ctx context.Context, before *ticket.Event) (*told, error) {
	events, err := q.store.Events(ctx, store.EventQuery{Ticket: before.Ticket, Types: []ticket.EventType{ticket.TicketTriaged}, Limit: 1})
	if err != nil || len(events) == 0 || events[0].Seq > before.Seq {
		return nil, err
	}
	n, err := read(&events[0])
	return n.told, err
}
