package lifecycle

import (
	"context"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Reply adds a public message of the desk.
type Reply struct {
	Words
	Status ticket.Status // to move to as well; empty for none
}

// Note adds an internal note.
type Note struct{ Words }

// Answer adds a message of the requester, with what the machine made of it.
// It wakes a ticket that waits, and opens a resolved one again.
type Answer struct {
	Words
	Reading *Reading
}

// messageAdded is the data of message.added.
type messageAdded struct {
	Message uuid.UUID `json:"message"`
	Public  bool      `json:"public"`
	Token   uuid.UUID `json:"token,omitzero"` // that passed it on for a requester

	Suggestion *ticket.SuggestionUse `json:"suggestion,omitempty"` // that it came from
}

func (d *draft) add(w Words, public bool) (ticket.Message, error) {
	m, err := d.message(w, public)
	if err != nil {
		return m, err
	}
	d.write.Messages = append(d.write.Messages, m)
	added := messageAdded{Message: m.ID, Public: public, Token: w.Token}
	if w.Suggestion != nil {
		added.Suggestion = &w.Suggestion.Use
	}
	d.event(ticket.MessageAdded, added)
	return m, nil
}

func (c Reply) apply(d *draft) error {
	if d.ticket.Status == ticket.Closed {
		return ticket.Errorf(ticket.Invalid, "status", "a closed ticket takes no replies: open a follow-up")
	}
	if _, err := d.add(c.Words, true); err != nil {
		return err
	}
	d.answered = true
	if d.ticket.FirstResponseAt.IsZero() {
		d.ticket.FirstResponseAt = d.now
	}
	if touch := d.ticket.Current(); touch != nil && touch.RepliedAt.IsZero() && (d.actor.Kind != ticket.ByAgent || d.actor.ID == touch.Agent) {
		touch.RepliedAt = d.now
	}
	if c.Status != "" {
		return Move{To: c.Status}.apply(d)
	}
	if d.ticket.Status == ticket.New {
		return d.move(ticket.Open, d.actor.Kind, "answered")
	}
	return nil
}

func (c Note) apply(d *draft) error {
	_, err := d.add(c.Words, false)
	return err
}

func (c Answer) apply(d *draft) error {
	m, err := d.add(c.Words, true)
	if err != nil {
		return err
	}
	d.heard = true
	if c.Reading != nil {
		// What is set of a ticket is read from how it began; a later message
		// changes its mood alone.
		reading := *c.Reading
		reading.Message, reading.Spam = m.ID, false
		if id := reading.note(d, nil); d.ticket.Triage.State == ticket.TriageDone {
			d.ticket.Triage.Decision = id
		}
	}
	switch d.ticket.Status {
	case ticket.Pending, ticket.OnHold, ticket.Resolved:
		return d.move(ticket.Open, ticket.ByRequester, "the requester answered")
	}
	return nil
}

// Hear takes a message of the requester. A closed ticket, or one whose window
// to open it again is over, gets a linked follow-up, which is then given back.
func (d *Desk) Hear(ctx context.Context, o Order, answer Answer) (ticket.Ticket, error) {
	return d.turns.take(&o, func() (ticket.Ticket, error) {
		t, err := d.find(ctx, &o, nil)
		if err != nil {
			return t, d.orDone(ctx, o.Key, &t, err)
		}
		if d.over(&t) {
			return d.followUp(ctx, &t, o, answer)
		}
		now := o
		now.Ticket, now.Version = t.ID, t.Version
		return d.Do(ctx, now, answer)
	})
}

// over says whether a reply of the requester comes too late to open a ticket again.
func (d *Desk) over(t *ticket.Ticket) bool {
	return t.Status == ticket.Closed ||
		t.Status == ticket.Resolved && d.Plan().Rules.past(t.ResolvedAt, d.clock(t.ResolvedAt))
}
