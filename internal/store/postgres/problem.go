package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"switchyard/internal/ticket"
)

const unanswered = "the request ended before the database answered: try again"

// problem says what an error of the driver means to the user and what helps.
func problem(err error) error {
	var known *ticket.Problem
	var refused *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, pgx.ErrNoRows):
		return ticket.Wrap(ticket.NotFound, err, "does not exist, or no longer")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ticket.Wrap(ticket.Unavailable, err, unanswered)
	case errors.As(err, &refused):
		return refusal(refused)
	case errors.As(err, &connecting):
		return ticket.Wrap(ticket.Unavailable, err, "the database cannot be reached: see that it runs, and that host, port and TLS settings of its address are right")
	}
	return ticket.Wrap(ticket.Unavailable, err, "the connection to the database was lost: try again in a moment")
}

// refusal is for what the server itself says, by its SQLSTATE.
func refusal(e *pgconn.PgError) error {
	switch e.Code {
	case "28P01", "28000":
		return ticket.Wrap(ticket.Unavailable, e, "the database refuses the user or the password: see its address, and pg_hba.conf on the server")
	case "3D000":
		return ticket.Wrap(ticket.Unavailable, e, "there is no such database: create it with createdb, or mend the name in the address")
	case "42501", "3F000":
		return ticket.Wrap(ticket.Unavailable, e, "the database user may not do this: make it the owner of the database, or grant it CREATE and USAGE on the schema and all rights on its tables")
	case "25006":
		return ticket.Wrap(ticket.Unavailable, e, "the database is read-only: connect to the primary, not to a replica")
	case "53100":
		return ticket.Wrap(ticket.Unavailable, e, "the disk of the database is full: make room on it")
	case "53300":
		return ticket.Wrap(ticket.Unavailable, e, "the database takes no more connections: raise max_connections, or let fewer programs connect")
	case "57014":
		return ticket.Wrap(ticket.Unavailable, e, "the database took too long and gave up: try again")
	case "22021", "22P05":
		return ticket.Wrap(ticket.Invalid, e, "a text holds a zero byte or is not UTF-8: leave it out")
	case "23505":
		return ticket.Wrap(ticket.Conflict, e, "an id or a key is taken: take a new one")
	}
	switch {
	case hasPrefix(e.Code, "57P", "08"):
		return ticket.Wrap(ticket.Unavailable, e, "the database is stopping or starting: try again in a moment")
	case hasPrefix(e.Code, "22", "54"):
		return ticket.Wrap(ticket.Invalid, e, "a value is too large for the database: make it smaller")
	}
	return ticket.Wrap(ticket.Unavailable, e, "the database could not do this: %s", e.Message)
}

// ofWrite says whether an error is due to what was to be written, so that
// the same transaction without it may succeed.
func ofWrite(err error) bool {
	return ticket.IsKind(err, ticket.Invalid) || hasPrefix(sqlState(err), "22", "23", "54")
}

// sqlState is the code of an answer of the server, empty for other errors.
func sqlState(err error) string {
	if answer := (*pgconn.PgError)(nil); errors.As(err, &answer) {
		return answer.Code
	}
	return ""
}

func hasPrefix(code string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(code, p) })
}
