package history

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// batchBytes is about how many bytes a batch holds at most.
	batchBytes = 16 << 20
	// patience is how often a batch is tried that others get in the way of.
	patience = 5
)

// batchTickets is how many tickets a batch holds at most. Tests make it smaller.
var batchTickets = 1000

// batch is what is stored together: the contents come before the tickets that
// name them.
type batch struct {
	files   []*File
	tickets []*Ticket
	size    int
}

// errContents says that a source holds contents of files, which are not stored in
// the change that all else is.
var errContents = errors.New("there are contents")

// together stores everything as one change, or nothing.
func (m *importer) together(ctx context.Context, whole store.Restoring) error {
	m.whole = whole
	err := m.flow(ctx)
	if err == nil && m.done.Bad > 0 {
		err = ErrRefused
	}
	if ended := whole.End(ctx, err == nil); err == nil {
		err = ended
	}
	if err != nil {
		m.done.Tickets, m.done.Requesters = 0, 0
		return err
	}
	return m.people.store(ctx, m)
}

// write stores what is good in the source, some at a time.
func (m *importer) write(ctx context.Context) error {
	if err := m.flow(ctx); err != nil {
		return err
	}
	return m.people.store(ctx, m)
}

// flow stores one batch while the next is read.
func (m *importer) flow(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	batches := make(chan *batch, 1)
	g.Go(func() error {
		defer close(batches)
		return m.gather(ctx, func(b *batch) error {
			select {
			case batches <- b:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	g.Go(func() error {
		for b := range batches {
			if err := m.put(ctx, b); err != nil {
				return err
			}
			m.progress(len(b.tickets))
		}
		return ctx.Err()
	})
	return g.Wait()
}

// gather reads the source, in batches.
func (m *importer) gather(ctx context.Context, give func(*batch) error) error {
	b := &batch{}
	m.seen = map[uuid.UUID]bool{}
	err := m.each(ctx, func(l *Line, wrong *LineError) error {
		switch good := m.judge(l, wrong); {
		case !good, m.whole != nil && m.done.Bad > 0: // nothing will be stored
			return nil
		case l.File != nil && m.whole != nil:
			return errContents
		case l.File != nil:
			b.files, b.size = append(b.files, l.File), b.size+len(l.File.Data)
		case l.Ticket == nil:
			return nil
		default:
			if err := m.compare(ctx); err != nil {
				return err
			}
			b.tickets, b.size = append(b.tickets, l.Ticket), b.size+weight(l.Ticket)
		}
		if len(b.tickets) < batchTickets && b.size < batchBytes {
			return nil
		}
		full := b
		b = &batch{}
		return give(full)
	})
	if err != nil {
		return err
	}
	if !m.judged {
		m.warn()
	}
	if len(b.files)+len(b.tickets) > 0 {
		return give(b)
	}
	return nil
}

// compare finds out once who of the people is there: they stand before the tickets.
func (m *importer) compare(ctx context.Context) error {
	if m.compared {
		return nil
	}
	m.compared = true
	return m.people.compare(ctx, m)
}

func (m *importer) put(ctx context.Context, b *batch) error {
	for _, f := range b.files {
		if _, _, err := m.store.PutBlob(ctx, bytes.NewReader(f.Data), MaxFile); err != nil {
			return err
		}
		m.done.Files++
	}
	if len(b.tickets) == 0 {
		return nil
	}
	return m.tickets(ctx, b.tickets)
}

func weight(t *Ticket) int {
	n := 1000
	for i := range t.Messages {
		n += len(t.Messages[i].Text) + len(t.Messages[i].HTML) + 500
	}
	for i := range t.Decisions {
		n += len(t.Decisions[i].Analysis) + 1000
	}
	return n
}

// tickets stores those of some tickets that are not there. Where others write the
// same meanwhile it looks again.
func (m *importer) tickets(ctx context.Context, tickets []*Ticket) error {
	if m.whole != nil {
		r, err := m.restoration(ctx, tickets)
		if err != nil {
			return err
		}
		if _, err := m.whole.Restore(ctx, r); err != nil {
			return err
		}
		m.done.Tickets += int64(len(r.Tickets))
		m.done.Requesters += int64(len(r.Requesters))
		return nil
	}
	var err error
	for range patience {
		var r *store.Restoration
		if r, err = m.restoration(ctx, tickets); err != nil {
			return err
		}
		if len(r.Tickets) == 0 {
			m.done.There += int64(len(tickets))
			return nil
		}
		if _, err = m.store.Restore(ctx, r); err == nil {
			m.done.There += int64(len(tickets) - len(r.Tickets))
			m.done.Tickets += int64(len(r.Tickets))
			m.done.Requesters += int64(len(r.Requesters))
			return nil
		}
		if !ticket.IsKind(err, ticket.Conflict) {
			return err
		}
	}
	return err
}

// restoration is what of some tickets is not there.
func (m *importer) restoration(ctx context.Context, tickets []*Ticket) (*store.Restoration, error) {
	missing, err := m.missing(ctx, tickets)
	if err != nil {
		return nil, err
	}
	r := &store.Restoration{}
	whose, err := m.requesters(ctx, missing, r)
	if err != nil {
		return nil, err
	}
	r.Tickets = make([]store.Whole, len(missing))
	events := make([]uuid.UUID, len(missing))
	for i := range events {
		events[i] = m.options.NewID()
	}
	err = store.Parallel(ctx, len(missing), func(i int) (err error) {
		t := m.settled(missing[i], whose)
		r.Tickets[i], err = t.restored(t.Source, m.options.Now, events[i])
		return err
	})
	return r, err
}

// missing are those of some tickets that are not there.
func (m *importer) missing(ctx context.Context, tickets []*Ticket) ([]*Ticket, error) {
	if m.whole != nil { // there were none before
		return tickets, nil
	}
	ids := make([]uuid.UUID, len(tickets))
	for i := range tickets {
		ids[i] = tickets[i].ID
	}
	there, err := m.store.Numbers(ctx, ids)
	return slices.DeleteFunc(slices.Clone(tickets), func(t *Ticket) bool { _, ok := there[t.ID]; return ok }), err
}
