package postgres

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"switchyard/internal/ticket"
)

// readTries is how often a read is tried when the connection is lost: those
// that wait in the pool may all have been cut off.
const readTries = 4

// collect reads all rows of a query. It changes nothing, so it is tried again
// when the connection is lost.
func collect[T any](ctx context.Context, s *Store, row pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	return again(ctx, func() ([]T, error) {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, row)
	})
}

func again[T any](ctx context.Context, read func() (T, error)) (T, error) {
	for try := 1; ; try++ {
		v, err := read()
		if err == nil || try == readTries || ctx.Err() != nil || !passing(err) {
			return v, problem(err)
		}
		pause(ctx, retryEvery)
	}
}

// one reads a query of one row and one column.
func one[T any](ctx context.Context, s *Store, sql string, args ...any) (T, error) {
	var v T
	list, err := collect(ctx, s, pgx.RowTo[T], sql, args...)
	if err == nil && len(list) == 0 {
		err = problem(pgx.ErrNoRows)
	}
	if err != nil {
		return v, err
	}
	return list[0], nil
}

// documents reads a query of one column of JSON.
func documents[T any](ctx context.Context, s *Store, sql string, args ...any) ([]T, error) {
	return collect(ctx, s, decode[T], sql, args...)
}

func decode[T any](row pgx.CollectableRow) (T, error) {
	var doc []byte
	if err := row.Scan(&doc); err != nil {
		var none T
		return none, err
	}
	return parse[T](doc)
}

// parse reads a document.
func parse[T any](doc []byte) (T, error) {
	var v T
	if err := json.Unmarshal(doc, &v); err != nil {
		return v, ticket.Wrap(ticket.Unavailable, err, "the database holds what this program did not write: restore it from a backup, or run the version that wrote it")
	}
	return v, nil
}

// numbered reads a row of a number and the document of a ticket.
func numbered(row pgx.CollectableRow) (ticket.Ticket, error) {
	var number int64
	var doc []byte
	if err := row.Scan(&number, &doc); err != nil {
		return ticket.Ticket{}, err
	}
	t, err := parse[ticket.Ticket](doc)
	t.Number = number
	return t, err
}

// document reads the one row of a query; NotFound says what is missing.
func document[T any](ctx context.Context, s *Store, what, sql string, args ...any) (T, error) {
	return only(ctx, s, decode[T], what, sql, args...)
}

func only[T any](ctx context.Context, s *Store, row pgx.RowToFunc[T], what, sql string, args ...any) (T, error) {
	list, err := collect(ctx, s, row, sql, args...)
	if err == nil && len(list) == 0 {
		err = missing(what)
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

func missing(what string) error {
	return ticket.Errorf(ticket.NotFound, what, "does not exist, or no longer")
}

// passing says whether the same may work in a moment: the connection was lost or
// the server is stopping, starting, or chose this transaction to end a deadlock.
func passing(err error) bool {
	if code := sqlState(err); code != "" {
		return hasPrefix(code, "57P", "08", "40") || code == "53300"
	}
	known := (*ticket.Problem)(nil)
	return !errors.As(err, &known) && !errors.Is(err, pgx.ErrNoRows) && !errors.Is(err, context.Canceled)
}
