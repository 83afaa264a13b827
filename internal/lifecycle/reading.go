package lifecycle

import (
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Reading is what the models made of a message. As a command it brings the
// ticket up to date with it: applied labels are set where no person has set
// them, the mood joins the course, and the decision is stored.
type Reading struct {
	Message  uuid.UUID
	Language string            // BCP-47, und where unknown
	Apply    map[string]string // category and priority that need no human
	Mood     *ticket.Mood
	Spam     bool
	Analysis json.RawMessage
}

// triaged is the data of ticket.triaged.
type triaged struct {
	Decision uuid.UUID         `json:"decision"`
	Message  uuid.UUID         `json:"message,omitzero"`
	Language string            `json:"language"`
	Applied  map[string]string `json:"applied,omitempty"`
	Angry    bool              `json:"angry,omitempty"`
	Spam     bool              `json:"spam,omitempty"`
}

func (r Reading) apply(d *draft) error {
	machine := ticket.Actor{Kind: ticket.ByMachine}
	t := &d.ticket
	decision := ticket.Decision{ID: d.newID(), Ticket: t.ID, At: d.now, Analysis: r.Analysis, Applied: map[string]string{}}
	if !t.HumanSet("language") && r.Language != "" {
		t.Language = r.Language
	}
	for name, field := range map[string]*string{"category": &t.Category, "priority": (*string)(&t.Priority)} {
		if value, ok := r.Apply[name]; ok && !t.HumanSet(name) {
			*field = value
			decision.Applied[name] = value
		}
	}
	if r.Mood != nil {
		mood := *r.Mood
		mood.Message = r.Message
		t.Mood = append(t.Mood, mood)
		t.Mood = t.Mood[max(0, len(t.Mood)-ticket.MoodLength):]
	}
	t.Triage = ticket.Triage{State: ticket.TriageDone, Decision: decision.ID}
	d.eventBy(machine, ticket.TicketTriaged, triaged{decision.ID, r.Message, t.Language, decision.Applied, r.Mood != nil && r.Mood.Angry, r.Spam})
	d.write.Decisions = append(d.write.Decisions, decision)
	if r.Spam && t.Status == ticket.New && !t.HumanSet("status") {
		return d.move(ticket.Spam, ticket.ByMachine, "read as spam")
	}
	return nil
}

// Unread notes that the models could not read a ticket. After several times
// it is left to a person.
type Unread struct{ Reason string }

// readings is how often the models try.
const readings = 5

func (c Unread) apply(d *draft) error { //nolint:unparam // as a Command it could fail
	t := &d.ticket
	t.Triage.Attempts++
	if t.Triage.Attempts >= readings {
		t.Triage.State = ticket.TriageFailed
	}
	d.event(ticket.TriageFailedNow, struct {
		Attempt int    `json:"attempt"`
		Reason  string `json:"reason"`
	}{t.Triage.Attempts, c.Reason})
	return nil
}
