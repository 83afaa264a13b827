package lifecycle

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// merged is the data of ticket.merged and ticket.unmerged, on both sides.
type merged struct {
	From uuid.UUID `json:"from"`
	Into uuid.UUID `json:"into"`
}

// Merge lets the order's ticket live on in another, which shows its messages
// from then on and gets the answers to it. It gives back the other. Unmerge
// undoes it.
func (d *Desk) Merge(ctx context.Context, o Order, into uuid.UUID) (ticket.Ticket, error) {
	if _, err := d.both(ctx, o, into, (*pair).merge); err != nil {
		return ticket.Ticket{}, err
	}
	return d.store.Ticket(ctx, into)
}

func (p *pair) merge() error {
	from, into := &p.one.ticket, &p.other.ticket
	p.one.key, p.other.key = nil, p.one.key // what is answered is the ticket that lives on
	switch {
	case from.Status == ticket.Merged && from.MergedInto == into.ID:
		return nil
	case from.Status == ticket.Merged:
		return ticket.Errorf(ticket.Invalid, "ticket", "ticket %d was merged already: unmerge it first", from.Number)
	case into.Status == ticket.Merged:
		return ticket.Errorf(ticket.Invalid, "into", "ticket %d was merged itself: merge into the one it lives on in", into.Number)
	case into.Status == ticket.Closed || into.Status == ticket.Spam:
		return ticket.Errorf(ticket.Invalid, "into", "ticket %d is %s: merge into one that is still worked on", into.Number, into.Status)
	}
	before := from.Status
	if err := p.one.move(ticket.Merged, p.one.actor.Kind, "merged"); err != nil {
		return err
	}
	from.Before, from.MergedInto = before, into.ID
	into.Absorbed = append(into.Absorbed, from.Conversation()...)
	p.one.event(ticket.TicketMerged, merged{from.ID, into.ID})
	p.other.event(ticket.TicketMerged, merged{from.ID, into.ID})
	return nil
}

// Unmerge gives a merged ticket its own life back, as it was before.
func (d *Desk) Unmerge(ctx context.Context, o Order) (ticket.Ticket, error) {
	t, err := d.store.Ticket(ctx, o.Ticket)
	if err != nil {
		return t, err
	}
	if t.Status != ticket.Merged {
		return t, d.orDone(ctx, o.Key, &t, ticket.Errorf(ticket.Invalid, "ticket", "ticket %d was not merged", t.Number))
	}
	return d.both(ctx, o, t.MergedInto, (*pair).unmerge)
}

func (p *pair) unmerge() error {
	from, into := &p.one.ticket, &p.other.ticket
	if from.Status != ticket.Merged || from.MergedInto != into.ID {
		return ticket.Errorf(ticket.Conflict, "ticket", "was merged otherwise meanwhile: read it again")
	}
	if into.Status == ticket.Merged {
		return ticket.Errorf(ticket.Invalid, "ticket", "it was merged into ticket %d, which was merged itself: unmerge that first", into.Number)
	}
	if err := p.one.move(from.Before, p.one.actor.Kind, "unmerged"); err != nil {
		return err
	}
	from.MergedInto, from.Before = uuid.Nil, ""
	own := from.Conversation()
	into.Absorbed = slices.DeleteFunc(into.Absorbed, func(id uuid.UUID) bool { return slices.Contains(own, id) })
	p.one.event(ticket.TicketUnmerged, merged{from.ID, into.ID})
	p.other.event(ticket.TicketUnmerged, merged{from.ID, into.ID})
	return nil
}
