package store

import (
	"context"
	"sync"

	"switchyard/internal/ticket"
)

// Group lets writes that arrive while a transaction is under way share the
// next one: under load the cost of making a commit durable is split among
// many, and a lone write waits for nobody.
type Group struct {
	commit  func([]*Write) ([]Receipt, []error)
	largest int

	mu      sync.Mutex
	waiting []*entry
	busy    bool
	closed  bool
	idle    *sync.Cond
}

type entry struct {
	write   *Write
	receipt Receipt
	err     error
	done    chan struct{}
}

// NewGroup makes a Group over an engine's commit, which takes writes in order
// and gives a receipt or an error for each. It is never called twice at once,
// nor with more than largest writes.
func NewGroup(largest int, commit func([]*Write) ([]Receipt, []error)) *Group {
	g := &Group{commit: commit, largest: largest}
	g.idle = sync.NewCond(&g.mu)
	return g
}

// Commit hands one write to the engine and waits for it. When ctx ends first
// the write may be stored all the same.
func (g *Group) Commit(ctx context.Context, w *Write) (Receipt, error) {
	e := &entry{write: w, done: make(chan struct{})}
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return Receipt{}, ticket.Errorf(ticket.Unavailable, "", "the server is stopping: send this again in a moment")
	}
	g.waiting = append(g.waiting, e)
	leads := !g.busy
	g.busy = true
	g.mu.Unlock()
	if leads {
		go g.work()
	}
	select {
	case <-e.done:
		return e.receipt, e.err
	case <-ctx.Done():
		return Receipt{}, ticket.Wrap(ticket.Unavailable, context.Cause(ctx), "the request ended before the write was confirmed: send it again with the same idempotency key")
	}
}

// work commits until nothing waits.
func (g *Group) work() {
	for {
		g.mu.Lock()
		n := min(len(g.waiting), g.largest)
		if n == 0 {
			g.busy = false
			g.idle.Broadcast()
			g.mu.Unlock()
			return
		}
		batch := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.mu.Unlock()

		writes := make([]*Write, n)
		for i, e := range batch {
			writes[i] = e.write
		}
		receipts, errs := g.commit(writes)
		for i, e := range batch {
			e.receipt, e.err = receipts[i], errs[i]
			close(e.done)
		}
	}
}

// Close takes no more writes and returns when those under way have ended.
func (g *Group) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for g.busy {
		g.idle.Wait()
	}
}
