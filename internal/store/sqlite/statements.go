package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// statements keeps the queries that were asked before prepared. The texts of
// lists differ by their filters; what comes after the first maxStatements of
// them is prepared each time.
type statements struct {
	db  *sql.DB
	mu  sync.RWMutex
	all map[string]*sql.Stmt
}

const maxStatements = 300

func newStatements(db *sql.DB) *statements { return &statements{db: db, all: map[string]*sql.Stmt{}} }

// get gives the prepared query, nil when there is no place for it.
func (s *statements) get(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	statement, count := s.all[text], len(s.all)
	s.mu.RUnlock()
	if statement != nil || count >= maxStatements {
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

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	statement, err := s.get(ctx, text)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return s.db.QueryContext(ctx, text, args...)
	}
	return statement.QueryContext(ctx, args...)
}

// each calls scan for every row of a query.
func (s *statements) each(ctx context.Context, scan func(*sql.Rows) error, text string, args ...any) error {
	rows, err := s.query(ctx, text, args...)
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
