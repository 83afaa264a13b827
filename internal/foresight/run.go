package foresight

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// How much is read at a time, and how long others have the database in between.
const (
	page     = 128
	breath   = 5 * time.Millisecond
	restFor  = 2 * time.Second
	lookFor  = time.Minute // without hearing of changes
	span     = 180 * 24 * time.Hour
	mostKept = 20_000       // tickets, the latest
	slack    = mostKept / 8 // more before some are forgotten
)

// Run reads the tickets of the last 180 days, follows what becomes of them and
// learns from them, until ctx ends. The desk need not wait for it.
func (f *Foresight) Run(ctx context.Context) {
	changes := f.store.Changes(ctx)
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		err := f.Follow(ctx)
		if err == nil {
			err = f.Learn(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.log.LogAttrs(ctx, slog.LevelWarn, "what may go wrong with tickets could not be learnt; trying again", slog.Any("error", err))
		}
	}
}

// Follow reads what happened since the last time; the first time, the past.
func (f *Foresight) Follow(ctx context.Context) error {
	f.reading.Lock()
	defer f.reading.Unlock()
	policies, err := f.promises(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	f.policies = policies
	f.mu.Unlock()
	if !f.Ready() {
		return f.readAll(ctx, policies)
	}
	for {
		began := time.Now()
		head, err := f.store.Head(ctx)
		if err != nil || head <= f.cursor {
			return err
		}
		events, err := f.store.Events(ctx, store.EventQuery{After: f.cursor, Types: stirring, Limit: 500})
		if err != nil {
			return err
		}
		var changed []uuid.UUID
		for i := range events {
			if id := events[i].Ticket; !slices.Contains(changed, id) {
				changed = append(changed, id)
			}
		}
		if err := f.reread(ctx, changed, policies); err != nil {
			return err
		}
		f.share.Rest(ctx, began)
		if len(events) < 500 {
			if f.cursor = head; len(events) > 0 { // some may have come since
				f.cursor = max(head, events[len(events)-1].Seq)
			}
			return nil
		}
		f.cursor = events[499].Seq
	}
}

// promises are the service levels as they are set up.
func (f *Foresight) promises(ctx context.Context) ([]sla.Policy, error) {
	records, err := f.store.RecordsOf(ctx, store.Policies)
	if err != nil {
		return nil, err
	}
	policies := make([]sla.Policy, len(records))
	for i := range records {
		if err := json.Unmarshal(records[i].Body, &policies[i]); err != nil {
			return nil, ticket.Wrap(ticket.Unavailable, err, "service level policy %s is not readable: restore the database from a backup", records[i].ID)
		}
	}
	return policies, nil
}

// readAll reads the latest tickets. What happens meanwhile is in the events after
// the cursor.
func (f *Foresight) readAll(ctx context.Context, policies []sla.Policy) error {
	head, err := f.store.Head(ctx)
	if err != nil {
		return err
	}
	latest, err := f.store.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}, Limit: 1})
	if err != nil {
		return err
	}
	now := f.now()
	var lives []*life
	if len(latest) > 0 {
		last := latest[0].Number
		for to := last; to > max(0, last-mostKept); to -= page {
			var numbers []int64
			for n := max(1, to-page+1, last-mostKept+1); n <= to; n++ {
				numbers = append(numbers, n)
			}
			some, err := f.lives(ctx, numbers)
			if err != nil {
				return err
			}
			for _, l := range some {
				if l.at(now).status.Active() || now.Sub(l.created) <= span {
					lives = append(lives, l)
				}
			}
			pace.Wait(ctx, breath)
		}
	}
	m := newMemory(lives)
	m.start(now, policies)
	f.mu.Lock()
	f.memory, f.ready = m, true
	f.mu.Unlock()
	f.cursor = head
	return nil
}

func (f *Foresight) lives(ctx context.Context, numbers []int64) ([]*life, error) {
	wholes, err := f.store.Wholes(ctx, numbers, telling)
	if err != nil {
		return nil, err
	}
	lives := make([]*life, len(wholes))
	for i := range wholes {
		lives[i] = lifeOf(&wholes[i])
	}
	return lives, nil
}

// reread takes tickets as they are now; one that is gone is forgotten.
func (f *Foresight) reread(ctx context.Context, ids []uuid.UUID, policies []sla.Policy) error {
	for some := range slices.Chunk(ids, page) {
		there, err := f.store.Numbers(ctx, some)
		if err != nil {
			return err
		}
		var numbers []int64
		for _, id := range some {
			if n, is := there[id]; is {
				numbers = append(numbers, n)
			}
		}
		slices.Sort(numbers)
		lives, err := f.lives(ctx, numbers)
		if err != nil {
			return err
		}
		f.mu.Lock()
		for _, id := range some {
			if _, is := there[id]; !is {
				f.memory.drop(id)
			}
		}
		now := f.now()
		for _, l := range lives {
			if f.memory.take(l, now, policies) {
				f.news++
			}
		}
		f.memory.forget()
		f.mu.Unlock()
	}
	return nil
}
