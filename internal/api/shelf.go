package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// keeper is where the things of a kind are kept.
type keeper[T any] interface {
	Get(ctx context.Context, id uuid.UUID) (T, error)
	// Page gives up to limit things after a position, nil for the start.
	Page(ctx context.Context, query url.Values, after []byte, limit int) ([]T, error)
	Position(value *T) []byte
	Head(value *T) (uuid.UUID, int64)
	Change(ctx context.Context, by *access.Principal, value T) (T, error)
}

// creator and remover are keepers that can do more.
type (
	creator[T any] interface {
		Create(ctx context.Context, by *access.Principal, value T) (T, error)
	}
	remover interface {
		Remove(ctx context.Context, by *access.Principal, id uuid.UUID, version int64) error
	}
)

// resource is a kind of thing over HTTP: a collection, and each thing in it
// under its id.
type resource[T any] struct {
	api     *API
	keeper  keeper[T]
	path    string // such as /v1/agents
	noun    string // such as agent
	fixed   []string
	filters []string // parameters of the list beside those of pages
}

func (s *resource[T]) list(w http.ResponseWriter, r *http.Request) {
	parameters, p := readParameters(r, append([]string{pageSize, pageAfter}, s.filters...)...)
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	win, p := readWindow(r, parameters)
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	rows, err := s.keeper.Page(r.Context(), parameters, win.after, win.size+1)
	if err != nil {
		s.api.refuse(w, r, err)
		return
	}
	s.api.answer(w, r, pageOf(win, rows, s.keeper.Position))
}

func (s *resource[T]) get(w http.ResponseWriter, r *http.Request) {
	value, err := s.find(r)
	if err != nil {
		s.api.refuse(w, r, err)
		return
	}
	s.write(w, r, http.StatusOK, &value)
}

func (s *resource[T]) create(maker creator[T]) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := s.read(w, r)
		if err == nil {
			value, err = maker.Create(r.Context(), principal(r.Context()), value)
		}
		if err != nil {
			s.api.refuse(w, r, err)
			return
		}
		s.write(w, r, http.StatusCreated, &value)
	}
}

// read decodes a new thing from the body.
func (s *resource[T]) read(w http.ResponseWriter, r *http.Request) (value T, err error) {
	if _, p := readParameters(r); p != nil {
		return value, p
	}
	members, err := s.api.readObject(w, r)
	if err != nil {
		return value, err
	}
	for _, name := range s.fixed {
		if _, given := members[name]; given {
			return value, ticket.Errorf(ticket.Invalid, name, "is given by the server: leave it out")
		}
	}
	return value, decode(members, &value)
}

// attempts is how often a patch without If-Match is applied anew when others
// change the same thing at the same time.
const attempts = 4

func (s *resource[T]) patch(w http.ResponseWriter, r *http.Request) {
	value, err := s.change(w, r)
	if err != nil {
		s.api.refuse(w, r, err)
		return
	}
	s.write(w, r, http.StatusOK, &value)
}

func (s *resource[T]) change(w http.ResponseWriter, r *http.Request) (value T, err error) {
	demanded, p := ifMatch(r)
	if p != nil {
		return value, p
	}
	if _, p := readParameters(r); p != nil {
		return value, p
	}
	changes, err := s.api.readObject(w, r)
	if err != nil {
		return value, err
	}
	for attempt := 1; ; attempt++ {
		was, err := s.find(r)
		if err != nil {
			return value, err
		}
		_, version := s.keeper.Head(&was)
		if err := s.current(demanded, version); err != nil {
			return value, err
		}
		if value, err = s.patched(was, changes); err != nil {
			return value, err
		}
		value, err = s.keeper.Change(r.Context(), principal(r.Context()), value)
		if !ticket.IsKind(err, ticket.Conflict) {
			return value, err
		}
		if now, findErr := s.find(r); findErr == nil {
			if _, moved := s.keeper.Head(&now); moved == version { // the conflict is with something else
				return value, err
			}
		}
		if demanded != 0 {
			return value, stale{err}
		}
		if attempt == attempts {
			return value, err
		}
	}
}

// patched is a thing after a merge patch. What the server gives stays.
func (s *resource[T]) patched(was T, changes object) (value T, err error) {
	before, err := merge(was, nil)
	if err != nil {
		return value, err
	}
	for _, name := range s.fixed {
		if given, found := changes[name]; found && !bytes.Equal(bytes.TrimSpace(given), before[name]) {
			return value, ticket.Errorf(ticket.Invalid, name, "is given by the server: leave it out")
		}
	}
	after, err := merge(was, changes)
	if err != nil {
		return value, err
	}
	return value, decode(after, &value)
}

// current refuses a version other than the one that If-Match demands.
func (s *resource[T]) current(demanded, version int64) error {
	if demanded != 0 && demanded != version {
		return stale{ticket.Errorf(ticket.Conflict, "", "the %s is at version %d, which is not the one in If-Match: read it again", s.noun, version)}
	}
	return nil
}

func (s *resource[T]) remove(from remover) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.removed(r, from); err != nil {
			s.api.refuse(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *resource[T]) removed(r *http.Request, from remover) error {
	demanded, p := ifMatch(r)
	if p != nil {
		return p
	}
	if _, p := readParameters(r); p != nil {
		return p
	}
	was, err := s.find(r)
	if err != nil {
		return err
	}
	id, version := s.keeper.Head(&was)
	if err := s.current(demanded, version); err != nil {
		return err
	}
	err = from.Remove(r.Context(), principal(r.Context()), id, demanded)
	if now, findErr := s.find(r); demanded != 0 && ticket.IsKind(err, ticket.Conflict) && findErr == nil {
		if _, moved := s.keeper.Head(&now); moved != version { // it was changed just now
			return stale{err}
		}
	}
	return err
}

// find reads the thing that the path names. An id that is none is not found.
func (s *resource[T]) find(r *http.Request) (value T, err error) {
	given := chi.URLParam(r, "id")
	id, err := uuid.Parse(given)
	if err != nil || len(given) != 36 {
		return value, ticket.Errorf(ticket.NotFound, "", "%s is no id of %s: GET %s lists them", brief(given), article(s.noun), s.path)
	}
	value, err = s.keeper.Get(r.Context(), id)
	if ticket.IsKind(err, ticket.NotFound) {
		err = ticket.Errorf(ticket.NotFound, "", "there is no %s %s, or no longer: GET %s lists them", s.noun, id, s.path)
	}
	return value, err
}

// write answers with a thing, its version and its place.
func (s *resource[T]) write(w http.ResponseWriter, r *http.Request, status int, value *T) {
	id, version := s.keeper.Head(value)
	w.Header().Set("ETag", etag(version))
	if status == http.StatusCreated {
		w.Header().Set("Location", fmt.Sprintf("%s/%s", s.path, id))
	}
	s.api.answerWith(w, r, status, value)
}

// after cuts a list that is in order of position.
func after[T any](all []T, position func(*T) []byte, last []byte, limit int) []T {
	start := 0
	if last != nil {
		start, _ = slices.BinarySearchFunc(all, last, func(value T, last []byte) int {
			if bytes.Compare(position(&value), last) <= 0 {
				return -1
			}
			return 1
		})
	}
	return all[start:min(len(all), start+limit)]
}
