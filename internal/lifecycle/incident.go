package lifecycle

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// attached is how many tickets are tied to a problem by one write.
const attached = 50

// Attach ties tickets to the problem that causes them, many in one write: each
// has or all have an Outcome. Twice the same is no change. A problem names the
// first 500 of its tickets; those beyond name it alone, or it would grow with
// each. A merged ticket is left to the one it lives on in.
func (d *Desk) Attach(ctx context.Context, actor ticket.Actor, problem uuid.UUID, tickets []uuid.UUID) []Outcome {
	out := make([]Outcome, 0, len(tickets))
	for chunk := range slices.Chunk(tickets, attached) {
		part := make([]Outcome, len(chunk))
		_, err := d.turns.take(&Order{Ticket: problem}, func() (ticket.Ticket, error) {
			for i, id := range chunk {
				part[i] = Outcome{Ticket: id}
			}
			return ticket.Ticket{}, d.attach(ctx, actor, problem, part)
		})
		if err != nil {
			for i := range part {
				if part[i].Err == nil {
					part[i].Err = err
				}
			}
		}
		out = append(out, part...)
	}
	return out
}

// attach ties some tickets to a problem in one write, and notes in part which
// cannot be.
func (d *Desk) attach(ctx context.Context, actor ticket.Actor, problem uuid.UUID, part []Outcome) error {
	cause, err := d.store.Ticket(ctx, problem)
	if err != nil {
		return err
	}
	if cause.Status == ticket.Merged {
		return ticket.Errorf(ticket.Invalid, "problem", "ticket %d was merged: take the one it lives on in", cause.Number)
	}
	all := []*draft{d.draft(cause, actor)}
	places := map[uuid.UUID]int{}
	for i := range part {
		one, err := d.effect(ctx, &all[0].before, part[i].Ticket)
		if err != nil {
			if part[i].Err = err; !IsFinal(err) {
				return err
			}
			continue
		}
		draft := d.draft(one, actor)
		if err := tie(draft, all[0]); err != nil {
			part[i].Err = err
			continue
		}
		part[i].Version = one.Version
		if !draft.empty() {
			places[one.ID], all = i, append(all, draft)
		}
	}
	if len(all) == 1 {
		return nil
	}
	w, err := joined(all)
	if err != nil {
		return err
	}
	receipt, err := d.store.Commit(ctx, w)
	if err != nil {
		return err
	}
	for i := range receipt.Tickets {
		if at, is := places[receipt.Tickets[i].ID]; is {
			part[at].Version = receipt.Tickets[i].Version
		}
	}
	return nil
}

// effect reads a ticket that is to be tied to a problem.
func (d *Desk) effect(ctx context.Context, cause *ticket.Ticket, id uuid.UUID) (ticket.Ticket, error) {
	if id == cause.ID {
		return ticket.Ticket{}, ticket.Errorf(ticket.Invalid, "ticket", "is the problem itself")
	}
	one, err := d.store.Ticket(ctx, id)
	if err != nil {
		return one, err
	}
	if one.Status == ticket.Merged {
		return one, ticket.Errorf(ticket.Invalid, "ticket", "ticket %d was merged: the one it lives on in counts", one.Number)
	}
	if slices.ContainsFunc(cause.Links, func(l ticket.Link) bool { return l.Kind == ticket.CausedBy }) {
		err = d.noCircle(ctx, ticket.CausedBy, id, cause.ID)
	}
	return one, err
}

// tie links a ticket to its cause, on both sides while there is room on the
// side of the cause.
func tie(one, cause *draft) error {
	if len(cause.ticket.Links) < maxLinks {
		return (&pair{one, cause}).link(ticket.CausedBy)
	}
	if link := (ticket.Link{Kind: ticket.CausedBy, Ticket: cause.ticket.ID}); !slices.Contains(one.ticket.Links, link) {
		if len(one.ticket.Links) >= maxLinks {
			return ticket.Errorf(ticket.Invalid, "links", "ticket %d has %d links, the most there can be", one.ticket.Number, maxLinks)
		}
		one.ticket.Links = append(one.ticket.Links, link)
		one.event(ticket.TicketLinked, linked(link))
	}
	return nil
}

// IsFinal says whether trying again would end in the same error.
func IsFinal(err error) bool {
	var p *ticket.Problem
	return errors.As(err, &p) && (p.Kind == ticket.NotFound || p.Kind == ticket.Invalid || p.Kind == ticket.Forbidden || p.Kind == ticket.TooLarge)
}

// joined is one write of what changed in several drafts.
func joined(all []*draft) (*store.Write, error) {
	var w store.Write
	for _, draft := range all {
		if err := draft.settle(); err != nil {
			return nil, err
		}
		if draft.empty() {
			continue
		}
		part := draft.finish()
		w.Tickets, w.Messages = append(w.Tickets, part.Tickets...), append(w.Messages, part.Messages...)
		w.Events, w.Decisions = append(w.Events, part.Events...), append(w.Decisions, part.Decisions...)
		w.Requesters, w.Rooms = append(w.Requesters, part.Requesters...), append(w.Rooms, part.Rooms...)
	}
	return &w, nil
}
