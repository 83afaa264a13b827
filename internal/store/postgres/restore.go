package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// restPause is for how long after a restoration this node indexes nothing: more
// are about to come, and both at once take longer.
const restPause = 2 * time.Second

// Restore implements store.Archive. Each table is filled by one COPY.
func (s *Store) Restore(ctx context.Context, r *store.Restoration) ([]int64, error) {
	s.indexer.rest.Store(time.Now().Add(restPause).UnixNano())
	docs, err := restoring(ctx, r)
	if err != nil {
		return nil, err
	}
	conn, err := s.writer.Acquire(ctx)
	if err != nil {
		return nil, problem(err)
	}
	defer conn.Release()
	var numbers []int64
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		numbers, err = restore(ctx, tx, r, docs)
		return err
	})
	if err != nil {
		return nil, problem(err)
	}
	if len(r.Tickets) > 0 {
		s.changed()
	}
	return numbers, nil
}

// restore runs within a transaction.
func restore(ctx context.Context, tx pgx.Tx, r *store.Restoration, docs []restored) ([]int64, error) {
	var tally store.Tally
	if err := tx.QueryRow(ctx, "select last_number, last_seq from counters for update").Scan(&tally.Number, &tally.Seq); err != nil {
		return nil, err
	}
	numbers := make([]int64, len(r.Tickets))
	r = &store.Restoration{Tickets: slices.Clone(r.Tickets), Requesters: r.Requesters} // what is given keeps its numbers
	for i := range r.Tickets {
		tally.Add(&r.Tickets[i])
		numbers[i] = tally.Number
	}
	if _, err := tx.Exec(ctx, "update counters set last_number = $1, last_seq = $2", tally.Number, tally.Seq); err != nil {
		return nil, err
	}
	return numbers, copyIn(ctx, tx, r, docs, &tally)
}

// restoration is a transaction that holds the counters.
type restoration struct {
	store *Store
	conn  *pgxpool.Conn
	tx    pgx.Tx
}

// Restoring implements store.Archive.
func (s *Store) Restoring(ctx context.Context) (store.Restoring, error) {
	conn, err := s.writer.Acquire(ctx)
	if err != nil {
		return nil, problem(err)
	}
	r := &restoration{store: s, conn: conn}
	if r.tx, err = conn.Begin(ctx); err != nil {
		conn.Release()
		return nil, problem(err)
	}
	var number int64
	err = r.tx.QueryRow(ctx, "select last_number from counters for update").Scan(&number)
	if err != nil || number > 0 {
		return nil, errors.Join(problem(err), r.End(ctx, false))
	}
	return r, nil
}

// Restore implements store.Restoring.
func (r *restoration) Restore(ctx context.Context, what *store.Restoration) ([]int64, error) {
	r.store.indexer.rest.Store(time.Now().Add(restPause).UnixNano())
	docs, err := restoring(ctx, what)
	if err != nil {
		return nil, err
	}
	numbers, err := restore(ctx, r.tx, what, docs)
	return numbers, problem(err)
}

// End implements store.Restoring.
func (r *restoration) End(ctx context.Context, keep bool) error {
	defer r.conn.Release()
	ctx = context.WithoutCancel(ctx)
	if !keep {
		if err := r.tx.Rollback(ctx); err != nil && !r.conn.Conn().IsClosed() {
			return problem(err)
		}
		return nil
	}
	if err := r.tx.Commit(ctx); err != nil {
		return problem(err)
	}
	r.store.changed()
	return nil
}

// restored are the documents of a whole ticket.
type restored struct {
	ticket              []byte
	messages, decisions [][]byte
}

func restoring(ctx context.Context, r *store.Restoration) ([]restored, error) {
	all := make([]restored, len(r.Tickets))
	err := store.Parallel(ctx, len(all), func(i int) (err error) {
		w := &r.Tickets[i]
		t := w.Ticket
		t.Number, t.Version = 0, 1
		if all[i].ticket, err = json.Marshal(&t); err != nil {
			return ticket.Wrap(ticket.Invalid, err, "cannot be stored as JSON")
		}
		if all[i].messages, err = encoded(w.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
			return err
		}
		all[i].decisions, err = encoded(w.Decisions, store.DecisionDocument)
		return err
	})
	return all, err
}

// table is what COPY puts into one table.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

func copyIn(ctx context.Context, tx pgx.Tx, r *store.Restoration, docs []restored, tally *store.Tally) error {
	people, err := peopleTables(r)
	if err != nil {
		return err
	}
	for _, t := range append(people, ticketTables(r, docs)...) {
		if len(t.rows) == 0 {
			continue
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return err
		}
	}
	var loads loadRows
	for slot, n := range tally.Loads {
		loads.add(slot, n)
	}
	if len(loads.agent) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, addLoads, loads.agent, loads.channel, loads.delta)
	return err
}

func peopleTables(r *store.Restoration) ([]table, error) {
	requesters := table{name: "requesters", columns: []string{"id", "version", "doc"}}
	addresses := table{name: "addresses", columns: []string{"address", "requester"}}
	for i := range r.Requesters {
		who := r.Requesters[i]
		who.Version = 1
		doc, err := json.Marshal(&who)
		if err != nil {
			return nil, ticket.Wrap(ticket.Invalid, err, "cannot be stored as JSON")
		}
		requesters.rows = append(requesters.rows, []any{[16]byte(who.ID), int64(1), doc})
		for _, address := range slices.Compact(slices.Sorted(slices.Values(who.Addresses))) {
			addresses.rows = append(addresses.rows, []any{address, [16]byte(who.ID)})
		}
	}
	return []table{requesters, addresses}, nil
}

func ticketTables(r *store.Restoration, docs []restored) []table {
	tickets := table{name: "tickets", columns: []string{"number", "id", "version", "status", "priority", "category", "language", "channel", "assignee", "team",
		"requester", "organisation", "created", "updated", "wake", "closed", "doc"}}
	tags := table{name: "tags", columns: []string{"number", "tag", "priority", "updated"}}
	messages := table{name: "messages", columns: []string{"ticket", "id", "doc"}}
	uses := table{name: "blob_uses", columns: []string{"ticket", "hash"}}
	decisions := table{name: "decisions", columns: []string{"ticket", "id", "at", "doc"}}
	events := table{name: "events", columns: []string{"seq", "id", "type", "ticket", "place", "actor_kind", "actor", "at", "data", "before", "hash"}}
	for i := range r.Tickets {
		w, doc := &r.Tickets[i], &docs[i]
		t := &w.Ticket
		rank := int16(t.Priority.Rank())
		tickets.rows = append(tickets.rows, []any{t.Number, [16]byte(t.ID), t.Version, string(t.Status), rank, t.Category, t.Language, string(t.Channel), [16]byte(t.Assignee), [16]byte(t.Team),
			[16]byte(t.Requester), [16]byte(t.Organisation), t.CreatedAt.UnixMicro(), t.UpdatedAt.UnixMicro(), micros(t.WakeAt), micros(t.ClosedAt), doc.ticket})
		for _, tag := range slices.Compact(slices.Sorted(slices.Values(t.Tags))) {
			tags.rows = append(tags.rows, []any{t.Number, tag, rank, t.UpdatedAt.UnixMicro()})
		}
		var hashes []string
		for j := range w.Messages {
			m := &w.Messages[j]
			messages.rows = append(messages.rows, []any{[16]byte(m.Ticket), [16]byte(m.ID), doc.messages[j]})
			for _, a := range m.Attachments {
				hashes = append(hashes, a.Hash)
			}
		}
		slices.Sort(hashes)
		for _, text := range slices.Compact(hashes) {
			if hash, err := hex.DecodeString(text); err == nil {
				uses.rows = append(uses.rows, []any{[16]byte(t.ID), hash})
			}
		}
		for j := range w.Decisions {
			d := &w.Decisions[j]
			decisions.rows = append(decisions.rows, []any{[16]byte(d.Ticket), [16]byte(d.ID), d.At.UnixMicro(), doc.decisions[j]})
		}
		for j := range w.Events {
			e := &w.Events[j]
			events.rows = append(events.rows, []any{e.Seq, [16]byte(e.ID), string(e.Type), [16]byte(e.Ticket), e.Index, string(e.Actor.Kind), [16]byte(e.Actor.ID), e.At.UnixMicro(), []byte(e.Data), e.Before[:], e.Hash[:]})
		}
	}
	return []table{tickets, tags, messages, uses, decisions, events}
}
