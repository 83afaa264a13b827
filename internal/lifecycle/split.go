package lifecycle

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Split opens a ticket of its own for some messages of another. They are
// copied, so that nothing is missing where they were said.
func (d *Desk) Split(ctx context.Context, o Order, subject string, messages []uuid.UUID) (ticket.Ticket, error) {
	return d.turns.take(&o, func() (ticket.Ticket, error) {
		from, copies, err := d.parts(ctx, o.Ticket, messages)
		if err == nil {
			err = o.current(&from)
		}
		if err != nil {
			return from, d.orDone(ctx, o.Key, &from, err)
		}
		return d.split(ctx, o, from, subject, copies)
	})
}

func (d *Desk) split(ctx context.Context, o Order, from ticket.Ticket, subject string, copies []ticket.Message) (ticket.Ticket, error) {
	if subject == "" {
		subject = from.Subject
	}
	first := copies[0]
	part, err := d.beside(ctx, &from, o, Intake{Subject: subject, Words: Words{Text: first.Text, HTML: first.HTML, Channel: first.Channel, Attachments: slices.Clone(first.Attachments)}})
	if err != nil {
		return from, err
	}
	id := part.write.Messages[0].ID // as the events name it
	part.write.Messages = part.write.Messages[:0]
	for i, m := range copies {
		m.CopyOf, m.ID, m.Ticket = m.ID, id, part.ticket.ID
		part.write.Messages, id = append(part.write.Messages, m), d.newID()
		if i > 0 {
			part.event(ticket.MessageAdded, messageAdded{Message: m.ID, Public: m.Public})
		}
	}
	source := d.draft(from, o.Actor)
	source.event(ticket.TicketSplit, struct {
		Into     uuid.UUID   `json:"into"`
		Messages []uuid.UUID `json:"messages"`
	}{part.ticket.ID, idsOf(copies)})
	p := &pair{part, source}
	if err := p.link(ticket.SplitFrom); err != nil {
		return from, err
	}
	return d.commitPair(ctx, p)
}

// maxSplit is how many messages are split off at a time.
const maxSplit = 100

// parts reads a ticket and some of its messages, in order.
func (d *Desk) parts(ctx context.Context, id uuid.UUID, messages []uuid.UUID) (ticket.Ticket, []ticket.Message, error) {
	from, err := d.store.Ticket(ctx, id)
	switch {
	case err != nil:
		return from, nil, err
	case len(messages) == 0 || len(messages) > maxSplit:
		return from, nil, ticket.Errorf(ticket.Invalid, "messages", "name 1 to %d messages to split off", maxSplit)
	}
	var found []ticket.Message
	for _, wanted := range messages {
		page, err := d.store.Messages(ctx, from.Conversation(), previous(wanted), 1)
		if err != nil {
			return from, nil, err
		}
		if len(page) == 0 || page[0].ID != wanted {
			return from, nil, ticket.Errorf(ticket.NotFound, "messages", "%s is no message of ticket %d", wanted, from.Number)
		}
		found = append(found, page[0])
	}
	slices.SortFunc(found, func(a, b ticket.Message) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return from, slices.CompactFunc(found, func(a, b ticket.Message) bool { return a.ID == b.ID }), nil
}

// previous is the id just below another.
func previous(id uuid.UUID) uuid.UUID {
	for i := len(id) - 1; i >= 0; i-- {
		id[i]--
		if id[i] != 0xff {
			break
		}
	}
	return id
}

// beside drafts a ticket of the same requester as another.
func (d *Desk) beside(ctx context.Context, of *ticket.Ticket, o Order, in Intake) (*draft, error) {
	requester, err := d.store.Requester(ctx, of.Requester)
	if err != nil {
		return nil, err
	}
	in.Actor, in.Requester = o.Actor, requester
	if of.HumanSet("language") { // what the models read, they may read again
		in.Language = of.Language
	}
	if in.Channel == "" {
		in.Channel = of.Channel
	}
	in.Key = o.Key
	return d.open(&in)
}

// followUp opens a ticket that goes on where a closed one ended.
func (d *Desk) followUp(ctx context.Context, of *ticket.Ticket, o Order, answer Answer) (ticket.Ticket, error) {
	next, err := d.beside(ctx, of, o, Intake{Subject: of.Subject, Words: answer.Words, Reading: answer.Reading})
	if err != nil {
		return *of, err
	}
	p := &pair{next, d.draft(*of, o.Actor)}
	p.other.reopened() // what was solved goes on elsewhere
	if err := p.link(ticket.FollowUpOf); err != nil {
		return *of, err
	}
	return d.commitPair(ctx, p)
}
