package lifecycle

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// MaxBulk is how many tickets are changed by one request.
const MaxBulk = 1000

// Outcome is what became of one ticket of a bulk change.
type Outcome struct {
	Ticket  uuid.UUID
	Version int64 // after the change
	Err     error
}

// Bulk applies the same commands to many tickets, each in its own write: one
// that is refused does not keep the others from theirs. It stops early only
// when ctx ends; the tickets left have its error. With a key, nil for none,
// what was done to a ticket before is not done again, and counts as done.
func (d *Desk) Bulk(ctx context.Context, actor ticket.Actor, key *store.Key, tickets []uuid.UUID, commands ...Command) []Outcome {
	out := make([]Outcome, len(tickets))
	for i, id := range tickets {
		out[i].Ticket = id
		if out[i].Err = context.Cause(ctx); out[i].Err != nil {
			continue
		}
		after, err := d.Do(ctx, Order{Actor: actor, Ticket: id, Key: keyFor(key, id)}, commands...)
		if replay := (*store.ReplayError)(nil); errors.As(err, &replay) {
			after, err = d.store.Ticket(ctx, replay.Ticket)
		}
		if out[i].Err = err; err == nil {
			out[i].Version = after.Version
		}
	}
	return out
}

// keyFor is the key of a request for one of its tickets.
func keyFor(key *store.Key, id uuid.UUID) *store.Key {
	if key == nil {
		return nil
	}
	own := *key
	own.Value += " " + id.String()
	return &own
}
