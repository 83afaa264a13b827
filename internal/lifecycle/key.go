package lifecycle

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// orDone is store.ReplayError in place of an error where the same request was done
// to a ticket before: what it asks for may be impossible now because it was done.
func (d *Desk) orDone(ctx context.Context, key *store.Key, t *ticket.Ticket, err error) error {
	if key == nil || t.ID == uuid.Nil {
		return err
	}
	// No ticket is ever at version -1: such a write is answered for its key or
	// refused, and never stored.
	_, answer := d.store.Commit(ctx, &store.Write{Key: key, Tickets: []store.TicketWrite{{Expect: -1, Ticket: *t}}})
	if replay := (*store.ReplayError)(nil); errors.As(answer, &replay) || ticket.IsKind(answer, ticket.Reused) {
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
