package lifecycle

import (
	"context"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Past is what a ticket from elsewhere has behind it.
type Past struct {
	ID        uuid.UUID // to keep, so that loading it twice is refused; none makes one
	CreatedAt time.Time
	Status    ticket.Status // empty for new
	// Messages follow the first one, oldest first.
	Messages []PastMessage
}

// PastMessage is one that was said before.
type PastMessage struct {
	Words
	Author ticket.ActorKind // requester or agent
	Public bool
	At     time.Time
}

// past puts what was before into a draft that was just opened.
func (d *draft) past(p *Past) error {
	t, first := &d.ticket, &d.write.Messages[0]
	if p.ID != uuid.Nil {
		t.ID, first.Ticket = p.ID, p.ID
	}
	if p.Status != "" {
		if _, err := ticket.ParseStatus(string(p.Status)); err != nil {
			return err
		}
		if p.Status == ticket.Merged {
			return ticket.Errorf(ticket.Invalid, "status", "a merged ticket cannot be loaded: load the one it lives on in")
		}
		t.Status = p.Status
	}
	if !p.CreatedAt.IsZero() {
		if p.CreatedAt.After(d.now) {
			return ticket.Errorf(ticket.Invalid, "created_at", "lies in the future")
		}
		t.CreatedAt = p.CreatedAt.UTC().Truncate(time.Microsecond)
		t.StatusAt, first.At = t.CreatedAt, t.CreatedAt
	}
	for i := range p.Messages {
		if err := d.said(&p.Messages[i]); err != nil {
			return err
		}
	}
	switch t.Status {
	case ticket.Resolved:
		t.ResolvedAt = t.StatusAt
	case ticket.Closed:
		t.ResolvedAt, t.ClosedAt = t.StatusAt, t.StatusAt
	}
	return nil
}

func (d *draft) said(p *PastMessage) error {
	t := &d.ticket
	m, err := d.message(p.Words, p.Public)
	if err != nil {
		return err
	}
	if m.Author = (ticket.Actor{Kind: p.Author}); p.Author == ticket.ByRequester {
		m.Author.ID = t.Requester
	}
	if m.At = p.At.UTC().Truncate(time.Microsecond); m.At.Before(t.StatusAt) || m.At.After(d.now) {
		return ticket.Errorf(ticket.Invalid, "messages", "one was said before the one above it, or in the future: put them in order, oldest first")
	}
	if p.Author == ticket.ByAgent && p.Public && t.FirstResponseAt.IsZero() {
		t.FirstResponseAt = m.At
	}
	t.StatusAt = m.At
	d.write.Messages = append(d.write.Messages, m)
	return nil
}

// asked is since when the requester of a ticket that is new here waits for an
// answer to what they said after its first message; zero if they do not.
func (d *draft) asked() time.Time {
	var at time.Time
	if d.before.Version > 0 {
		return at
	}
	for i, m := range d.write.Messages {
		switch {
		case i == 0 || !m.Public || m.At.Before(d.ticket.CreatedAt): // a note, or split off from another ticket
		case m.Author.Kind != ticket.ByRequester:
			at = time.Time{}
		case at.IsZero():
			at = m.At
		}
	}
	return at
}

// Loaded is what became of one intake.
type Loaded struct {
	Ticket ticket.Ticket
	Err    error
}

// Load opens many tickets in one write, which is much faster than one by one.
// An intake that is refused does not keep the others from being stored.
func (d *Desk) Load(ctx context.Context, intakes []Intake) []Loaded {
	out := make([]Loaded, len(intakes))
	var w store.Write
	var at []int // the places of those that are written
	stored := map[uuid.UUID]bool{}
	for i := range intakes {
		draft, err := d.open(&intakes[i])
		if err == nil {
			err = draft.settle()
		}
		if err != nil {
			out[i].Err = err
			continue
		}
		if r := intakes[i].Requester; r.Version == 0 && !stored[r.ID] {
			w.Requesters, stored[r.ID] = append(w.Requesters, store.RequesterWrite{Requester: r}), true
		}
		part := draft.finish()
		w.Tickets, w.Messages = append(w.Tickets, part.Tickets...), append(w.Messages, part.Messages...)
		w.Events, w.Decisions = append(w.Events, part.Events...), append(w.Decisions, part.Decisions...)
		at = append(at, i)
	}
	if len(at) == 0 {
		return out
	}
	receipt, err := d.store.Commit(ctx, &w)
	if ticket.IsKind(err, ticket.Conflict) && len(at) > 1 {
		return d.oneByOne(ctx, intakes, out, at)
	}
	for n, i := range at {
		if out[i].Err = err; err == nil {
			out[i].Ticket = receipt.Tickets[n]
		}
	}
	return out
}

// oneByOne finds out which of many are in conflict with what is stored.
func (d *Desk) oneByOne(ctx context.Context, intakes []Intake, out []Loaded, at []int) []Loaded {
	for _, i := range at {
		in := intakes[i]
		if known, err := d.store.RequesterByAddress(ctx, in.Requester.Addresses[0]); err == nil {
			in.Requester = known
		}
		out[i] = d.Load(ctx, []Intake{in})[0]
	}
	return out
}
