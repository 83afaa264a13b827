package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const eventColumns = "select seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash from events "

// Events implements store.Events.
func (s *Store) Events(ctx context.Context, q store.EventQuery) ([]ticket.Event, error) {
	c := conditions{}
	c.add("seq > ?", q.After)
	if q.Ticket != uuid.Nil {
		c.add("ticket = ?", q.Ticket)
	}
	if len(q.Types) > 0 {
		c.add("type = any(?)", texts(q.Types))
	}
	sql := eventColumns + c.where() + " order by seq limit " + c.value(q.Limit)
	return collect(ctx, s, event, sql, c.args...)
}

func event(row pgx.CollectableRow) (ticket.Event, error) {
	var e ticket.Event
	var at int64
	var data, before, hash []byte
	if err := row.Scan(&e.Seq, (*[16]byte)(&e.ID), (*string)(&e.Type), (*[16]byte)(&e.Ticket), &e.Index, (*string)(&e.Actor.Kind), (*[16]byte)(&e.Actor.ID), &at, &data, &before, &hash); err != nil {
		return e, err
	}
	e.At = instant(at)
	if len(data) > 0 {
		e.Data = data
	}
	copy(e.Before[:], before)
	copy(e.Hash[:], hash)
	return e, nil
}

// Head implements store.Events.
func (s *Store) Head(ctx context.Context) (int64, error) {
	return one[int64](ctx, s, "select last_seq from counters")
}
