package history

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/experience"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/routing/learn"
)

// Example is a ticket as a row to learn from, in the form that training reads: a
// JSON object a line with these keys. What training has no key for stands under
// meta.
type Example struct {
	ID        string    `json:"id"`
	Subject   string    `json:"subject,omitempty"`
	Body      string    `json:"body,omitempty"`
	Language  string    `json:"language,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	Labels    Answers   `json:"labels,omitzero"`
	Meta      Trust     `json:"meta,omitzero"`
}

// Answers are the labels of a row.
type Answers struct {
	Category string `json:"category,omitempty"`
	Priority string `json:"priority,omitempty"`
	Spam     *bool  `json:"spam,omitempty"`
}

// Trust says how far each label of a row can be trusted, by its field.
type Trust struct {
	Weights   map[string]float64   `json:"weights,omitempty"` // 0 to 1
	States    map[string]State     `json:"states,omitempty"`
	Said      map[string]string    `json:"said,omitempty"` // by the machine
	Requester uuid.UUID            `json:"requester,omitzero"`
	Decisions map[string]uuid.UUID `json:"decisions,omitempty"` // behind what was said
}

// Example is what can be learnt from the ticket: the first message of its
// requester, cleaned, and its labels. There is none without a text or a label, or of
// one that was erased.
func (t *Ticket) Example() (Example, bool) {
	if !t.ErasedAt.IsZero() { // its words are gone
		return Example{}, false
	}
	e := Example{ID: t.ID.String(), Subject: t.Subject, CreatedAt: t.CreatedAt, Meta: Trust{Requester: t.Requester.ID}}
	for i := range t.Messages {
		if m := &t.Messages[i]; m.Public && m.Author.Kind == ticket.ByRequester {
			e.Body = text.Clean(m.Text)
			break
		}
	}
	if t.Language != "und" {
		e.Language = t.Language
	}
	for i := range t.Labels {
		l := &t.Labels[i]
		switch l.Field {
		case "category":
			e.Labels.Category = l.Value
		case "priority":
			e.Labels.Priority = l.Value
		case "spam":
			is := l.Value == "true"
			e.Labels.Spam = &is
		default:
			continue
		}
		note(&e.Meta.Weights, l.Field, l.Weight)
		note(&e.Meta.States, l.Field, l.State)
		if l.Said != nil {
			note(&e.Meta.Said, l.Field, l.Said.Value)
			note(&e.Meta.Decisions, l.Field, l.Said.Decision)
		}
	}
	return e, (e.Subject != "" || e.Body != "") && len(e.Meta.Weights) > 0
}

func note[T any](m *map[string]T, key string, value T) {
	if *m == nil {
		*m = map[string]T{}
	}
	(*m)[key] = value
}

// MarshalLine is the example as a line, with its newline.
func (e *Example) MarshalLine() ([]byte, error) {
	b, err := encodeLine(e)
	return append(b, '\n'), err
}

// Arrival is a ticket as a simulation of routing needs it.
type Arrival struct {
	Ticket   uuid.UUID
	At       time.Time
	Channel  ticket.Channel
	Priority ticket.Priority
	Category string // empty where nobody knows
	Language string // und where unknown
	Tier     string
	// Outcomes are what came of each of its touches, as far as that is known as of an
	// instant. A ticket from another helpdesk has at most one, without the hours it
	// took, which nobody knows.
	Outcomes []learn.Outcome
}

// Arrival is the ticket as it came in, and what became of it as of an instant.
func (t *Ticket) Arrival(asOf time.Time) Arrival {
	stored := t.stored()
	a := Arrival{
		Ticket: t.ID, At: t.CreatedAt, Channel: t.Channel, Priority: t.Priority, Category: t.Category, Language: t.Language, Tier: t.Tier,
		Outcomes: experience.Outcomes(&stored, experience.Window, asOf),
	}
	if len(t.Touches) == 0 && t.Assignee != uuid.Nil && !t.ResolvedAt.IsZero() {
		a.Outcomes = []learn.Outcome{t.resolved(asOf)}
	}
	return a
}

// good is the lowest rating of a success.
const good = 4

// resolved is what is known of a ticket without touches that somebody resolved.
func (t *Ticket) resolved(asOf time.Time) learn.Outcome {
	o := learn.Outcome{Ticket: t.ID.String(), Agent: t.Assignee.String(), Category: t.Category, Priority: string(t.Priority), At: t.CreatedAt}
	if t.Language != "und" {
		o.Language = t.Language
	}
	held := t.ResolvedAt.Add(experience.Window)
	switch bad := t.Rating != nil && t.Rating.Score > 0 && t.Rating.Score < good; {
	case bad:
		o.Known = t.Rating.AnsweredAt
	case !asOf.Before(held):
		o.Known, o.Success = held, true
	}
	return o
}
