package lifecycle

import (
	"context"

	"github.com/google/uuid"

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
// when ctx ends; the tickets left have its error.
func (d *Desk) Bulk(ctx context.Context, actor ticket.Actor, tickets []uuid.UUID, commands ...Command) []Outcome {
	out := make([]Outcome, len(tickets))
	for i, id := range tickets {
		out[i].Ticket = id
		if out[i].Err = context.Cause(ctx); out[i].Err != nil {
			continue
		}
		after, err := d.Do(ctx, Order{Actor: actor, Ticket: id}, commands...)
		out[i].Version, out[i].Err = after.Version, err
	}
	return out
}
