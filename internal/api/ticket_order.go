package api

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// order is who asks for what on which ticket.
func (a *API) order(r *http.Request, members object) (lifecycle.Order, error) {
	var o lifecycle.Order
	id, err := a.idOf(r)
	if err != nil {
		return o, err
	}
	version, p := ifMatch(r)
	if p != nil {
		return o, p
	}
	key, err := requestKey(r, members)
	return lifecycle.Order{Actor: principal(r.Context()).Actor, Ticket: id, Version: version, Key: key}, err
}

// idOf is the id of the ticket that a path names. Whether there is one the
// desk finds out.
func (a *API) idOf(r *http.Request) (uuid.UUID, error) {
	if id, err := uuid.Parse(chi.URLParam(r, "id")); err == nil {
		return id, nil
	}
	t, err := a.find(r)
	return t.ID, err
}

// after is the reply to an order: the ticket as it is then. A request that
// was done before is answered alike.
func (a *API) after(r *http.Request, o lifecycle.Order, t ticket.Ticket, err error) (reply, error) {
	lookup := "miss"
	if replay := (*store.ReplayError)(nil); errors.As(err, &replay) {
		lookup = "hit"
		t, err = a.config.Store.Ticket(r.Context(), replay.Ticket)
	}
	if err != nil {
		if o.Version != 0 && ticket.IsKind(err, ticket.Conflict) {
			err = stale{err}
		}
		return reply{}, err
	}
	out := confidantOf(r).answered(&t, nil)
	if o.Key != nil {
		out.header[headerLookup] = lookup
	}
	return out, nil
}

// told is what an error says to the client where it is part of an answer.
func (a *API) told(r *http.Request, err error) string {
	if known := (*ticket.Problem)(nil); errors.As(err, &known) {
		return problemOf(known).Detail
	}
	a.config.Log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.Any("error", err))
	return "the server failed on this one; its log says why"
}
