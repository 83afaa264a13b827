package sqlite

import (
	"context"
	"sync"
)

// changes tells readers that events were committed. A reader that does not
// listen has one notice waiting and holds up nobody.
type changes struct {
	mu      sync.Mutex
	readers map[chan struct{}]bool
}

func (c *changes) tell() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for reader := range c.readers {
		select {
		case reader <- struct{}{}:
		default:
		}
	}
}

// Changes gives a channel that gets a value some time after events were committed.
func (s *Store) Changes(ctx context.Context) <-chan struct{} {
	c := &s.changes
	reader := make(chan struct{}, 1)
	c.mu.Lock()
	if c.readers == nil {
		c.readers = map[chan struct{}]bool{}
	}
	c.readers[reader] = true
	c.mu.Unlock()
	context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.readers, reader)
		close(reader)
	})
	return reader
}
