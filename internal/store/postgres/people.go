package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Requester implements store.People.
func (s *Store) Requester(ctx context.Context, id uuid.UUID) (ticket.Requester, error) {
	return document[ticket.Requester](ctx, s, "requester", "select doc from requesters where id = $1", id)
}

// RequesterByAddress implements store.People.
func (s *Store) RequesterByAddress(ctx context.Context, address string) (ticket.Requester, error) {
	doc, err := s.mailers.Ask(ctx, address)
	if err != nil {
		return ticket.Requester{}, err
	}
	return parse[ticket.Requester](doc)
}

// byAddress finds the documents of requesters. Every message that comes in asks
// for one: under load a question each, on connections of their own, took longer
// than writing half a ticket.
func (s *Store) byAddress(ctx context.Context, addresses []string) ([][]byte, []error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	docs, errs := make([][]byte, len(addresses)), make([]error, len(addresses))
	found, err := again(ctx, func() (map[string][]byte, error) { return find(ctx, s.finder, addresses) })
	if ofWrite(err) && len(addresses) > 1 { // one is no text: the others are not to blame
		for i, address := range addresses {
			one, failed := s.byAddress(ctx, []string{address})
			docs[i], errs[i] = one[0], failed[0]
		}
		return docs, errs
	}
	for i, address := range addresses {
		if docs[i], errs[i] = found[address], err; err == nil && docs[i] == nil {
			errs[i] = missing("requester")
		}
	}
	return docs, errs
}

func find(ctx context.Context, pool *pgxpool.Pool, addresses []string) (map[string][]byte, error) {
	rows, err := pool.Query(ctx, "select a.address, r.doc from addresses a join requesters r on r.id = a.requester where a.address = any($1)", addresses)
	if err != nil {
		return nil, err
	}
	found := make(map[string][]byte, len(addresses))
	var address string
	var doc []byte
	_, err = pgx.ForEachRow(rows, []any{&address, &doc}, func() error {
		found[address] = doc
		return nil
	})
	return found, err
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
