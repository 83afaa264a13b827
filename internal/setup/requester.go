package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const mostAddresses = 20

// Requesters are those who write in. Its methods may be called from any
// goroutine; errors are ticket.Problems.
type Requesters struct{ desk }

// Get finds a requester by id.
func (s *Requesters) Get(ctx context.Context, id uuid.UUID) (ticket.Requester, error) {
	return s.store.Requester(ctx, id)
}

// ByAddress finds a requester by an e-mail address, in any case.
func (s *Requesters) ByAddress(ctx context.Context, address string) (ticket.Requester, error) {
	if err := email("address", &address); err != nil {
		return ticket.Requester{}, err
	}
	return s.store.RequesterByAddress(ctx, address)
}

// List gives requesters by id, after the given one.
func (s *Requesters) List(ctx context.Context, after uuid.UUID, limit int) ([]ticket.Requester, error) {
	return s.store.Requesters(ctx, after, limit)
}

// Create stores a new requester, who gets an id, version 1 and the time.
func (s *Requesters) Create(ctx context.Context, by ticket.Actor, r ticket.Requester) (ticket.Requester, error) {
	if r.ID != uuid.Nil || r.Version != 0 || !r.CreatedAt.IsZero() || !r.ErasedAt.IsZero() {
		return r, invalid("id", "is given by the server, as are version, created_at and erased_at: leave them out")
	}
	if err := s.check(ctx, &r, uuid.Nil); err != nil {
		return r, err
	}
	r.ID, r.CreatedAt = s.newID(), s.now().UTC()
	return s.put(ctx, by, RequesterCreated, ticket.Requester{}, r)
}

// Change puts a requester in place of the version that it carries. Who stays
// as they are keep their version.
func (s *Requesters) Change(ctx context.Context, by ticket.Actor, r ticket.Requester) (ticket.Requester, error) {
	was, err := s.Get(ctx, r.ID)
	if err != nil {
		return r, err
	}
	if was.Version != r.Version {
		return r, ticket.Errorf(ticket.Conflict, "", "it was changed meanwhile: it is at version %d, not %d; read it again", was.Version, r.Version)
	}
	if !was.ErasedAt.IsZero() {
		return r, invalid("id", "is that of somebody who was erased: create a new requester")
	}
	r.ErasedAt = was.ErasedAt
	if !r.CreatedAt.Equal(was.CreatedAt) {
		return r, invalid("created_at", "cannot be changed: leave it out")
	}
	if err := s.check(ctx, &r, was.Organisation); err != nil {
		return r, err
	}
	return s.put(ctx, by, RequesterChanged, was, r)
}

func (s *Requesters) put(ctx context.Context, by ticket.Actor, what ticket.EventType, was, is ticket.Requester) (ticket.Requester, error) {
	all, err := steps(was, is)
	if err != nil || len(all) == 0 && was.Version > 0 {
		return is, err
	}
	expect := is.Version
	is.Version++
	// Events stay when a person is forgotten: they name what changed, not the person.
	data, err := json.Marshal(struct {
		ID      uuid.UUID `json:"id"`
		Version int64     `json:"version"`
		Fields  []string  `json:"fields"`
	}{is.ID, is.Version, slices.Sorted(maps.Keys(all))})
	if err != nil {
		return is, err
	}
	_, err = s.store.Commit(ctx, &store.Write{
		Requesters: []store.RequesterWrite{{Expect: expect, Requester: is}},
		Events:     []ticket.Event{s.event(by, what, data)},
	})
	return is, err
}

// check tidies a requester. The organisation they had before may be gone.
func (s *Requesters) check(ctx context.Context, r *ticket.Requester, before uuid.UUID) error {
	if err := optional("name", &r.Name, longestName); err != nil {
		return err
	}
	if err := addresses(&r.Addresses); err != nil {
		return err
	}
	r.TimeZone = strings.TrimSpace(r.TimeZone)
	if err := zone("time_zone", r.TimeZone); err != nil {
		return err
	}
	if err := tag("language", &r.Language); err != nil {
		return err
	}
	if err := optional("tier", &r.Tier, longestTier); err != nil {
		return err
	}
	if r.Organisation == uuid.Nil || r.Organisation == before {
		return nil
	}
	if _, err := s.store.Record(ctx, store.Organisations, r.Organisation); ticket.IsKind(err, ticket.NotFound) {
		return invalid("organisation", "there is no organisation %s: create it first, or mend the id", r.Organisation)
	} else if err != nil {
		return err
	}
	return nil
}

// addresses tidies e-mail addresses: each once, in the order given.
func addresses(all *[]string) error {
	if err := count("addresses", len(*all), mostAddresses); err != nil {
		return err
	}
	out := make([]string, 0, len(*all))
	for i, address := range *all {
		if err := email(fmt.Sprintf("addresses.%d", i), &address); err != nil {
			return err
		}
		if !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	*all = out
	return nil
}
