package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Numbers gives the numbers of those of some tickets that there are.
func (s *Store) Numbers(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error) {
	numbers := make(map[uuid.UUID]int64, len(ids))
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var id uuid.UUID
		var number int64
		err := rows.Scan((*idColumn)(&id), &number)
		numbers[id] = number
		return err
	}, "SELECT t.id, t.number FROM json_each(?) j CROSS JOIN tickets t ON t.id = unhex(j.value)", idSet(ids))
	return numbers, s.problem(err)
}

// RequestersOf gives the requesters that have one of some ids or addresses.
func (s *Store) RequestersOf(ctx context.Context, ids []uuid.UUID, addresses []string) ([]ticket.Requester, error) {
	all := []ticket.Requester{}
	err := s.reads.each(ctx, decode(&all), "SELECT r.doc FROM json_each(?) j CROSS JOIN requesters r ON r.id = unhex(j.value)", idSet(ids))
	if err == nil {
		err = s.reads.each(ctx, decode(&all), "SELECT r.doc FROM json_each(?) j CROSS JOIN addresses a ON a.address = j.value CROSS JOIN requesters r ON r.id = a.requester", textSet(addresses))
	}
	slices.SortFunc(all, func(a, b ticket.Requester) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return slices.CompactFunc(all, func(a, b ticket.Requester) bool { return a.ID == b.ID }), s.problem(err)
}

// Wholes gives those of some numbered tickets that there are, with all that is
// theirs. What is asked of each table is asked of the same snapshot.
func (s *Store) Wholes(ctx context.Context, numbers []int64, types []ticket.EventType) ([]store.Whole, error) {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, s.problem(err)
	}
	g := gatherer{ctx: ctx, tx: tx, places: make(map[uuid.UUID]int, len(numbers))}
	err = errors.Join(g.gather(numbers, types), tx.Rollback()) // it wrote nothing
	return g.wholes, s.problem(err)
}

// gatherer puts wholes together.
type gatherer struct {
	ctx    context.Context
	tx     *sql.Tx
	wholes []store.Whole
	places map[uuid.UUID]int
	at     int // the last place that was found: rows of a ticket come together
}

func (g *gatherer) each(scan func(*sql.Rows) error, text string, args ...any) error {
	rows, err := g.tx.QueryContext(g.ctx, text, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

func (g *gatherer) gather(numbers []int64, types []ticket.EventType) error {
	if err := g.tickets(numbers); err != nil || len(g.wholes) == 0 {
		return err
	}
	ids, who := make([]uuid.UUID, len(g.wholes)), make([]uuid.UUID, 0, len(g.wholes))
	seen := make(map[uuid.UUID]bool, len(g.wholes))
	for i := range g.wholes {
		ids[i] = g.wholes[i].Ticket.ID
		if r := g.wholes[i].Ticket.Requester; !seen[r] {
			seen[r], who = true, append(who, r)
		}
	}
	set := idSet(ids)
	for _, part := range []struct {
		text string
		put  func(*store.Whole, sql.RawBytes) error
	}{
		{"SELECT m.ticket, m.doc FROM json_each(?) j CROSS JOIN messages m ON m.ticket = unhex(j.value)", func(w *store.Whole, doc sql.RawBytes) error {
			w.Messages = append(w.Messages, ticket.Message{})
			return json.Unmarshal(doc, &w.Messages[len(w.Messages)-1])
		}},
		{"SELECT d.ticket, d.doc FROM json_each(?) j CROSS JOIN decisions d ON d.ticket = unhex(j.value)", func(w *store.Whole, doc sql.RawBytes) error {
			w.Decisions = append(w.Decisions, ticket.Decision{})
			return json.Unmarshal(doc, &w.Decisions[len(w.Decisions)-1])
		}},
	} {
		if err := g.each(func(rows *sql.Rows) error {
			var id uuid.UUID
			var doc sql.RawBytes
			if err := rows.Scan((*idColumn)(&id), &doc); err != nil {
				return err
			}
			return part.put(g.of(id), doc)
		}, part.text, set); err != nil {
			return err
		}
	}
	if err := g.people(who); err != nil {
		return err
	}
	if len(types) > 0 {
		if err := g.events(set, types); err != nil {
			return err
		}
	}
	g.sort()
	return nil
}

// sort puts the parts of each whole in order. They mostly come so, by their
// indexes, and SQLite would sort them with their texts.
func (g *gatherer) sort() {
	for i := range g.wholes {
		w := &g.wholes[i]
		slices.SortFunc(w.Messages, func(a, b ticket.Message) int { return slices.Compare(a.ID[:], b.ID[:]) })
		slices.SortFunc(w.Decisions, func(a, b ticket.Decision) int { return slices.Compare(a.ID[:], b.ID[:]) })
		slices.SortFunc(w.Events, func(a, b ticket.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	}
}

// of is the whole of a ticket.
func (g *gatherer) of(id uuid.UUID) *store.Whole {
	if g.wholes[g.at].Ticket.ID != id {
		g.at = g.places[id]
	}
	return &g.wholes[g.at]
}

func (g *gatherer) tickets(numbers []int64) error {
	return g.each(func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		g.wholes = append(g.wholes, store.Whole{})
		t := &g.wholes[len(g.wholes)-1].Ticket
		err := json.Unmarshal(doc, t)
		g.places[t.ID] = len(g.wholes) - 1
		return err
	}, "SELECT t.doc FROM json_each(?) j CROSS JOIN tickets t ON t.number = j.value ORDER BY t.number", set(numbers, func(n int64) string { return strconv.FormatInt(n, 10) }))
}

func (g *gatherer) people(ids []uuid.UUID) error {
	all := []ticket.Requester{}
	if err := g.each(decode(&all), "SELECT r.doc FROM json_each(?) j CROSS JOIN requesters r ON r.id = unhex(j.value)", idSet(ids)); err != nil {
		return err
	}
	known := make(map[uuid.UUID]ticket.Requester, len(all))
	for _, r := range all {
		known[r.ID] = r
	}
	for i := range g.wholes {
		g.wholes[i].Requester = known[g.wholes[i].Ticket.Requester]
	}
	return nil
}

func (g *gatherer) events(set string, types []ticket.EventType) error {
	wanted := make([]string, len(types))
	for i, t := range types {
		wanted[i] = string(t)
	}
	return g.each(func(rows *sql.Rows) error {
		var e ticket.Event
		var data sql.RawBytes
		var at int64
		if err := rows.Scan(&e.Seq, (*idColumn)(&e.ID), &e.Type, (*idColumn)(&e.Ticket), &e.Index, &e.Actor.Kind, (*idColumn)(&e.Actor.ID), &at, &data, (*hashColumn)(&e.Before), (*hashColumn)(&e.Hash)); err != nil {
			return err
		}
		e.At, e.Data = moment(at), json.RawMessage(slices.Clone(data))
		w := g.of(e.Ticket)
		w.Events = append(w.Events, e)
		return nil
	}, `SELECT e.seq, e.id, e.type, e.ticket, e.place, e.actor_kind, e.actor, e.at, e.data, e.before, e.hash
		FROM json_each(?) j CROSS JOIN events e ON e.ticket = unhex(j.value)
		WHERE e.type IN (SELECT value FROM json_each(?))`, set, textSet(wanted))
}
