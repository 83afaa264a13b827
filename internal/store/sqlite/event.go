package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Events gives those that fit a query, in order of Seq.
func (s *Store) Events(ctx context.Context, q store.EventQuery) ([]ticket.Event, error) {
	text, args := "SELECT seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash FROM events WHERE seq > ?", []any{q.After}
	if q.Ticket != uuid.Nil {
		text, args = text+" AND ticket = ?", append(args, q.Ticket[:])
	}
	if len(q.Types) > 0 {
		types := make([]string, len(q.Types))
		for i, t := range q.Types {
			types[i] = string(t)
		}
		text, args = text+" AND type IN (SELECT value FROM json_each(?))", append(args, textSet(types))
	}
	all := []ticket.Event{}
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var e ticket.Event
		var data sql.RawBytes
		var at int64
		err := rows.Scan(&e.Seq, (*idColumn)(&e.ID), &e.Type, (*idColumn)(&e.Ticket), &e.Index, &e.Actor.Kind, (*idColumn)(&e.Actor.ID), &at, &data, (*hashColumn)(&e.Before), (*hashColumn)(&e.Hash))
		e.At, e.Data = moment(at), json.RawMessage(slices.Clone(data))
		all = append(all, e)
		return err
	}, text+" ORDER BY seq LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, s.problem(err)
	}
	return all, nil
}

// Head is the Seq of the latest event, 0 for none.
func (s *Store) Head(ctx context.Context) (int64, error) {
	var head int64
	err := s.reads.one(ctx, []any{&head}, "SELECT seq FROM counters")
	return head, s.problem(err)
}
