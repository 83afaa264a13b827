package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// documents reads the rows of a query for one column of JSON.
func documents[T any](ctx context.Context, s *Store, sql string, args ...any) ([]T, error) {
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, problem(err)
	}
	list, err := pgx.CollectRows(rows, decode[T])
	return list, problem(err)
}

func decode[T any](row pgx.CollectableRow) (T, error) {
	var v T
	var doc []byte
	if err := row.Scan(&doc); err != nil {
		return v, err
	}
	err := json.Unmarshal(doc, &v)
	return v, err
}

// document1 reads the one row of a query; NotFound says what is missing.
func document1[T any](ctx context.Context, s *Store, what, sql string, args ...any) (T, error) {
	list, err := documents[T](ctx, s, sql, args...)
	if err == nil && len(list) == 0 {
		err = ticket.Errorf(ticket.NotFound, what, "does not exist, or no longer")
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// Ticket implements store.Tickets.
func (s *Store) Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error) {
	return document1[ticket.Ticket](ctx, s, "ticket", "select doc from tickets where id = $1", id)
}

// TicketByNumber implements store.Tickets.
func (s *Store) TicketByNumber(ctx context.Context, number int64) (ticket.Ticket, error) {
	return document1[ticket.Ticket](ctx, s, "ticket", "select doc from tickets where number = $1", number)
}

// Due implements store.Tickets.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]ticket.Ticket, error) {
	return documents[ticket.Ticket](ctx, s, "select doc from tickets where wake > 0 and wake <= $1 order by wake, number limit $2", now.UnixMicro(), limit)
}

// Messages implements store.Tickets.
func (s *Store) Messages(ctx context.Context, tickets []uuid.UUID, after uuid.UUID, limit int) ([]ticket.Message, error) {
	return documents[ticket.Message](ctx, s, `
select m.doc from (select distinct * from unnest($1::uuid[])) as t (id)
cross join lateral (select id, doc from messages where ticket = t.id and id > $2 order by id limit $3) m
order by m.id limit $3`, tickets, after, limit)
}

// Decisions implements store.Tickets.
func (s *Store) Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	return documents[ticket.Decision](ctx, s, "select doc from decisions where ticket = $1 order by at desc, id desc limit $2", id, limit)
}

// Loads implements store.Tickets.
func (s *Store) Loads(ctx context.Context) (map[store.Slot]int, error) {
	rows, err := s.pool.Query(ctx, "select agent, channel, n from loads where n > 0")
	if err != nil {
		return nil, problem(err)
	}
	loads := map[store.Slot]int{}
	var slot store.Slot
	var n int
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&slot.Agent), (*string)(&slot.Channel), &n}, func() error {
		loads[slot] = n
		return nil
	})
	return loads, problem(err)
}
