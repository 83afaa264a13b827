package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is what nodes tell each other of commits by.
const channel = "switchyard_changes"

// tellEvery is how long a node waits between two notices to the others: each
// wakes all of them. The first after a silence is sent at once.
const tellEvery = 100 * time.Millisecond

// broadcaster wakes all who listen. One who does not look is not waited for.
type broadcaster struct {
	mu        sync.Mutex
	listeners map[chan struct{}]struct{}
}

func newBroadcaster() *broadcaster { return &broadcaster{listeners: map[chan struct{}]struct{}{}} }

// listen gives a channel that is closed when ctx ends.
func (b *broadcaster) listen(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	b.listeners[c] = struct{}{}
	b.mu.Unlock()
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		delete(b.listeners, c)
		close(c)
		b.mu.Unlock()
	})
	return c
}

func (b *broadcaster) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners {
		select {
		case c <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// Changes implements store.Events.
func (s *Store) Changes(ctx context.Context) <-chan struct{} { return s.changes.listen(ctx) }

// changed wakes readers here at once, and has those elsewhere told.
func (s *Store) changed() {
	s.changes.wake()
	select {
	case s.untold <- struct{}{}:
	default:
	}
}

// tell tells other nodes of commits, those of a few milliseconds together.
func (s *Store) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.untold:
		}
		// A notice that is lost costs a delay: readers look by themselves, too.
		_, _ = s.pool.Exec(ctx, "select pg_notify($1, $2)", channel, s.node)
		pause(ctx, tellEvery)
	}
}

// hear wakes readers when another node tells of commits.
func (s *Store) hear(ctx context.Context) {
	for ctx.Err() == nil {
		_ = s.hearOnce(ctx) // whatever broke the connection: make another
		s.changes.wake()    // something may have been missed
		pause(ctx, time.Second)
	}
}

func (s *Store) hearOnce(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // it is of no use any more
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	s.changes.wake()
	for {
		notice, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if notice.Payload != s.node { // who is here is awake already
			s.changes.wake()
		}
	}
}

// pause waits, or less when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
