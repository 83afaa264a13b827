package lifecycle

import (
	"context"
	"errors"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// orDone is store.Replay in place of an error where the same request was done
// before: what it asks for may be impossible now because it was done.
func (d *Desk) orDone(ctx context.Context, key *store.Key, err error) error {
	if key == nil {
		return err
	}
	// A write that expects what never is can only be answered for its key.
	_, answer := d.store.Commit(ctx, &store.Write{Key: key, Tickets: []store.TicketWrite{{Expect: -1}}})
	if replay := (*store.Replay)(nil); errors.As(answer, &replay) || ticket.IsKind(answer, ticket.Reused) {
		return answer
	}
	return err
}

// keep remembers the key of a request that had nothing to change.
func (d *Desk) keep(ctx context.Context, key *store.Key) error {
	if key == nil {
		return nil
	}
	_, err := d.store.Commit(ctx, &store.Write{Key: key})
	return err
}
