package history

import (
	"bytes"
	"context"
	"slices"
	"strings"

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

// write stores what check found good. One batch is stored while the next is read.
func (m *importer) write(ctx context.Context) error {
	if err := m.people.store(ctx, m); err != nil {
		return err
	}
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
		done := int64(0)
		for b := range batches {
			if err := m.put(ctx, b); err != nil {
				return err
			}
			done += int64(len(b.tickets))
			m.progress(done)
		}
		return ctx.Err()
	})
	return g.Wait()
}

// gather reads the source once more, in batches.
func (m *importer) gather(ctx context.Context, give func(*batch) error) error {
	b, seen := &batch{}, map[uuid.UUID]bool{}
	err := m.each(ctx, func(l *Line, wrong *LineError) error {
		switch {
		case wrong != nil: // it was told of when all was checked
			return nil //nolint:nilerr // and is left out
		case l.File != nil:
			b.files, b.size = append(b.files, l.File), b.size+len(l.File.Data)
		case l.Ticket == nil || seen[l.Ticket.ID]:
			return nil
		default:
			seen[l.Ticket.ID] = true
			b.tickets, b.size = append(b.tickets, l.Ticket), b.size+weight(l.Ticket)
		}
		if len(b.tickets) < batchTickets && b.size < batchBytes {
			return nil
		}
		full := b
		b = &batch{}
		return give(full)
	})
	if err == nil && len(b.files)+len(b.tickets) > 0 {
		err = give(b)
	}
	return err
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
	ids := make([]uuid.UUID, len(tickets))
	for i := range tickets {
		ids[i] = tickets[i].ID
	}
	there, err := m.store.Numbers(ctx, ids)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(slices.Clone(tickets), func(t *Ticket) bool { _, ok := there[t.ID]; return ok })
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

// requesters finds those of some tickets, and puts those who are not there into
// the restoration. It gives under which id each is here.
func (m *importer) requesters(ctx context.Context, tickets []*Ticket, r *store.Restoration) (map[uuid.UUID]uuid.UUID, error) {
	var ids []uuid.UUID
	var addresses []string
	first := map[uuid.UUID]*Requester{}
	for _, t := range tickets {
		if who := &t.Requester; first[who.ID] == nil {
			first[who.ID] = who
			ids, addresses = append(ids, who.ID), append(addresses, who.Addresses...)
		}
	}
	found, err := m.store.RequestersOf(ctx, ids, addresses)
	if err != nil {
		return nil, err
	}
	whose, owners := make(map[uuid.UUID]uuid.UUID, len(ids)), map[string]uuid.UUID{}
	for _, known := range found {
		whose[known.ID] = known.ID
		for _, address := range known.Addresses {
			owners[address] = known.ID
		}
	}
	for _, id := range ids {
		if _, ok := whose[id]; ok {
			continue
		}
		who := first[id].restored()
		whose[id] = id
		for _, address := range who.Addresses {
			if owner, taken := owners[address]; taken {
				whose[id] = owner
			}
		}
		if whose[id] != id {
			continue
		}
		slices.Sort(who.Addresses)
		if who.Addresses = slices.Compact(who.Addresses); len(first[id].Addresses) == len(who.Addresses) {
			copy(who.Addresses, first[id].Addresses) // in the order they had
		}
		for _, address := range who.Addresses {
			owners[address] = id
		}
		m.rename(&who.Organisation)
		r.Requesters = append(r.Requesters, who)
	}
	return whose, nil
}

// settled is a ticket with the ids that people have here.
func (m *importer) settled(t *Ticket, whose map[uuid.UUID]uuid.UUID) *Ticket {
	same := whose[t.Requester.ID] == t.Requester.ID
	if same && len(m.renamed) == 0 {
		return t
	}
	out := *t
	was := t.Requester.ID
	out.Requester.ID = whose[was]
	m.rename(&out.Organisation)
	m.rename(&out.Assignee)
	m.rename(&out.Team)
	out.Followers, out.Messages, out.Touches, out.Steps = slices.Clone(t.Followers), slices.Clone(t.Messages), slices.Clone(t.Touches), slices.Clone(t.Steps)
	out.Decisions = slices.Clone(t.Decisions)
	for i := range out.Followers {
		m.rename(&out.Followers[i])
	}
	actor := func(a *ticket.Actor) {
		if a.Kind == ticket.ByRequester && a.ID == was {
			a.ID = out.Requester.ID
		}
		m.rename(&a.ID)
	}
	for i := range out.Messages {
		actor(&out.Messages[i].Author)
	}
	for i := range out.Touches {
		m.rename(&out.Touches[i].Agent)
	}
	for i := range out.Steps {
		s := &out.Steps[i]
		actor(&s.By)
		for _, id := range []*string{&s.From, &s.To} {
			if parsed, err := uuid.Parse(*id); err == nil {
				m.rename(&parsed)
				*id = parsed.String()
			}
		}
		s.Reason = m.reworded(s.Reason)
	}
	for i := range out.Decisions {
		out.Decisions[i].Assignment = m.reassigned(out.Decisions[i].Assignment)
	}
	return &out
}

// reassigned is who was chosen, under the ids they have here. The case stays as
// it was: the decision was made on that.
func (m *importer) reassigned(a *ticket.Assignment) *ticket.Assignment {
	if a == nil {
		return nil
	}
	out := *a
	out.Reason = m.reworded(a.Reason)
	m.rename(&out.Agent)
	m.rename(&out.Team)
	if a.Otherwise != nil {
		otherwise := *a.Otherwise
		m.rename(&otherwise.Agent)
		out.Otherwise = &otherwise
	}
	out.Candidates = slices.Clone(a.Candidates)
	for i := range out.Candidates {
		m.rename(&out.Candidates[i].Agent)
	}
	return &out
}

// reworded is a reason, in which agents stand as ids in braces.
func (m *importer) reworded(reason string) string {
	if !strings.Contains(reason, "{") {
		return reason
	}
	for was, is := range m.renamed {
		reason = strings.ReplaceAll(reason, "{"+was.String()+"}", "{"+is.String()+"}")
	}
	return reason
}
