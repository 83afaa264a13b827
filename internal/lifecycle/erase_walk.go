package lifecycle

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// concerned are the tickets that an erasure is about.
type concerned struct {
	own    map[uuid.UUID]bool
	since  time.Time   // when the first of them came
	shared []uuid.UUID // in which others live on
}

// tickets erases all tickets of a requester, and then what they wrote in those of
// others that theirs were ever merged into.
func (e *Eraser) tickets(ctx context.Context, id uuid.UUID, order *erasing, progress func(int)) (concerned, error) {
	all := concerned{own: map[uuid.UUID]bool{}}
	var merges []uuid.UUID
	err := e.each(ctx, id, func(t *ticket.Ticket) (bool, error) {
		into, err := e.eraseTicket(ctx, t.ID, reach{id, true}, order.By)
		if ticket.IsKind(err, ticket.NotFound) { // it has expired
			return true, nil
		}
		if all.since.IsZero() || t.CreatedAt.Before(all.since) {
			all.since = t.CreatedAt
		}
		all.own[t.ID], merges = true, append(merges, into...)
		if progress != nil && err == nil {
			progress(len(all.own))
		}
		return true, err
	})
	if err != nil {
		return all, err
	}
	seen := map[uuid.UUID]bool{}
	for len(merges) > 0 {
		one := merges[0]
		if merges = merges[1:]; all.own[one] || seen[one] {
			continue
		}
		seen[one] = true
		into, err := e.eraseTicket(ctx, one, reach{id, false}, order.By)
		if ticket.IsKind(err, ticket.NotFound) {
			continue
		}
		if err != nil {
			return all, err
		}
		all.shared, merges = append(all.shared, one), append(merges, into...)
	}
	return all, nil
}

// each gives the tickets of a requester until one says that it is enough.
func (e *Eraser) each(ctx context.Context, id uuid.UUID, give func(*ticket.Ticket) (more bool, err error)) error {
	q := store.TicketQuery{Requesters: []uuid.UUID{id}, Order: store.Order{By: store.ByNumber}, Limit: erasePage}
	for {
		tickets, err := e.config.Store.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range tickets {
			if more, err := give(&tickets[i]); err != nil || !more {
				return err
			}
		}
		if len(tickets) < erasePage {
			return nil
		}
		after := store.PositionOf(&tickets[len(tickets)-1], q.Order.By)
		q.After = &after
	}
}

// dirty says whether there are words of a requester left in a ticket.
func (e *Eraser) dirty(ctx context.Context, id uuid.UUID) (found bool, err error) {
	var merges []uuid.UUID
	look := func(one uuid.UUID, all bool) error {
		w, into, err := e.eraseWrite(ctx, one, reach{id, all}, ticket.Actor{})
		if ticket.IsKind(err, ticket.NotFound) {
			return nil
		}
		found, merges = found || w != nil, append(merges, into...)
		return err
	}
	own := map[uuid.UUID]bool{}
	err = e.each(ctx, id, func(t *ticket.Ticket) (bool, error) {
		own[t.ID] = true
		err := look(t.ID, true)
		return !found, err
	})
	for len(merges) > 0 && !found && err == nil {
		one := merges[0]
		if merges = merges[1:]; !own[one] {
			own[one] = true
			err = look(one, false)
		}
	}
	return found, err
}
