package lifecycle

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Intake is a ticket that comes in. Requester is set; its Version is 0 when
// the requester is new and is stored along.
type Intake struct {
	Actor     ticket.Actor
	Requester ticket.Requester
	Subject   string
	Words
	Priority ticket.Priority // as stated by the sender, or empty
	Category string
	Language string
	Tags     []string
	Fields   map[string]any
	Links    []ticket.Link
	Key      *store.Key

	// Past is what a ticket from elsewhere has behind it; nil for one that
	// begins now.
	Past *Past
	// Reading is what the machine made of it; nil leaves it for later.
	Reading *Reading
	// Choice is who is to get it, if anybody.
	Choice *Choice
}

// Open stores a new ticket with its first message, what the machine made of
// it and whom it goes to, in one write. The decision is nil without a Reading
// and a Choice.
func (d *Desk) Open(ctx context.Context, in Intake) (ticket.Ticket, *ticket.Decision, error) {
	draft, err := d.open(&in)
	if err != nil {
		return ticket.Ticket{}, nil, err
	}
	if in.Requester.Version == 0 {
		draft.write.Requesters = []store.RequesterWrite{{Requester: in.Requester}}
	}
	opened, err := d.commit(ctx, draft)
	if len(draft.write.Decisions) == 0 || err != nil {
		return opened, nil, err
	}
	return opened, &draft.write.Decisions[0], nil
}

// open drafts a new ticket.
func (d *Desk) open(in *Intake) (*draft, error) {
	draft := d.draft(ticket.Ticket{}, in.Actor)
	draft.key = in.Key
	t := &draft.ticket
	t.ID, t.CreatedAt, t.StatusAt = d.newID(), draft.now, draft.now
	t.Status, t.Priority, t.Language, t.Channel = ticket.New, ticket.Normal, "und", in.Channel
	t.Requester, t.Organisation, t.Tier = in.Requester.ID, in.Requester.Organisation, in.Requester.Tier
	t.Triage.State, t.Links = ticket.TriagePending, in.Links
	if t.Channel == "" {
		t.Channel = ticket.API
	}
	if _, err := ticket.ParseChannel(string(t.Channel)); err != nil {
		return nil, err
	}
	if err := draft.state(in); err != nil {
		return nil, err
	}
	m, err := draft.message(in.Words, true)
	if err != nil {
		return nil, err
	}
	m.Author = ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester}
	draft.write.Messages = []ticket.Message{m}
	if in.Past != nil {
		if err := draft.past(in.Past); err != nil {
			return nil, err
		}
	}
	draft.event(ticket.TicketCreated, created{t.Subject, t.Status, t.Priority, t.Category, t.Language, t.Channel, t.Requester, t.Organisation, t.Tier, t.Tags, t.Fields, idsOf(draft.write.Messages), in.Token})
	draft.heard = t.Status.Active()
	if in.Reading != nil {
		reading := *in.Reading
		reading.Message = m.ID
		if err := reading.apply(draft); err != nil {
			return nil, err
		}
	}
	if in.Choice != nil {
		return draft, in.Choice.apply(draft)
	}
	return draft, nil
}

// created is the data of ticket.created.
type created struct {
	Subject   string          `json:"subject"`
	Status    ticket.Status   `json:"status"`
	Priority  ticket.Priority `json:"priority"`
	Category  string          `json:"category,omitempty"`
	Language  string          `json:"language"`
	Channel   ticket.Channel  `json:"channel"`
	Requester uuid.UUID       `json:"requester"`

	Organisation uuid.UUID      `json:"organisation,omitzero"`
	Tier         string         `json:"tier,omitempty"`
	Tags         []string       `json:"tags,omitempty"`
	Fields       map[string]any `json:"fields,omitempty"`
	Messages     []uuid.UUID    `json:"messages"` // that it begins with
	Token        uuid.UUID      `json:"token,omitzero"`
}

// state takes what the sender says of the ticket.
func (d *draft) state(in *Intake) error {
	t := &d.ticket
	var err error
	if t.Subject, err = readSubject(in.Subject); err != nil {
		return err
	}
	if in.Priority != "" {
		if t.Priority, err = ticket.ParsePriority(string(in.Priority)); err != nil {
			return err
		}
		d.set("priority")
	}
	if in.Category != "" {
		if t.Category, err = readCategory(in.Category); err != nil {
			return err
		}
		d.set("category")
	}
	if in.Language != "" {
		if t.Language, err = readLanguage(in.Language); err != nil {
			return err
		}
		d.set("language")
	}
	if t.Tags, err = readTags(in.Tags); err != nil {
		return err
	}
	if err := d.plan.CheckFields(in.Fields); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(in.Fields)) {
		d.set("fields." + key)
	}
	t.Fields = maps.Clone(in.Fields)
	maps.DeleteFunc(t.Fields, func(_ string, value any) bool { return value == nil })
	return nil
}

func idsOf(messages []ticket.Message) []uuid.UUID {
	ids := make([]uuid.UUID, len(messages))
	for i := range messages {
		ids[i] = messages[i].ID
	}
	return ids
}
