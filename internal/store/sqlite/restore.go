package sqlite

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Restore stores many whole tickets in one transaction. Their words are filed with
// those of the next commit, or when the database is next opened: to file them
// takes longer than to store them, and more are about to come.
func (s *Store) Restore(ctx context.Context, r *store.Restoration) ([]int64, error) {
	docs, err := restoring(ctx, r)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	err = s.writer.do(ctx, func() (err error) {
		numbers, err = s.writer.restore(r, docs)
		return err
	})
	if err != nil {
		return nil, s.problem(err)
	}
	if len(r.Tickets) > 0 {
		s.changes.tell()
	}
	return numbers, nil
}

// restoration is a transaction that holds the writer.
type restoration struct {
	store *Store
	told  bool
	ended bool
}

// Restoring begins to restore into a database without tickets.
func (s *Store) Restoring(ctx context.Context) (store.Restoring, error) {
	w := s.writer
	w.mu.Lock()
	w.ctx = context.WithoutCancel(ctx)
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		w.mu.Unlock()
		return nil, s.problem(err)
	}
	r := &restoration{store: s}
	now, err := w.read(nil)
	if err != nil || now.number > 0 {
		return nil, errors.Join(s.problem(err), r.End(ctx, false))
	}
	return r, nil
}

// Restore stores some, as far as the transaction.
func (r *restoration) Restore(ctx context.Context, what *store.Restoration) ([]int64, error) {
	docs, err := restoring(ctx, what)
	if err != nil {
		return nil, err
	}
	numbers, err := r.store.writer.restore(what, docs)
	r.told = r.told || len(what.Tickets) > 0
	return numbers, r.store.problem(err)
}

// End ends the transaction and lets others write.
func (r *restoration) End(_ context.Context, keep bool) error {
	w := r.store.writer
	if r.ended {
		return nil
	}
	r.ended = true
	defer w.mu.Unlock()
	if !keep {
		_ = w.exec("ROLLBACK") // SQLite may have rolled back by itself, and then says so
		return nil
	}
	if err := w.exec("COMMIT"); err != nil {
		_ = w.exec("ROLLBACK")
		return r.store.problem(err)
	}
	if r.told {
		r.store.changes.tell()
	}
	select {
	case w.grown <- struct{}{}:
	default:
	}
	return nil
}

// restored are the documents of a whole ticket. That of the ticket waits for its number.
type restored struct{ messages, decisions []string }

// restoring writes the documents of messages and decisions, which needs no lock.
func restoring(ctx context.Context, r *store.Restoration) ([]restored, error) {
	all := make([]restored, len(r.Tickets))
	err := store.Parallel(ctx, len(all), func(i int) (err error) {
		w := &r.Tickets[i]
		if all[i].messages, err = documentsOf(w.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
			return err
		}
		all[i].decisions, err = documentsOf(w.Decisions, store.DecisionDocument)
		return err
	})
	return all, err
}

// restore runs within a transaction.
func (w *writer) restore(r *store.Restoration, docs []restored) ([]int64, error) {
	empty, err := w.read(nil) // the counters alone
	if err != nil {
		return nil, err
	}
	tally := store.Tally{Number: empty.number, Seq: empty.seq}
	if err := w.restoreRequesters(r); err != nil {
		return nil, err
	}
	numbers := make([]int64, len(r.Tickets))
	for i := range r.Tickets {
		one := r.Tickets[i] // what is given keeps its number
		whole := &one
		tally.Add(whole)
		numbers[i] = tally.Number
		if err := w.restoreWhole(whole, &docs[i]); err != nil {
			return nil, err
		}
	}
	if err := w.exec("INSERT INTO unfiled (number, turn) SELECT value, 1 FROM json_each(?) WHERE true ON CONFLICT DO UPDATE SET turn = turn + 1", set(numbers, func(n int64) string { return strconv.FormatInt(n, 10) })); err != nil {
		return nil, err
	}
	for slot, n := range tally.Loads {
		if err := w.exec("INSERT INTO loads (agent, channel, working) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET working = working + excluded.working", slot.Agent[:], string(slot.Channel), n); err != nil {
			return nil, err
		}
	}
	return numbers, w.exec("UPDATE counters SET number = ?, seq = ?", tally.Number, tally.Seq)
}

func (w *writer) restoreRequesters(r *store.Restoration) error {
	for i := range r.Requesters {
		who := r.Requesters[i]
		who.Version = 1
		doc, err := document(&who)
		if err != nil {
			return err
		}
		if err := w.exec("INSERT INTO requesters (id, version, doc) VALUES (?, 1, ?)", who.ID[:], doc); err != nil {
			return err
		}
		for _, address := range slices.Compact(slices.Sorted(slices.Values(who.Addresses))) {
			if err := w.exec("INSERT INTO addresses (address, requester) VALUES (?, ?)", address, who.ID[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) restoreWhole(whole *store.Whole, docs *restored) error {
	t := &whole.Ticket
	doc, err := document(t)
	if err != nil {
		return err
	}
	rank := t.Priority.Rank()
	if err := w.exec(`INSERT INTO tickets (number, id, version, status, priority, category, language, channel, assignee, team, requester, organisation, created, updated, wake, closed, doc)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.Number, t.ID[:], t.Version, string(t.Status), rank, label(t.Category), label(t.Language), string(t.Channel), t.Assignee[:], party(t.Team), t.Requester[:], party(t.Organisation),
		t.CreatedAt.UnixMicro(), t.UpdatedAt.UnixMicro(), instant(t.WakeAt), instant(t.ClosedAt), doc); err != nil {
		return err
	}
	for _, tag := range slices.Compact(slices.Sorted(slices.Values(t.Tags))) {
		if err := w.exec("INSERT INTO tags (number, tag, status, priority, updated) VALUES (?, ?, ?, ?, ?)", t.Number, tag, string(t.Status), rank, t.UpdatedAt.UnixMicro()); err != nil {
			return err
		}
	}
	for i := range whole.Messages {
		if err := w.restoreMessage(&whole.Messages[i], docs.messages[i]); err != nil {
			return err
		}
	}
	for i := range whole.Decisions {
		d := &whole.Decisions[i]
		if err := w.exec("INSERT INTO decisions (ticket, at, id, doc) VALUES (?, ?, ?, ?)", d.Ticket[:], d.At.UnixMicro(), d.ID[:], docs.decisions[i]); err != nil {
			return err
		}
	}
	for i := range whole.Events {
		e := &whole.Events[i]
		if err := w.exec("INSERT INTO events (seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			e.Seq, e.ID[:], string(e.Type), e.Ticket[:], e.Index, string(e.Actor.Kind), e.Actor.ID[:], e.At.UnixMicro(), append([]byte{}, e.Data...), e.Before[:], e.Hash[:]); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) restoreMessage(m *ticket.Message, doc string) error {
	if err := w.exec("INSERT INTO messages (ticket, id, doc) VALUES (?, ?, ?)", m.Ticket[:], m.ID[:], doc); err != nil {
		return err
	}
	for _, a := range m.Attachments {
		hash, err := hex.DecodeString(a.Hash)
		if err != nil {
			return ticket.Errorf(ticket.Invalid, "attachments", "%.70q is no hash", a.Hash)
		}
		if err := w.exec("INSERT INTO attachments (hash, ticket, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", hash, m.Ticket[:], m.ID[:]); err != nil {
			return err
		}
	}
	return nil
}
