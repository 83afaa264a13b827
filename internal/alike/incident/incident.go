package incident

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// State is how far an incident has come.
type State string

// The states of an incident.
const (
	Proposed  State = "proposed"  // a burst was noticed, nobody has said anything yet
	Open      State = "open"      // it has a problem ticket
	Dismissed State = "dismissed" // somebody said that it is none
	Over      State = "over"      // it was open, and somebody has ended it
	Passed    State = "passed"    // nothing came any more, and nobody said anything
)

// States lists every state.
func States() []State { return []State{Proposed, Open, Dismissed, Over, Passed} }

// Live says whether something can be done about it.
func (s State) Live() bool { return s == Proposed || s == Open }

// Incident is many alike tickets of many people in a short time.
type Incident struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	State   State     `json:"state" enum:"proposed,open,dismissed,over,passed"`
	Subject string    `json:"subject" doc:"That of its first ticket, without personal data"`

	Since  time.Time `json:"since" doc:"Of its first ticket"`
	Latest time.Time `json:"latest" doc:"Of its last ticket"`
	// Tickets in the order in which they were noticed, at most 10,000. None is
	// taken off again.
	Tickets []uuid.UUID `json:"tickets" nullable:"false" doc:"In the order in which they were noticed; a list shows the last 100"`
	Count   int         `json:"count" doc:"How many tickets it has"`
	Linked  int         `json:"linked" doc:"So many of its tickets, from the first, were linked to the problem ticket or cannot be"`

	LastHour   int            `json:"last_hour" doc:"Tickets in the last hour, when the last of them came"`
	Expected   float64        `json:"expected" doc:"How many there should have been by the days before"`
	Chance     float64        `json:"chance" doc:"That some group of tickets grows so by itself"`
	Requesters int            `json:"requesters" doc:"Different ones in that hour"`
	Languages  map[string]int `json:"languages" doc:"Tickets by language, of up to 50"`
	Words      []string       `json:"words" nullable:"false" doc:"What these tickets say and others do not"`

	Problem   uuid.UUID `json:"problem,omitzero" doc:"The problem ticket"`
	Suggested uuid.UUID `json:"suggested_problem,omitzero" doc:"A ticket that some of these are linked to as their problem already"`
	Answers   []Told    `json:"answers,omitempty"`
	Steps     []Turn    `json:"steps" nullable:"false"`
}

// Told is a reply to all tickets of an incident.
type Told struct {
	Digest ticket.Hash  `json:"digest" doc:"SHA-256 of what was sent"`
	At     time.Time    `json:"at"`
	By     ticket.Actor `json:"by"`
	Done   int          `json:"done" doc:"So many tickets, from the first, were answered or cannot be"`
}

// Turn is a move of an incident.
type Turn struct {
	At  time.Time    `json:"at"`
	By  ticket.Actor `json:"by"`
	To  State        `json:"to"`
	Why string       `json:"why,omitempty"`
}

// mostTickets is how many tickets an incident has at most.
const mostTickets = 10_000

func (i *Incident) step(at time.Time, by ticket.Actor, to State, why string) {
	i.State = to
	i.Steps = append(i.Steps, Turn{At: at, By: by, To: to, Why: why})
}
