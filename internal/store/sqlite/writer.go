package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// writer is the one connection that writes. What it does is never broken off
// by the end of a request: others may share the transaction.
type writer struct {
	mu         sync.Mutex
	ctx        context.Context // of the transaction under way
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	grown      chan struct{} // gets a value some time after a transaction
}

// newWriter takes a connection over.
func newWriter(ctx context.Context, conn *sql.Conn) (*writer, error) {
	w := &writer{ctx: ctx, conn: conn, statements: map[string]*sql.Stmt{}, grown: make(chan struct{}, 1)}
	for _, text := range []string{"BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"} {
		if _, err := w.prepared(text); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return w, nil
}

// do runs a transaction. When it returns an error nothing was stored.
func (w *writer) do(ctx context.Context, work func() error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx = context.WithoutCancel(ctx)
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := work()
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		_ = w.exec("ROLLBACK") // SQLite may have rolled back by itself, and then says so
		return err
	}
	select {
	case w.grown <- struct{}{}:
	default:
	}
	return nil
}

func (w *writer) prepared(text string) (*sql.Stmt, error) {
	if statement, found := w.statements[text]; found {
		return statement, nil
	}
	statement, err := w.conn.PrepareContext(w.ctx, text)
	if err != nil {
		return nil, err
	}
	w.statements[text] = statement
	return statement, nil
}

func (w *writer) exec(text string, args ...any) error {
	_, err := w.count(text, args...)
	return err
}

// count is exec that says how many rows it changed.
func (w *writer) count(text string, args ...any) (int64, error) {
	statement, err := w.prepared(text)
	if err != nil {
		return 0, err
	}
	result, err := statement.ExecContext(w.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// each calls scan for every row of a query.
func (w *writer) each(scan func(*sql.Rows) error, text string, args ...any) error {
	statement, err := w.prepared(text)
	if err != nil {
		return err
	}
	rows, err := statement.QueryContext(w.ctx, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

// drain calls scan for every row and closes them.
func drain(rows *sql.Rows, scan func(*sql.Rows) error) error {
	for rows.Next() {
		if err := scan(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var errs []error
	for _, statement := range w.statements {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// total is how many rows the connection has ever changed.
func (w *writer) total(into *int64) error {
	return w.each(func(rows *sql.Rows) error { return rows.Scan(into) }, "SELECT total_changes()")
}
