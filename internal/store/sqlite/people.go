package sqlite

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Requester finds a requester by id.
func (s *Store) Requester(ctx context.Context, id uuid.UUID) (ticket.Requester, error) {
	return one[ticket.Requester](ctx, s, "requester", "SELECT doc FROM requesters WHERE id = ?", id[:])
}

// RequesterByAddress finds a requester by a lower-case e-mail address.
func (s *Store) RequesterByAddress(ctx context.Context, address string) (ticket.Requester, error) {
	return one[ticket.Requester](ctx, s, "requester", "SELECT r.doc FROM addresses a JOIN requesters r ON r.id = a.requester WHERE a.address = ?", address)
}

// Requesters lists requesters by id, after the given one.
func (s *Store) Requesters(ctx context.Context, after uuid.UUID, limit int) ([]ticket.Requester, error) {
	return documents[ticket.Requester](ctx, s, "SELECT doc FROM requesters WHERE id > ? ORDER BY id LIMIT ?", after[:], limit)
}

// Record finds a record.
func (s *Store) Record(ctx context.Context, kind store.RecordKind, id uuid.UUID) (store.Record, error) {
	r := store.Record{Kind: kind, ID: id}
	err := s.reads.one(ctx, []any{&r.Key, &r.Version, (*[]byte)(&r.Body)}, "SELECT name, version, body FROM records WHERE kind = ? AND id = ?", string(kind), id[:])
	return r, s.found(err, string(kind))
}

// RecordsOf lists a kind in order of key.
func (s *Store) RecordsOf(ctx context.Context, kind store.RecordKind) ([]store.Record, error) {
	all := []store.Record{}
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		r := store.Record{Kind: kind}
		err := rows.Scan((*idColumn)(&r.ID), &r.Key, &r.Version, (*[]byte)(&r.Body))
		all = append(all, r)
		return err
	}, "SELECT id, name, version, body FROM records WHERE kind = ? ORDER BY name", string(kind))
	return all, s.problem(err)
}
