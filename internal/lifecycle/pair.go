package lifecycle

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// pair is two tickets that change in one write.
type pair struct{ one, other *draft }

// both reads two tickets, lets change alter their drafts, and commits them
// together, giving back the first.
func (d *Desk) both(ctx context.Context, o Order, other uuid.UUID, change func(*pair) error) (ticket.Ticket, error) {
	if o.Ticket == other {
		return ticket.Ticket{}, ticket.Errorf(ticket.Invalid, "ticket", "is the same on both sides: name another")
	}
	return d.turns.take(&o, func() (ticket.Ticket, error) {
		one, err := d.store.Ticket(ctx, o.Ticket)
		if err != nil {
			return one, err
		}
		two, err := d.store.Ticket(ctx, other)
		if err != nil {
			return one, err
		}
		p := &pair{d.draft(one, o.Actor), d.draft(two, o.Actor)}
		p.one.key = o.Key
		if err = o.current(&one); err == nil {
			err = change(p)
		}
		if err != nil {
			return one, d.orDone(ctx, o.Key, &one, err)
		}
		return d.commitPair(ctx, p)
	})
}

// commitPair stores what changed of two drafts and gives back the first.
func (d *Desk) commitPair(ctx context.Context, p *pair) (ticket.Ticket, error) {
	var w store.Write
	for _, draft := range []*draft{p.one, p.other} {
		if err := draft.settle(); err != nil {
			return draft.before, err
		}
		if draft.key != nil {
			w.Key = draft.stamped()
		}
		if draft.empty() {
			continue
		}
		part := draft.finish()
		w.Tickets, w.Messages = append(w.Tickets, part.Tickets...), append(w.Messages, part.Messages...)
		w.Events, w.Decisions = append(w.Events, part.Events...), append(w.Decisions, part.Decisions...)
		w.Requesters, w.Rooms = append(w.Requesters, part.Requesters...), append(w.Rooms, part.Rooms...)
	}
	if len(w.Tickets) == 0 {
		return p.one.before, d.keep(ctx, w.Key)
	}
	receipt, err := d.store.Commit(ctx, &w)
	if err != nil || p.one.empty() {
		return p.one.before, err
	}
	return receipt.Tickets[0], nil
}

// linked is the data of ticket.linked and ticket.unlinked.
type linked struct {
	Kind   ticket.LinkKind `json:"kind"`
	Ticket uuid.UUID       `json:"ticket"`
}

// maxLinks is how many links a ticket has at most.
const maxLinks = 500

// link ties both sides. Twice the same link is no change.
func (p *pair) link(kind ticket.LinkKind) error {
	for _, side := range []struct {
		draft *draft
		link  ticket.Link
	}{{p.one, ticket.Link{Kind: kind, Ticket: p.other.ticket.ID}}, {p.other, ticket.Link{Kind: kind.Mirror(), Ticket: p.one.ticket.ID}}} {
		t := &side.draft.ticket
		if slices.Contains(t.Links, side.link) {
			continue
		}
		if len(t.Links) >= maxLinks {
			return ticket.Errorf(ticket.Invalid, "links", "ticket %d has %d links, the most there can be", t.Number, maxLinks)
		}
		t.Links = append(t.Links, side.link)
		side.draft.event(ticket.TicketLinked, linked(side.link))
	}
	return nil
}

// Link ties a ticket to another: kind is what the other is to it.
func (d *Desk) Link(ctx context.Context, o Order, kind ticket.LinkKind, other uuid.UUID) (ticket.Ticket, error) {
	if kind.Mirror() == "" {
		return ticket.Ticket{}, ticket.Errorf(ticket.Invalid, "kind", "%.40q is no kind of link: take duplicate_of, parent, child, problem or incident, for example", kind)
	}
	if err := d.noCircle(ctx, kind, o.Ticket, other); err != nil {
		return ticket.Ticket{}, err
	}
	return d.both(ctx, o, other, func(p *pair) error { return p.link(kind) })
}

// deepest bounds the walk along links.
const deepest = 100

// noCircle refuses a link that would make a ticket its own ancestor, original
// or cause.
func (d *Desk) noCircle(ctx context.Context, kind ticket.LinkKind, from, to uuid.UUID) error {
	up, start, end := kind, to, from
	switch kind {
	case ticket.Child, ticket.DuplicatedBy, ticket.Causes:
		up, start, end = kind.Mirror(), from, to
	case ticket.Parent, ticket.DuplicateOf, ticket.CausedBy:
	default:
		return nil // the order in which tickets came forbids it
	}
	next, seen := []uuid.UUID{start}, map[uuid.UUID]bool{}
	for range deepest {
		if len(next) == 0 {
			return nil
		}
		id := next[0]
		next = next[1:]
		if id == end {
			return ticket.Errorf(ticket.Invalid, "ticket", "would be linked to itself through others: remove one of the %s links first", up)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		t, err := d.store.Ticket(ctx, id)
		if err != nil && !ticket.IsKind(err, ticket.NotFound) { // what is gone has nothing above it
			return err
		}
		for _, link := range t.Links {
			if link.Kind == up {
				next = append(next, link.Ticket)
			}
		}
	}
	return ticket.Errorf(ticket.Invalid, "ticket", "has more than %d tickets above it", deepest)
}

// unlink removes a link from this side, where the other is gone.
type unlink ticket.Link

func (unlink) toMerged() {}

func (c unlink) apply(d *draft) error {
	t, link := &d.ticket, ticket.Link(c)
	i := slices.Index(t.Links, link)
	if i < 0 {
		return ticket.Errorf(ticket.NotFound, "link", "ticket %d has no link of the kind %.40q to it", t.Number, link.Kind)
	}
	t.Links = slices.Delete(t.Links, i, i+1)
	d.event(ticket.TicketUnlinked, linked(link))
	return nil
}

// Unlink removes a link from both sides, or from this one when the other ticket
// was removed since.
func (d *Desk) Unlink(ctx context.Context, o Order, kind ticket.LinkKind, other uuid.UUID) (ticket.Ticket, error) {
	if _, err := d.store.Ticket(ctx, other); ticket.IsKind(err, ticket.NotFound) {
		return d.Do(ctx, o, unlink{kind, other})
	}
	return d.both(ctx, o, other, func(p *pair) error {
		if !slices.Contains(p.one.ticket.Links, ticket.Link{Kind: kind, Ticket: other}) {
			return ticket.Errorf(ticket.NotFound, "link", "ticket %d has no link of the kind %.40q to it", p.one.ticket.Number, kind)
		}
		for _, side := range []struct {
			draft *draft
			link  ticket.Link
		}{{p.one, ticket.Link{Kind: kind, Ticket: other}}, {p.other, ticket.Link{Kind: kind.Mirror(), Ticket: o.Ticket}}} {
			t := &side.draft.ticket
			if i := slices.Index(t.Links, side.link); i >= 0 {
				t.Links = slices.Delete(t.Links, i, i+1)
				side.draft.event(ticket.TicketUnlinked, linked(side.link))
			}
		}
		return nil
	})
}
