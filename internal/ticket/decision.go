package ticket

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Decision records what the machine thought of a ticket, and why somebody got it.
type Decision struct {
	ID     uuid.UUID `json:"id"`
	Ticket uuid.UUID `json:"ticket"`
	At     time.Time `json:"at"`
	// Analysis is what every model said, with its exact version.
	Analysis json.RawMessage `json:"analysis,omitempty"`
	// Applied are the fields set from it without a human, by name.
	Applied    map[string]string `json:"applied,omitempty"`
	Assignment *Assignment       `json:"assignment,omitempty"`
}

// Assignment is who was chosen, and why each of the others was not.
type Assignment struct {
	Policy     string      `json:"policy" doc:"What chose"`
	Agent      uuid.UUID   `json:"agent,omitzero" doc:"None when nobody was eligible"`
	Team       uuid.UUID   `json:"team,omitzero"`
	Reason     string      `json:"reason" doc:"In words"`
	Candidates []Candidate `json:"candidates,omitempty" doc:"Every agent who was considered, best first, then those removed"`
}

// Candidate is an agent who could have got a ticket.
type Candidate struct {
	Agent   uuid.UUID          `json:"agent"`
	Score   float64            `json:"score"`
	Parts   map[string]float64 `json:"parts,omitempty" doc:"What the score is made of"`
	Removed string             `json:"removed,omitempty" doc:"The constraint that removed the agent"`
}
