package history

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// Ticket is a ticket with everything that happened to it.
type Ticket struct {
	Kind   Kind      `json:"kind" doc:"ticket"`
	ID     uuid.UUID `json:"id"`
	Number int64     `json:"number" doc:"Kept by an import where it is free and in order"`

	// Source and External say where it came from, if not from here.
	Source   string `json:"source,omitempty" doc:"What it was imported from, such as zendesk"`
	External string `json:"external,omitempty" doc:"Its id there"`

	Subject  string          `json:"subject"`
	Status   ticket.Status   `json:"status"`
	Priority ticket.Priority `json:"priority"`
	Category string          `json:"category,omitempty"`
	Language string          `json:"language" doc:"BCP-47, und where unknown"`
	Channel  ticket.Channel  `json:"channel"`

	Requester    Requester `json:"requester"`
	Organisation uuid.UUID `json:"organisation,omitzero" doc:"At the time, as is tier"`
	Tier         string    `json:"tier,omitempty"`
	Assignee     uuid.UUID `json:"assignee,omitzero"`
	Team         uuid.UUID `json:"team,omitzero"`

	Tags      []string       `json:"tags,omitempty"`
	Fields    map[string]any `json:"fields,omitempty" doc:"Custom fields by key"`
	Followers []uuid.UUID    `json:"followers,omitempty"`
	Links     []ticket.Link  `json:"links,omitempty"`

	MergedInto uuid.UUID     `json:"merged_into,omitzero"`
	Absorbed   []uuid.UUID   `json:"absorbed,omitempty"`
	Before     ticket.Status `json:"before_merge,omitempty"`

	CreatedAt       time.Time `json:"created_at"`
	UpdatedAt       time.Time `json:"updated_at"`
	StatusAt        time.Time `json:"status_at,omitzero"`
	FirstResponseAt time.Time `json:"first_response_at,omitzero"`
	ResolvedAt      time.Time `json:"resolved_at,omitzero"`
	ClosedAt        time.Time `json:"closed_at,omitzero"`
	SnoozedUntil    time.Time `json:"snoozed_until,omitzero"`
	WakeAt          time.Time `json:"wake_at,omitzero" doc:"When the clock next has something to do with it"`
	ErasedAt        time.Time `json:"erased_at,omitzero" doc:"When its words were taken out, as its requester was erased; [erased] stands in their place"`

	SLA    *sla.Clocks    `json:"sla,omitempty"`
	Rating *ticket.Rating `json:"rating,omitempty"`
	Triage ticket.Triage  `json:"triage"`
	Mood   []ticket.Mood  `json:"mood,omitempty"`
	Human  []string       `json:"human,omitempty" doc:"Fields a person has set"`

	Labels    []Label           `json:"labels,omitempty" doc:"Derived: an import works them out anew"`
	Messages  []Message         `json:"messages,omitempty" doc:"In order of id, which is that of time"`
	Touches   []Touch           `json:"touches,omitempty" doc:"Who had it, oldest first"`
	Steps     []Step            `json:"steps,omitempty" doc:"How status, labels and owners changed, oldest first"`
	Decisions []ticket.Decision `json:"decisions,omitempty" doc:"In order of id"`
}

// Message is one thing that was said.
type Message struct {
	ticket.Message
}

// Touch is one assignment, and what came of it.
type Touch struct {
	ticket.Touch
	Outcome *Outcome `json:"outcome,omitempty" doc:"Derived; none where the touch says nothing of the agent"`
}

// Outcome is what a touch says of the agent, as of the header's as_of.
type Outcome struct {
	Known   time.Time `json:"known,omitzero" doc:"When it was known for certain; none while it is not"`
	Success bool      `json:"success,omitempty" doc:"Solved, held for 72 hours and not rated badly"`
	Hours   float64   `json:"hours,omitempty" doc:"Working time so far"`
	Done    bool      `json:"done,omitempty" doc:"That is all of it"`
}

// Step is one change of a status, a label or an owner.
type Step struct {
	At     time.Time    `json:"at"`
	By     ticket.Actor `json:"by"`
	Field  string       `json:"field" doc:"status, category, priority, language, tier, assignee or team"`
	From   string       `json:"from,omitempty"`
	To     string       `json:"to,omitempty"`
	Reason string       `json:"reason,omitempty"`
}
