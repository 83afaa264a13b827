package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Shelf keeps the things of one kind. Its methods may be called from any
// goroutine; errors are ticket.Problems.
type Shelf[T any] struct {
	desk
	kind kind[T]
}

// kind is what tells one kind of thing from another.
type kind[T any] struct {
	record store.RecordKind
	most   int    // there can be
	unique string // field that no two have alike
	head   func(*T) (id *uuid.UUID, version *int64)
	key    func(*T) string
	// check brings a thing into its proper form, or says what is wrong with it.
	check func(context.Context, desk, *T) error
	// fixed says which change cannot be; nil for any can.
	fixed func(was, is *T) error
	// touch notes when a thing was changed; nil where it does not say.
	touch func(*T, time.Time)
	// used says what a thing is needed for, nil for nothing ever.
	used func(context.Context, desk, *T) error
	// kept is where a thing goes that another version takes the place of; empty
	// where it is not kept.
	kept store.RecordKind
}

// Kind is the kind of the records.
func (s *Shelf[T]) Kind() store.RecordKind { return s.kind.record }

// Head gives the id and version of a thing.
func (s *Shelf[T]) Head(value *T) (uuid.UUID, int64) {
	id, version := s.kind.head(value)
	return *id, *version
}

// Key is what no two things have alike.
func (s *Shelf[T]) Key(value *T) string { return s.kind.key(value) }

// Get finds a thing by id.
func (s *Shelf[T]) Get(ctx context.Context, id uuid.UUID) (T, error) {
	r, err := s.store.Record(ctx, s.kind.record, id)
	if err != nil {
		var none T
		return none, err
	}
	return s.decode(&r)
}

// List gives all things, in the order of bytes of their Keys.
func (s *Shelf[T]) List(ctx context.Context) ([]T, error) {
	records, err := s.store.RecordsOf(ctx, s.kind.record)
	if err != nil {
		return nil, err
	}
	all := make([]T, len(records))
	for i := range records {
		if all[i], err = s.decode(&records[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(s.kind.key(&a), s.kind.key(&b)) }) // databases have orders of their own
	return all, nil
}

// list reads all things of a kind for checks, which need no versions.
func list[T any](ctx context.Context, d desk, kind store.RecordKind) ([]T, error) {
	records, err := d.store.RecordsOf(ctx, kind)
	if err != nil {
		return nil, err
	}
	all := make([]T, len(records))
	for i, r := range records {
		if err := json.Unmarshal(r.Body, &all[i]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.Kind, r.ID, err)
		}
	}
	return all, nil
}

func (s *Shelf[T]) decode(r *store.Record) (T, error) {
	var value T
	if err := json.Unmarshal(r.Body, &value); err != nil {
		return value, fmt.Errorf("%s %s: %w", r.Kind, r.ID, err)
	}
	id, version := s.kind.head(&value)
	*id, *version = r.ID, r.Version
	return value, nil
}

// Create stores a new thing, which gets an id and version 1.
func (s *Shelf[T]) Create(ctx context.Context, by ticket.Actor, value T) (T, error) {
	id, version := s.kind.head(&value)
	if *id != uuid.Nil || *version != 0 {
		return value, ticket.Errorf(ticket.Invalid, "id", "is given by the server, as is version: leave both out")
	}
	records, err := s.store.RecordsOf(ctx, s.kind.record)
	if err != nil {
		return value, err
	}
	if len(records) >= s.kind.most {
		return value, ticket.Errorf(ticket.Invalid, "", "there are %d of these, the most there can be: remove some first", len(records))
	}
	*id = s.newID()
	if err := s.kind.check(ctx, s.desk, &value); err != nil {
		return value, err
	}
	return s.put(ctx, by, Created(s.kind.record), nil, value, records)
}

// Change puts a thing in place of the version that it carries. A thing that
// stays as it is keeps its version.
func (s *Shelf[T]) Change(ctx context.Context, by ticket.Actor, value T) (T, error) {
	id, version := s.kind.head(&value)
	was, err := s.Get(ctx, *id)
	if err != nil {
		return value, err
	}
	if _, found := s.kind.head(&was); *found != *version {
		return value, ticket.Errorf(ticket.Conflict, "", "it was changed meanwhile: it is at version %d, not %d; read it again", *found, *version)
	}
	if err := s.kind.check(ctx, s.desk, &value); err != nil {
		return value, err
	}
	if s.kind.fixed != nil {
		if err := s.kind.fixed(&was, &value); err != nil {
			return value, err
		}
	}
	records, err := s.store.RecordsOf(ctx, s.kind.record)
	if err != nil {
		return value, err
	}
	return s.put(ctx, by, Changed(s.kind.record), &was, value, records)
}

// put stores a thing that was checked in place of another, nil for none.
func (s *Shelf[T]) put(ctx context.Context, by ticket.Actor, what ticket.EventType, was *T, value T, others []store.Record) (T, error) {
	id, version := s.kind.head(&value)
	expect, key := *version, s.kind.key(&value)
	for _, r := range others { // the store is the judge; this is for a better message
		if r.Key == key && r.ID != *id {
			return value, ticket.Errorf(ticket.Conflict, s.kind.unique, "%q is taken by another %s: choose another", key, s.kind.record)
		}
	}
	fields, err := steps(was, value)
	if err != nil {
		return value, err
	}
	if was != nil && len(fields) == 0 {
		return *was, nil
	}
	*version++
	if s.kind.touch != nil {
		s.kind.touch(&value, s.now().UTC())
	}
	body, err := json.Marshal(value)
	if err != nil {
		return value, err
	}
	if hasNUL(body) {
		return value, ticket.Errorf(ticket.Invalid, "", "a text holds the character NUL: leave it out")
	}
	data, err := json.Marshal(changed{*id, key, *version, fields})
	if err != nil {
		return value, err
	}
	write := store.Write{
		Records: []store.RecordWrite{{Expect: expect, Record: store.Record{Kind: s.kind.record, ID: *id, Key: key, Body: body}}},
		Events:  []ticket.Event{s.event(by, what, data)},
	}
	if s.kind.kept != "" && was != nil {
		if write.Records, err = s.keep(write.Records, was); err != nil {
			return value, err
		}
	}
	_, err = s.store.Commit(ctx, &write)
	return value, err
}

// Remove takes a thing away. version is the one to remove, 0 for any. The error
// is Conflict when it is in use.
func (s *Shelf[T]) Remove(ctx context.Context, by ticket.Actor, id uuid.UUID, version int64) error {
	r, err := s.store.Record(ctx, s.kind.record, id)
	if err != nil {
		return err
	}
	if version == 0 {
		version = r.Version
	}
	if s.kind.used != nil {
		value, err := s.decode(&r)
		if err != nil {
			return err
		}
		if err := s.kind.used(ctx, s.desk, &value); err != nil {
			return err
		}
	}
	data, err := json.Marshal(changed{ID: id, Key: r.Key, Version: version})
	if err != nil {
		return err
	}
	_, err = s.store.Commit(ctx, &store.Write{
		Records: []store.RecordWrite{{Expect: version, Record: r, Remove: true}},
		Events:  []ticket.Event{s.event(by, Removed(s.kind.record), data)},
	})
	return err
}

func (d desk) event(by ticket.Actor, what ticket.EventType, data []byte) ticket.Event {
	return ticket.Event{ID: d.newID(), Type: what, Actor: by, At: d.now().UTC(), Data: data}.Sealed()
}

// hasNUL says whether JSON holds the one character that PostgreSQL refuses.
func hasNUL(raw []byte) bool {
	return bytes.Contains(bytes.ReplaceAll(raw, []byte(`\\`), nil), []byte(`\u0000`))
}
