package store

import "context"

// Unconfirmed is what a writer is told whose context ended first.
const Unconfirmed = "the request ended before the write was confirmed: send it again with the same idempotency key"

// Group lets writes that arrive while a transaction is under way share the
// next one: the cost of making a commit durable is split among many.
type Group struct{ sharing *Sharing[*Write, Receipt] }

// NewGroup makes a Group over an engine's commit, which takes writes in order
// and gives a receipt or an error for each. It is never called twice at once,
// nor with more than largest writes.
func NewGroup(largest int, commit func([]*Write) ([]Receipt, []error)) *Group {
	return &Group{NewSharing(largest, Unconfirmed, commit)}
}

// Commit hands one write to the engine and waits for it. When ctx ends first
// the write may be stored all the same.
func (g *Group) Commit(ctx context.Context, w *Write) (Receipt, error) { return g.sharing.Ask(ctx, w) }

// Close takes no more writes and returns when those under way have ended.
func (g *Group) Close() { g.sharing.Close() }
