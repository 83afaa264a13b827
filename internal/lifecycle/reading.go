package lifecycle

import (
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Reading is what the models made of a message. As a command it brings a
// ticket that waits to be read up to date with it: applied labels are set where
// no person has set them, the mood joins the course, and the decision is
// stored. One that was read meanwhile, by another node, stays as it is.
type Reading struct {
	Message  uuid.UUID
	Language string            // BCP-47, und where unknown
	Apply    map[string]string // category and priority that need no human
	Mood     *ticket.Mood
	Spam     bool
	Analysis json.RawMessage
	// Said is what the models said of each field, applied or not.
	Said map[string]ticket.Said
	// AuditShare is the probability with which the ticket is drawn to be judged
	// blindly, 0 for never.
	AuditShare float64
}

// triaged is the data of ticket.triaged.
type triaged struct {
	Decision uuid.UUID         `json:"decision"`
	Message  uuid.UUID         `json:"message,omitzero"`
	Language string            `json:"language"`
	Applied  map[string]string `json:"applied,omitempty"`
	Angry    bool              `json:"angry,omitempty"`
	Spam     bool              `json:"spam,omitempty"`
	// Said is none of a ticket that is judged blindly, whose fields are Blind.
	Said  map[string]ticket.Said `json:"machine,omitempty"`
	Blind []string               `json:"judged_blindly,omitempty"`
}

func (r Reading) apply(d *draft) error {
	t := &d.ticket
	if t.Triage.State != ticket.TriagePending {
		return nil
	}
	if !t.HumanSet("language") && r.Language != "" {
		t.Language = r.Language
	}
	var audit *ticket.Audit
	if t.Status.Active() { // what is over, in a ticket from elsewhere, nobody will judge
		audit = r.Draw(t)
	}
	applied := map[string]string{}
	for name, field := range map[string]*string{"category": &t.Category, "priority": (*string)(&t.Priority)} {
		if value, ok := r.Apply[name]; ok && !t.HumanSet(name) && audit == nil {
			*field = value
			applied[name] = value
		}
	}
	t.Triage = ticket.Triage{State: ticket.TriageDone, Audit: audit}
	if t.Triage.Decision = r.note(d, applied); audit != nil {
		audit.Decision = t.Triage.Decision
	}
	if r.Spam && t.Status == ticket.New && !t.HumanSet("status") {
		return d.move(ticket.Spam, ticket.ByMachine, "read as spam")
	}
	return nil
}

// note stores what the models said and lets the mood join the course. It
// gives the decision's id.
func (r *Reading) note(d *draft, applied map[string]string) uuid.UUID {
	t := &d.ticket
	decision := ticket.Decision{ID: d.newID(), Ticket: t.ID, At: d.now, Analysis: r.Analysis, Applied: applied}
	if r.Mood != nil {
		mood := *r.Mood
		mood.Message = r.Message
		t.Mood = append(t.Mood, mood)
		t.Mood = t.Mood[max(0, len(t.Mood)-ticket.MoodLength):]
	}
	d.eventBy(ticket.Actor{Kind: ticket.ByMachine}, ticket.TicketTriaged, triaged{decision.ID, r.Message, t.Language, applied, r.Mood != nil && r.Mood.Angry, r.Spam, r.told(t, applied), r.blind(t, applied)})
	d.write.Decisions = append(d.write.Decisions, decision)
	return decision.ID
}

// Unread notes that the models could not read a ticket. After several times
// it is left to a person.
type Unread struct{ Reason string }

// readings is how often the models try.
const readings = 5

func (c Unread) apply(d *draft) error { //nolint:unparam // as a Command it could fail
	t := &d.ticket
	if t.Triage.State != ticket.TriagePending { // another node could
		return nil
	}
	t.Triage.Attempts++
	if t.Triage.Attempts >= readings {
		t.Triage.State = ticket.TriageFailed
	}
	d.event(ticket.TriageMissed, struct {
		Attempt int    `json:"attempt"`
		Reason  string `json:"reason"`
	}{t.Triage.Attempts, c.Reason})
	return nil
}
