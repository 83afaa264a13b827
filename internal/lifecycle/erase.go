package lifecycle

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Eraser takes out of a desk all that it knows of somebody who writes in: who they
// are, and the words of their tickets. What stays are times, counts, categories, and
// who had a ticket, so that routing keeps what it has learnt. Its methods may be
// called from any goroutine, on any number of nodes; errors are ticket.Problems.
//
// A record says that an erasure is under way, from the first write to the last. Every
// write in between leaves the desk whole and is done again without harm, so one that
// was broken off is taken up where it was by Resume.
type Eraser struct{ config EraseConfig }

// EraseConfig is what an Eraser works with.
type EraseConfig struct {
	Store store.Store
	// Stale marks the models that learnt from somebody, so that they are replaced,
	// and gives how many those are.
	Stale func(ctx context.Context, requester uuid.UUID, by ticket.Actor, why string) (int, error)
	Now   func() time.Time
	NewID func() uuid.UUID // UUIDv7s
}

// NewEraser makes an Eraser.
func NewEraser(c EraseConfig) *Eraser { return &Eraser{c} }

// Erased is what was done. It is the data of requester.erased.
type Erased struct {
	Requester uuid.UUID `json:"requester" format:"uuid"`
	Tickets   int       `json:"tickets" doc:"Theirs, whose words were taken out"`
	// Shared are tickets of others. What agents wrote there may speak of them.
	Shared []uuid.UUID `json:"shared,omitempty" doc:"Tickets that theirs were merged into, and problems of incidents with theirs: only what they wrote themselves was taken out there; somebody should read the rest"`
	Models int         `json:"models" doc:"Versions of models that learnt from them, and are to be replaced"`
}

// erasing is the record of an erasure.
type erasing struct {
	Requester uuid.UUID    `json:"requester"`
	By        ticket.Actor `json:"by"`
	At        time.Time    `json:"at"`
}

// staleWhy is why a model is to be replaced. It names nobody.
const staleWhy = "somebody whose texts it learnt from was erased"

// Erase erases a requester: NotFound for one who is not there. Where there is nothing
// left to erase it does nothing. progress, which may be nil, hears how many tickets
// were looked at. When ctx ends what is left is done by Resume.
func (e *Eraser) Erase(ctx context.Context, id uuid.UUID, by ticket.Actor, progress func(tickets int)) (Erased, error) {
	if _, err := e.Begin(ctx, id, by); err != nil {
		return Erased{Requester: id}, err
	}
	return e.Finish(ctx, id, progress)
}

// Begin empties the requester and notes that the rest is to follow. It says whether
// there is anything to do.
func (e *Eraser) Begin(ctx context.Context, id uuid.UUID, by ticket.Actor) (bool, error) {
	for {
		r, err := e.config.Store.Requester(ctx, id)
		if err != nil {
			return false, err
		}
		if _, err := e.config.Store.Record(ctx, store.Erasures, id); err == nil {
			return true, nil
		} else if !ticket.IsKind(err, ticket.NotFound) {
			return false, err
		}
		if blank := emptied(&r); blank {
			dirty, err := e.dirty(ctx, id)
			if err != nil || !dirty {
				return false, err
			}
		}
		if err = e.begin(ctx, r, by); !ticket.IsKind(err, ticket.Conflict) {
			return err == nil, err
		}
	}
}

// emptied says whether nothing is known of a requester any more.
func emptied(r *ticket.Requester) bool {
	return !r.ErasedAt.IsZero() && r.Name == "" && len(r.Addresses) == 0 && r.TimeZone == "" && r.Language == "" && r.Tier == "" && r.Organisation == uuid.Nil
}

func (e *Eraser) begin(ctx context.Context, r ticket.Requester, by ticket.Actor) error {
	now := e.now()
	body, err := json.Marshal(erasing{r.ID, by, now})
	if err != nil {
		return err
	}
	data, err := json.Marshal(Erased{Requester: r.ID})
	if err != nil {
		return err
	}
	_, err = e.config.Store.Commit(ctx, &store.Write{
		Requesters: []store.RequesterWrite{{Expect: r.Version, Requester: ticket.Requester{ID: r.ID, Addresses: []string{}, CreatedAt: r.CreatedAt, ErasedAt: now}}},
		Records:    []store.RecordWrite{{Record: store.Record{Kind: store.Erasures, ID: r.ID, Key: r.ID.String(), Body: body}}},
		Events:     []ticket.Event{e.event(ticket.RequesterErasing, by, data)},
	})
	return err
}

// Resume finishes what was begun, one after the other. It ends with the first error;
// what is left is there to be resumed again.
func (e *Eraser) Resume(ctx context.Context) (int, error) {
	records, err := e.config.Store.RecordsOf(ctx, store.Erasures)
	if err != nil {
		return 0, err
	}
	for i := range records {
		if _, err := e.Finish(ctx, records[i].ID, nil); err != nil {
			return i, err
		}
	}
	return len(records), nil
}

// Finish does all that is left of an erasure that was begun. Without one it does
// nothing.
func (e *Eraser) Finish(ctx context.Context, id uuid.UUID, progress func(tickets int)) (Erased, error) {
	done := Erased{Requester: id}
	record, err := e.config.Store.Record(ctx, store.Erasures, id)
	if ticket.IsKind(err, ticket.NotFound) {
		return done, nil
	}
	if err != nil {
		return done, err
	}
	var order erasing
	if err := json.Unmarshal(record.Body, &order); err != nil {
		return done, ticket.Wrap(ticket.Unavailable, err, "what is known of the erasure of %s is not readable: restore it from a backup", id)
	}
	if done.Models, err = e.config.Stale(ctx, id, order.By, staleWhy); err != nil {
		return done, err
	}
	all, err := e.tickets(ctx, id, &order, progress)
	if err != nil {
		return done, err
	}
	done.Tickets, done.Shared = len(all.own), all.shared
	if err := e.eraseCases(ctx, all); err != nil {
		return done, err
	}
	groups, problems, err := e.eraseRecords(ctx, all.own)
	if err != nil {
		return done, err
	}
	for _, problem := range problems {
		if !all.own[problem] && !slices.Contains(done.Shared, problem) {
			done.Shared = append(done.Shared, problem)
		}
	}
	if err := e.eraseLog(ctx, &order, all.own, groups); err != nil {
		return done, err
	}
	if err := e.config.Store.Scrub(ctx); err != nil {
		return done, err
	}
	return done, e.end(ctx, &record, &order, done)
}

// end removes the record and tells that all is done. Another node may have been
// faster.
func (e *Eraser) end(ctx context.Context, record *store.Record, order *erasing, done Erased) error {
	data, err := json.Marshal(done)
	if err != nil {
		return err
	}
	_, err = e.config.Store.Commit(ctx, &store.Write{
		Records: []store.RecordWrite{{Expect: record.Version, Record: store.Record{Kind: store.Erasures, ID: record.ID, Key: record.Key}, Remove: true}},
		Events:  []ticket.Event{e.event(ticket.RequesterErased, order.By, data)},
	})
	if ticket.IsKind(err, ticket.NotFound) || ticket.IsKind(err, ticket.Conflict) {
		return nil
	}
	return err
}

func (e *Eraser) event(what ticket.EventType, by ticket.Actor, data json.RawMessage) ticket.Event {
	return ticket.Event{ID: e.config.NewID(), Type: what, Actor: by, At: e.now(), Data: data}.Sealed()
}

// now has microseconds, as the stores keep no more.
func (e *Eraser) now() time.Time { return e.config.Now().UTC().Truncate(time.Microsecond) }
