package sqlite

import (
	"context"
	"database/sql"
	"errors"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"switchyard/internal/ticket"
)

// code is SQLite's primary result code of an error, 0 for none.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// problem says what an error of the database means and what helps.
func (s *Store) problem(err error) error {
	var known *ticket.Problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	say := func(format string) error { return ticket.Wrap(ticket.Unavailable, err, format, s.path) }
	switch code(err) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return say("the database %s is locked by another process: stop that one, or try again in a moment")
	case codes.SQLITE_FULL:
		return say("the disk of the database %s is full: free some space and try again")
	case codes.SQLITE_READONLY:
		return say("the database %s cannot be written: give this user write access to the file and its folder")
	case codes.SQLITE_CANTOPEN, codes.SQLITE_PERM, codes.SQLITE_AUTH:
		return say("the database %s cannot be opened: check that the folder exists and that this user may write there")
	case codes.SQLITE_NOTADB:
		return say("the file %s is no SQLite database: name another, or restore it from a backup")
	case codes.SQLITE_CORRUPT:
		return say("the database %s is damaged: restore it from a backup")
	case codes.SQLITE_IOERR:
		return say("the disk of the database %s fails to read or write: check it")
	case codes.SQLITE_CONSTRAINT:
		return ticket.Wrap(ticket.Conflict, err, "something in it has an id that is taken: read again and retry")
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ticket.Wrap(ticket.Unavailable, err, "the request ended before it was answered")
	case errors.Is(err, sql.ErrConnDone), err.Error() == "sql: database is closed", err.Error() == "sql: statement is closed": // these two have no names
		return ticket.Wrap(ticket.Unavailable, err, "the server is stopping: send this again in a moment")
	}
	return say("the database %s failed: see the log, and try again")
}

// found turns a missing row into NotFound.
func (s *Store) found(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ticket.Errorf(ticket.NotFound, what, "does not exist, or no longer")
	}
	return s.problem(err)
}
