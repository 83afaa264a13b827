package lifecycle

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Desk changes tickets. Its methods may be called from any goroutine, on any
// number of nodes: who comes second works on what the first has left.
type Desk struct {
	store store.Store
	now   func() time.Time
	newID func() uuid.UUID
	plan  atomic.Pointer[Plan]
	turns turns
}

// New makes a Desk that goes by a plan. The clock and the source of ids are
// arguments; ids must be UUIDv7, as messages are ordered by them.
func New(s store.Store, plan *Plan, now func() time.Time, newID func() uuid.UUID) *Desk {
	d := &Desk{store: s, now: now, newID: newID}
	d.plan.Store(plan)
	return d
}

// SetPlan puts another plan in force for the commands to come. It must be in
// nobody else's hands: it takes over the hours that calendars had before.
func (d *Desk) SetPlan(plan *Plan) {
	if before := d.plan.Load(); before != nil && before != plan {
		plan.succeed(before)
	}
	d.plan.Store(plan)
}

// Plan is the one in force.
func (d *Desk) Plan() *Plan { return d.plan.Load() }

// Order is who does something to which ticket, and on what condition.
type Order struct {
	Actor  ticket.Actor
	Ticket uuid.UUID
	// Version is the one the actor has seen; another is a Conflict. 0 takes the
	// ticket as it stands.
	Version int64
	Key     *store.Key
}

// Do applies commands to a ticket, all or none. Commands for a ticket that
// was merged go to the one it lives on in.
func (d *Desk) Do(ctx context.Context, o Order, commands ...Command) (ticket.Ticket, error) {
	return d.turns.take(&o, func() (ticket.Ticket, error) {
		before, err := d.find(ctx, &o, commands)
		draft := d.draft(before, o.Actor)
		draft.key = o.Key
		for _, c := range commands {
			if err == nil {
				err = c.apply(draft)
			}
		}
		if err != nil {
			return before, d.orDone(ctx, o.Key, &before, err)
		}
		return d.commit(ctx, draft)
	})
}

// current says whether a ticket is at the version that the order is for.
func (o *Order) current(t *ticket.Ticket) error {
	if o.Version != 0 && o.Version != t.Version {
		return ticket.Errorf(ticket.Conflict, "ticket", "was changed meanwhile: it is at version %d; read it again", t.Version)
	}
	return nil
}

// find reads the ticket of an order, which must be at its version, and follows
// merges unless a command is about the merged ticket itself.
func (d *Desk) find(ctx context.Context, o *Order, commands []Command) (ticket.Ticket, error) {
	t, err := d.store.Ticket(ctx, o.Ticket)
	if err == nil {
		err = o.current(&t)
	}
	for _, c := range commands {
		if _, itself := c.(interface{ toMerged() }); itself {
			return t, err
		}
	}
	for err == nil && t.Status == ticket.Merged {
		t, err = d.store.Ticket(ctx, t.MergedInto)
	}
	return t, err
}

// commit stores a draft. One that changes nothing leaves its key alone.
func (d *Desk) commit(ctx context.Context, draft *draft) (ticket.Ticket, error) {
	if err := draft.settle(); err != nil {
		return draft.before, err
	}
	if draft.empty() {
		return draft.before, d.keep(ctx, draft.stamped())
	}
	receipt, err := d.store.Commit(ctx, draft.finish())
	if err != nil {
		return draft.before, err
	}
	return receipt.Tickets[0], nil
}
