package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// statements keeps queries whose text is always the same prepared. Lists,
// whose texts are many, are prepared each time: that takes a small part of a
// millisecond, and kept ones would take memory on every connection.
type statements struct {
	db  *sql.DB
	mu  sync.RWMutex
	all map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements { return &statements{db: db, all: map[string]*sql.Stmt{}} }

func (s *statements) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	statement := s.all[text]
	s.mu.RUnlock()
	if statement != nil {
		return statement, nil
	}
	made, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.all[text]; first != nil {
		return first, made.Close()
	}
	s.all[text] = made
	return made, nil
}

// each calls scan for every row of a query.
func (s *statements) each(ctx context.Context, scan func(*sql.Rows) error, text string, args ...any) error {
	statement, err := s.prepared(ctx, text)
	if err != nil {
		return err
	}
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

// one scans the one row of a query, or gives sql.ErrNoRows.
func (s *statements) one(ctx context.Context, into []any, text string, args ...any) error {
	err := sql.ErrNoRows
	if failed := s.each(ctx, func(rows *sql.Rows) error {
		err = nil
		return rows.Scan(into...)
	}, text, args...); failed != nil {
		return failed
	}
	return err
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, statement := range s.all {
		errs = append(errs, statement.Close())
	}
	return errors.Join(errs...)
}
