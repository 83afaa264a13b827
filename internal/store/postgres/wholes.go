package postgres

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Numbers implements store.Archive.
func (s *Store) Numbers(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error) {
	return again(ctx, func() (map[uuid.UUID]int64, error) {
		numbers := make(map[uuid.UUID]int64, len(ids))
		rows, err := s.pool.Query(ctx, "select id, number from tickets where id = any($1)", ids)
		if err != nil {
			return nil, err
		}
		var id uuid.UUID
		var number int64
		_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &number}, func() error {
			numbers[id] = number
			return nil
		})
		return numbers, err
	})
}

// RequestersOf implements store.Archive.
func (s *Store) RequestersOf(ctx context.Context, ids []uuid.UUID, addresses []string) ([]ticket.Requester, error) {
	all, err := documents[ticket.Requester](ctx, s, `
select doc from requesters where id = any($1)
union all select r.doc from addresses a join requesters r on r.id = a.requester where a.address = any($2)`, ids, addresses)
	slices.SortFunc(all, func(a, b ticket.Requester) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return slices.CompactFunc(all, func(a, b ticket.Requester) bool { return a.ID == b.ID }), err
}

// Wholes implements store.Archive.
func (s *Store) Wholes(ctx context.Context, numbers []int64, types []ticket.EventType) ([]store.Whole, error) {
	return again(ctx, func() (wholes []store.Whole, err error) {
		err = pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
			g := gatherer{ctx: ctx, tx: tx, places: make(map[uuid.UUID]int, len(numbers))}
			err := g.gather(numbers, types)
			wholes = g.wholes
			return err
		})
		return wholes, err
	})
}

// gatherer puts wholes together.
type gatherer struct {
	ctx    context.Context
	tx     pgx.Tx
	wholes []store.Whole
	places map[uuid.UUID]int
}

func (g *gatherer) gather(numbers []int64, types []ticket.EventType) error {
	rows, err := g.tx.Query(g.ctx, "select number, doc from tickets where number = any($1) order by number", numbers)
	if err != nil {
		return err
	}
	tickets, err := pgx.CollectRows(rows, numbered)
	if err != nil || len(tickets) == 0 {
		return err
	}
	g.wholes = make([]store.Whole, len(tickets))
	ids, who := make([]uuid.UUID, len(tickets)), make([]uuid.UUID, len(tickets))
	for i := range tickets {
		g.wholes[i].Ticket = tickets[i]
		ids[i], who[i] = tickets[i].ID, tickets[i].Requester
		g.places[tickets[i].ID] = i
	}
	if err := g.messages(ids); err != nil {
		return err
	}
	if err := g.decisions(ids); err != nil {
		return err
	}
	if err := g.people(who); err != nil || len(types) == 0 {
		return err
	}
	return g.events(ids, types)
}

func (g *gatherer) messages(ids []uuid.UUID) error {
	rows, err := g.tx.Query(g.ctx, "select doc from messages where ticket = any($1) order by ticket, id", ids)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, decode[ticket.Message])
	for i := range all {
		w := &g.wholes[g.places[all[i].Ticket]]
		w.Messages = append(w.Messages, all[i])
	}
	return err
}

func (g *gatherer) decisions(ids []uuid.UUID) error {
	rows, err := g.tx.Query(g.ctx, "select doc from decisions where ticket = any($1) order by ticket, id", ids)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, decode[ticket.Decision])
	for i := range all {
		w := &g.wholes[g.places[all[i].Ticket]]
		w.Decisions = append(w.Decisions, all[i])
	}
	return err
}

func (g *gatherer) people(ids []uuid.UUID) error {
	rows, err := g.tx.Query(g.ctx, "select doc from requesters where id = any($1)", ids)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, decode[ticket.Requester])
	known := make(map[uuid.UUID]ticket.Requester, len(all))
	for _, r := range all {
		known[r.ID] = r
	}
	for i := range g.wholes {
		g.wholes[i].Requester = known[g.wholes[i].Ticket.Requester]
	}
	return err
}

func (g *gatherer) events(ids []uuid.UUID, types []ticket.EventType) error {
	wanted := make([]string, len(types))
	for i, t := range types {
		wanted[i] = string(t)
	}
	rows, err := g.tx.Query(g.ctx, "select seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash from events where ticket = any($1) and type = any($2) order by seq", ids, wanted)
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, event)
	for i := range all {
		w := &g.wholes[g.places[all[i].Ticket]]
		w.Events = append(w.Events, all[i])
	}
	return err
}
