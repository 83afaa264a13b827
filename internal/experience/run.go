package experience

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// How much is read at a time, and how long others have the database and the
// processor in between.
const (
	page     = 500
	breath   = 10 * time.Millisecond
	restFor  = time.Second
	lookFor  = 30 * time.Second // without hearing of changes
	again    = 5 * time.Second  // after an error
	mostRead = 300_000          // tickets, the latest ones
)

// Run reads the tickets of the last 180 days, follows what becomes of them, and
// fits models: after the first read, and then every full hour in which something
// came. It ends with ctx. The desk need not wait for it.
func (x *Experience) Run(ctx context.Context) {
	changes := x.store.Changes(ctx)
	pace.Insist(ctx, x.log, again, "the tickets of the past could not be read", x.readAll)
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		pace.Insist(ctx, x.log, again, "what came of tickets could not be followed", x.look)
	}
}

// look is one round after the first read.
func (x *Experience) look(ctx context.Context) error {
	if err := x.follow(ctx); err != nil {
		return err
	}
	if err := x.ripen(ctx); err != nil {
		return err
	}
	if err := x.refit(ctx); err != nil {
		return err
	}
	return x.publish(ctx)
}

// readAll reads the tickets that were changed in the last 180 days, latest
// first. What happens meanwhile is in the events after the cursor.
func (x *Experience) readAll(ctx context.Context) error {
	head, err := x.store.Head(ctx)
	if err != nil {
		return err
	}
	now := x.now()
	q := store.TicketQuery{Order: store.Order{By: store.ByUpdated, Descending: true}, Limit: page}
	for read := 0; read < mostRead; read += page {
		tickets, err := x.store.List(ctx, q)
		if err != nil {
			return err
		}
		old := slices.IndexFunc(tickets, func(t ticket.Ticket) bool { return now.Sub(t.UpdatedAt) > span })
		if old >= 0 {
			tickets = tickets[:old]
		}
		x.take(tickets)
		if len(tickets) < page {
			break
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
		pace.Wait(ctx, breath)
	}
	x.cursor = head
	return nil
}

// take learns from tickets as they are now.
func (x *Experience) take(tickets []ticket.Ticket) {
	now, learner := x.now(), x.learner.Load()
	for i := range tickets {
		x.mu.Lock()
		outcomes := x.memory.take(&tickets[i], x.window, now)
		x.mu.Unlock()
		if len(outcomes) > 0 {
			learner.Observe(outcomes...)
			x.stale = true
		}
	}
}

// telling are the events after which the outcomes of a ticket may be others.
var telling = []ticket.EventType{
	ticket.TicketAssigned, ticket.TicketMoved, ticket.TicketChanged, ticket.TicketTriaged, ticket.RatingAnswered, ticket.TicketLinked, ticket.TicketImported,
}

// learntFrom are the fields of a ticket that outcomes and demand are made of.
var learntFrom = []string{"category", "priority", "language", "requester"}

// tells says whether the outcomes of a ticket may be others after an event: an
// edit of its subject, tags or custom fields changes none.
func tells(e *ticket.Event) bool {
	if e.Type != ticket.TicketChanged {
		return true
	}
	var data struct {
		Changes map[string]json.RawMessage `json:"changes"`
	}
	if json.Unmarshal(e.Data, &data) != nil || data.Changes == nil {
		return true // written otherwise: look
	}
	return slices.ContainsFunc(learntFrom, func(field string) bool { return data.Changes[field] != nil })
}

// follow reads the tickets that were changed since the last time.
func (x *Experience) follow(ctx context.Context) error {
	for {
		head, err := x.store.Head(ctx)
		if err != nil || head <= x.cursor {
			return err
		}
		events, err := x.store.Events(ctx, store.EventQuery{After: x.cursor, Types: telling, Limit: page})
		if err != nil {
			return err
		}
		var changed []uuid.UUID
		for i := range events {
			if id := events[i].Ticket; tells(&events[i]) && !slices.Contains(changed, id) {
				changed = append(changed, id)
			}
		}
		if err := x.reread(ctx, changed); err != nil {
			return err
		}
		if len(events) < page {
			if x.cursor = head; len(events) > 0 { // some may have come since
				x.cursor = max(head, events[len(events)-1].Seq)
			}
			return nil
		}
		x.cursor = events[page-1].Seq
		pace.Wait(ctx, breath)
	}
}

// reread takes tickets as they are now, in their order; one that is gone is
// forgotten.
func (x *Experience) reread(ctx context.Context, ids []uuid.UUID) error {
	for some := range slices.Chunk(ids, page) {
		tickets, err := x.store.TicketsByID(ctx, some)
		if err != nil {
			return err
		}
		found := make(map[uuid.UUID]int, len(tickets))
		for i := range tickets {
			found[tickets[i].ID] = i
		}
		for _, id := range some {
			if i, there := found[id]; there {
				x.take(tickets[i : i+1])
				continue
			}
			x.mu.Lock()
			x.memory.drop(id)
			x.mu.Unlock()
			x.stale = true
		}
	}
	return nil
}

// ripen takes the tickets of which more is known by now.
func (x *Experience) ripen(ctx context.Context) error {
	var due []uuid.UUID
	now := x.now()
	for id, at := range x.memory.ripening {
		if !now.Before(at) {
			due = append(due, id)
		}
	}
	slices.SortFunc(due, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return x.reread(ctx, due)
}
