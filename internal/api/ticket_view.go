package api

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Ticket is a ticket as the interface shows it.
type Ticket struct {
	ID       uuid.UUID `json:"id" format:"uuid"`
	Number   int64     `json:"number" minimum:"1" doc:"Short name for people"`
	Version  int64     `json:"version" minimum:"1" doc:"Also the ETag; send it as If-Match to change only what you have seen"`
	Subject  string    `json:"subject"`
	Status   string    `json:"status" enum:"new,open,pending,on_hold,resolved,closed,spam,merged"`
	Priority string    `json:"priority" enum:"low,normal,high,urgent"`
	Category string    `json:"category,omitempty" doc:"Set by a person, or by the models where their certificate covers it"`
	Language string    `json:"language" doc:"BCP-47, und where it is not known"`
	Channel  string    `json:"channel" enum:"email,chat,web,phone,api"`

	Requester    uuid.UUID  `json:"requester" format:"uuid"`
	Organisation *uuid.UUID `json:"organisation" nullable:"true" format:"uuid"`
	Tier         string     `json:"tier,omitempty"`
	Assignee     *uuid.UUID `json:"assignee" nullable:"true" format:"uuid" doc:"Agent who has it"`
	Team         *uuid.UUID `json:"team" nullable:"true" format:"uuid"`

	Tags      []string       `json:"tags"`
	Fields    map[string]any `json:"fields,omitempty" doc:"Custom fields"`
	Followers []uuid.UUID    `json:"followers,omitempty"`
	Links     []ticket.Link  `json:"links,omitempty"`

	MergedInto *uuid.UUID     `json:"merged_into,omitempty" format:"uuid"`
	Absorbed   []uuid.UUID    `json:"absorbed,omitempty" doc:"Tickets merged into this one"`
	Triage     ticket.Triage  `json:"triage"`
	Mood       []ticket.Mood  `json:"mood,omitempty" doc:"How the requester's messages felt, oldest first"`
	Human      []string       `json:"set_by_people,omitempty" doc:"Fields the machine leaves alone"`
	SLA        *sla.Clocks    `json:"sla,omitempty" doc:"Deadlines"`
	Rating     *ticket.Rating `json:"rating,omitempty"`

	Touches []ticket.Touch `json:"touches,omitempty" doc:"Who had it and what came of it, oldest first, the last twenty; not in lists. Without performance:read what tells how well another agent did is left out"`

	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
	FirstResponseAt *time.Time `json:"first_response_at,omitempty"`
	ResolvedAt      *time.Time `json:"resolved_at,omitempty"`
	ClosedAt        *time.Time `json:"closed_at,omitempty"`
	SnoozedUntil    *time.Time `json:"snoozed_until,omitempty"`

	Decision *ticket.Decision `json:"decision,omitempty" doc:"What the machine thought of it last"`
}

// viewTicket is a ticket as it is shown.
func viewTicket(t *ticket.Ticket, d *ticket.Decision) Ticket {
	if d != nil {
		shown := veiled(t, d.Shown())
		d = &shown
	}
	return Ticket{
		ID: t.ID, Number: t.Number, Version: t.Version, Subject: t.Subject, Status: string(t.Status), Priority: string(t.Priority),
		Category: t.Category, Language: t.Language, Channel: string(t.Channel),
		Requester: t.Requester, Organisation: some(t.Organisation), Tier: t.Tier, Assignee: some(t.Assignee), Team: some(t.Team),
		Tags: append([]string{}, t.Tags...), Fields: t.Fields, Followers: t.Followers, Links: t.Links,
		MergedInto: some(t.MergedInto), Absorbed: t.Absorbed, Triage: veiledTriage(t), Mood: t.Mood, Human: t.Human, SLA: t.SLA, Rating: t.Rating,
		CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, FirstResponseAt: when(t.FirstResponseAt), ResolvedAt: when(t.ResolvedAt),
		ClosedAt: when(t.ClosedAt), SnoozedUntil: when(t.SnoozedUntil), Decision: d,
	}
}

// encode writes an answer as JSON. The decision of a ticket stands at its end,
// with what the models said as it is: encoding/json would look through it again.
func encode(b *bytes.Buffer, v any) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	t, is := v.(Ticket)
	if !is || t.Decision == nil {
		return encoder.Encode(v)
	}
	decision := t.Decision
	t.Decision = nil
	if err := encoder.Encode(&t); err != nil {
		return err
	}
	b.Truncate(b.Len() - len("}\n"))
	b.WriteString(`,"decision":`)
	if err := store.WriteDecision(b, decision); err != nil {
		return err
	}
	b.WriteString("}\n")
	return nil
}

func some(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
