package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// statuses are the HTTP statuses of the kinds of error.
var statuses = map[ticket.Kind]int{
	ticket.NotFound:    http.StatusNotFound,
	ticket.Invalid:     http.StatusUnprocessableEntity,
	ticket.Conflict:    http.StatusConflict,
	ticket.Forbidden:   http.StatusForbidden,
	ticket.Full:        http.StatusConflict,
	ticket.TooLarge:    http.StatusRequestEntityTooLarge,
	ticket.Reused:      http.StatusUnprocessableEntity,
	ticket.Unavailable: http.StatusServiceUnavailable,
}

// retryAfter is how many seconds a client waits when the store cannot answer.
const retryAfter = "1"

// stale marks a Conflict as one with the version that If-Match names.
type stale struct{ error }

func (s stale) Unwrap() error { return s.error }

// refuse answers a request that failed: the one place where errors become
// HTTP. What lies below an error, and any error that is not made for the
// client, is for the log alone.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var (
		p          *Problem
		known      *ticket.Problem
		unknown    *access.UnauthenticatedError
		outdated   stale
		tooMany    *http.MaxBytesError
		identifier = w.Header().Get(headerRequestID)
	)
	switch {
	case errors.As(err, &p):
	case errors.As(err, &unknown):
		w.Header().Set("WWW-Authenticate", challenge(r))
		p = problem(http.StatusUnauthorized, unknown.Message)
		p.Kind = "unauthenticated"
	case errors.As(err, &outdated):
		p = problem(http.StatusPreconditionFailed, messageOf(err)+"; send its new ETag in If-Match", Fault{Detail: messageOf(err), Header: "If-Match"})
		p.Kind = "stale"
	case errors.As(err, &known):
		p = problemOf(known)
		if known.Kind == ticket.Unavailable {
			w.Header().Set("Retry-After", retryAfter)
		}
		if known.Err != nil {
			a.config.Log.LogAttrs(r.Context(), slog.LevelWarn, "refused", slog.String("request_id", identifier), slog.Any("error", err))
		}
	case errors.As(err, &tooMany):
		p = problem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes: send less", tooMany.Limit))
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		w.WriteHeader(statusClientGone)
		return
	case errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", retryAfter)
		p = problem(http.StatusServiceUnavailable, "this took too long: try again in a moment")
	default:
		a.config.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("request_id", identifier), slog.Any("error", err))
		p = internal(identifier)
	}
	writeProblem(w, r, p)
}

// problemOf is the answer to an error made for the client.
func problemOf(known *ticket.Problem) *Problem {
	status, found := statuses[known.Kind]
	if !found {
		status = http.StatusInternalServerError
	}
	detail := known.Message
	switch {
	case known.Kind == ticket.Unavailable && known.Err != nil: // what is wrong with the store is for the log
		detail = "the store cannot answer now: try again in a moment, with the same " + headerKey + " where you sent one"
	case known.Field != "":
		detail = known.Field + ": " + detail
	}
	p := problem(status, detail)
	p.Kind = string(known.Kind)
	if known.Field != "" && status != http.StatusNotFound {
		p.Errors = []Fault{faultAt(known.Field, known.Message)}
	}
	return p
}

// messageOf is what an error says to the client.
func messageOf(err error) string {
	var known *ticket.Problem
	if errors.As(err, &known) {
		return problemOf(known).Detail
	}
	return err.Error()
}

// faultAt blames a field of the body, named by its path with dots, or a
// header, whose name starts with a capital.
func faultAt(field, detail string) Fault {
	if field[0] >= 'A' && field[0] <= 'Z' {
		return Fault{Detail: detail, Header: field}
	}
	parts := strings.Split(field, ".")
	for i := range parts {
		parts[i] = escape(parts[i])
	}
	return Fault{Detail: detail, Pointer: "#/" + strings.Join(parts, "/")}
}

// badRequest is a Problem with a query parameter that cannot be read at all.
func badRequest(parameter, detail string) *Problem {
	return problem(http.StatusBadRequest, detail, Fault{Detail: detail, Parameter: parameter})
}
