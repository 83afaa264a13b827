package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Requester implements store.People.
func (s *Store) Requester(ctx context.Context, id uuid.UUID) (ticket.Requester, error) {
	return document[ticket.Requester](ctx, s, "requester", "select doc from requesters where id = $1", id)
}

// RequesterByAddress implements store.People.
func (s *Store) RequesterByAddress(ctx context.Context, address string) (ticket.Requester, error) {
	return document[ticket.Requester](ctx, s, "requester", "select r.doc from addresses a join requesters r on r.id = a.requester where a.address = $1", address)
}

// Requesters implements store.People.
func (s *Store) Requesters(ctx context.Context, after uuid.UUID, limit int) ([]ticket.Requester, error) {
	return documents[ticket.Requester](ctx, s, "select doc from requesters where id > $1 order by id limit $2", after, limit)
}

// Record implements store.Records.
func (s *Store) Record(ctx context.Context, kind store.RecordKind, id uuid.UUID) (store.Record, error) {
	list, err := s.records(ctx, "where kind = $1 and id = $2", string(kind), id)
	if err == nil && len(list) == 0 {
		err = missing(string(kind))
	}
	if err != nil {
		return store.Record{}, err
	}
	return list[0], nil
}

// RecordsOf implements store.Records.
func (s *Store) RecordsOf(ctx context.Context, kind store.RecordKind) ([]store.Record, error) {
	return s.records(ctx, `where kind = $1 order by key collate "C"`, string(kind))
}

func (s *Store) records(ctx context.Context, where string, args ...any) ([]store.Record, error) {
	return collect(ctx, s, func(row pgx.CollectableRow) (store.Record, error) {
		var r store.Record
		err := row.Scan((*string)(&r.Kind), (*[16]byte)(&r.ID), &r.Key, &r.Version, (*[]byte)(&r.Body))
		return r, err
	}, "select kind, id, key, version, body from records "+where, args...)
}
