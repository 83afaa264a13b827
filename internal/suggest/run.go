package suggest

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
	page    = 200
	breath  = 10 * time.Millisecond
	restFor = time.Second
	lookFor = 30 * time.Second // without hearing of changes
	again   = 5 * time.Second  // after an error
	settle  = 10 * time.Minute
)

// Run reads what there is to suggest, latest first, and follows what becomes of
// it. It ends with ctx. The desk need not wait for it.
func (l *Live) Run(ctx context.Context) {
	changes := l.config.Store.Changes(ctx)
	pace.Insist(ctx, l.config.Log, again, "what could be suggested could not be read", l.Read)
	settled := time.Now()
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		pace.Insist(ctx, l.config.Log, again, "what could be suggested could not be followed", l.Follow)
		if time.Since(settled) > settle {
			l.mu.Lock()
			l.library.Settle()
			l.mu.Unlock()
			settled = time.Now()
		}
	}
}

// remembered is how far back what was shown is read at a start, in events.
const remembered = 100_000

// Read takes in the resolved tickets, the latest first, the macros and the
// articles. Run calls it; tests may.
func (l *Live) Read(ctx context.Context) error {
	head, err := l.config.Store.Head(ctx)
	if err != nil {
		return err
	}
	if err := l.shelve(ctx); err != nil {
		return err
	}
	q := store.TicketQuery{Statuses: []ticket.Status{ticket.Resolved, ticket.Closed}, Order: store.Order{By: store.ByUpdated, Descending: true}, Limit: page}
	var found []exchange
	for len(found) < l.config.Most {
		tickets, err := l.config.Store.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range tickets {
			x, ok, err := l.gather(ctx, &tickets[i])
			if err != nil {
				return err
			}
			if ok {
				found = append(found, x)
			}
		}
		if len(tickets) < page {
			break
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
		pace.Wait(ctx, breath)
	}
	found = found[:min(len(found), l.config.Most)]
	slices.Reverse(found) // the oldest goes first when there are too many
	for some := range slices.Chunk(found, page) {
		l.mu.Lock()
		for i := range some {
			l.put(&some[i])
		}
		l.mu.Unlock()
	}
	l.mu.Lock()
	l.library.Settle()
	l.mu.Unlock()
	l.cursor = max(0, head-remembered)
	if err := l.follow(ctx, []ticket.EventType{Shown, ticket.MessageAdded}); err != nil {
		return err
	}
	l.cursor = head
	return nil
}

// telling are the events that change what can be suggested.
var telling = []ticket.EventType{
	ticket.TicketMoved, ticket.TicketImported, ticket.RatingAnswered, ticket.MessageAdded, ticket.TicketErased, Shown,
	"macro.created", "macro.changed", "macro.removed", "article.created", "article.changed", "article.removed",
}

// Follow takes in what has changed since. Run calls it; tests may.
func (l *Live) Follow(ctx context.Context) error { return l.follow(ctx, telling) }

func (l *Live) follow(ctx context.Context, types []ticket.EventType) error {
	for {
		events, err := l.config.Store.Events(ctx, store.EventQuery{After: l.cursor, Types: types, Limit: page})
		if err != nil {
			return err
		}
		var changed []uuid.UUID
		shelves := false
		for i := range events {
			e := &events[i]
			switch e.Type {
			case Shown:
				l.remember(e)
			case ticket.MessageAdded:
				l.learn(e)
			case ticket.TicketMoved, ticket.TicketImported, ticket.RatingAnswered, ticket.TicketErased:
				if e.Type == ticket.TicketErased {
					l.unoffer(e.Ticket)
				}
				if !slices.Contains(changed, e.Ticket) {
					changed = append(changed, e.Ticket)
				}
			default:
				shelves = true
			}
		}
		if shelves {
			if err := l.shelve(ctx); err != nil {
				return err
			}
		}
		for _, id := range changed {
			if err := l.reread(ctx, id); err != nil {
				return err
			}
		}
		if len(events) > 0 {
			l.cursor = events[len(events)-1].Seq
		}
		if len(events) < page {
			return nil
		}
		pace.Wait(ctx, breath)
	}
}

// reread takes a ticket as it is now; one that is open again or gone is
// forgotten.
func (l *Live) reread(ctx context.Context, id uuid.UUID) error {
	t, err := l.config.Store.Ticket(ctx, id)
	var x exchange
	ok := false
	switch {
	case ticket.IsKind(err, ticket.NotFound):
	case err != nil:
		return err
	default:
		if x, ok, err = l.gather(ctx, &t); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if ok {
		l.put(&x)
	} else {
		l.library.Remove(id.String())
	}
	return nil
}

// unoffer forgets what was shown for a ticket, or taken from it.
func (l *Live) unoffer(id uuid.UUID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	gone := func(o *offer) bool {
		return o.ticket == id || slices.ContainsFunc(o.Sources, func(s Origin) bool { return s.ID == id })
	}
	l.offered = slices.DeleteFunc(l.offered, func(shown uuid.UUID) bool {
		o, known := l.offers[shown]
		if known && gone(&o) {
			delete(l.offers, shown)
		}
		return known && gone(&o)
	})
}

// mostOffers is how many suggestions are remembered.
const mostOffers = 50_000

// remember keeps what was shown.
func (l *Live) remember(e *ticket.Event) {
	var data shown
	if json.Unmarshal(e.Data, &data) != nil {
		return // not ours
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(&data)
}

// keep is remember with l.mu held.
func (l *Live) keep(data *shown) {
	var better []float64
	for _, o := range data.Suggestions {
		o.better = better
		better = append(slices.Clip(better), o.Score)
		if _, known := l.offers[o.ID]; known {
			continue
		}
		o.ticket = data.Ticket
		l.offers[o.ID] = o
		l.offered = append(l.offered, o.ID)
	}
	for len(l.offered) > mostOffers {
		delete(l.offers, l.offered[0])
		l.offered = l.offered[1:]
	}
}
