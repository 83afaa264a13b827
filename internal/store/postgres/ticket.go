package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Ticket implements store.Tickets.
func (s *Store) Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error) {
	return only(ctx, s, numbered, "ticket", "select number, doc from tickets where id = $1", id)
}

// TicketByNumber implements store.Tickets.
func (s *Store) TicketByNumber(ctx context.Context, number int64) (ticket.Ticket, error) {
	return only(ctx, s, numbered, "ticket", "select number, doc from tickets where number = $1", number)
}

// TicketsByID implements store.Tickets.
func (s *Store) TicketsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Ticket, error) {
	if len(ids) == 0 {
		return []ticket.Ticket{}, nil
	}
	return collect(ctx, s, numbered, "select number, doc from tickets where id = any($1) order by number", ids)
}

// Due implements store.Tickets.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]ticket.Ticket, error) {
	return collect(ctx, s, numbered, "select number, doc from tickets where wake > 0 and wake <= $1 order by wake, number limit $2", now.UnixMicro(), limit)
}

// Messages implements store.Tickets.
func (s *Store) Messages(ctx context.Context, tickets []uuid.UUID, after uuid.UUID, limit int) ([]ticket.Message, error) {
	return documents[ticket.Message](ctx, s, `
select m.doc from (select distinct * from unnest($1::uuid[])) as t (id)
cross join lateral (select id, doc from messages where ticket = t.id and id > $2 order by id limit $3) m
order by m.id limit $3`, tickets, after, limit)
}

// LastMessages implements store.Tickets.
func (s *Store) LastMessages(ctx context.Context, tickets []uuid.UUID, limit int) ([]ticket.Message, error) {
	last, err := documents[ticket.Message](ctx, s, `
select m.doc from (select distinct * from unnest($1::uuid[])) as t (id)
cross join lateral (select id, doc from messages where ticket = t.id order by id desc limit $2) m
order by m.id desc limit $2`, tickets, limit)
	slices.Reverse(last)
	return last, err
}

// FirstMessages implements store.Tickets.
func (s *Store) FirstMessages(ctx context.Context, tickets []uuid.UUID) ([]ticket.Message, error) {
	if len(tickets) == 0 {
		return []ticket.Message{}, nil
	}
	return documents[ticket.Message](ctx, s, `
select m.doc from (select distinct * from unnest($1::uuid[])) as t (id)
cross join lateral (select id, doc from messages where ticket = t.id order by id limit 1) m
order by m.id`, tickets)
}

// Decisions implements store.Tickets.
func (s *Store) Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	return documents[ticket.Decision](ctx, s, "select doc from decisions where ticket = $1 order by at desc, id desc limit $2", id, limit)
}

// DecisionsByID implements store.Tickets.
func (s *Store) DecisionsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Decision, error) {
	if len(ids) == 0 {
		return []ticket.Decision{}, nil
	}
	return documents[ticket.Decision](ctx, s, "select doc from decisions where id = any($1) order by id", ids)
}

// DecisionsFrom implements store.Tickets.
func (s *Store) DecisionsFrom(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	return documents[ticket.Decision](ctx, s, "select doc from decisions where id >= $1 order by id limit $2", id, limit)
}

// Loads implements store.Tickets.
func (s *Store) Loads(ctx context.Context) (map[store.Slot]int, error) {
	type load struct {
		slot store.Slot
		n    int
	}
	list, err := collect(ctx, s, func(row pgx.CollectableRow) (load, error) {
		var l load
		err := row.Scan((*[16]byte)(&l.slot.Agent), (*string)(&l.slot.Channel), &l.n)
		return l, err
	}, "select agent, channel, n from loads where n > 0")
	loads := make(map[store.Slot]int, len(list))
	for _, l := range list {
		loads[l.slot] = l.n
	}
	return loads, err
}
