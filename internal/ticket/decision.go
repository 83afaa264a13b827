package ticket

import (
	"encoding/json"
	"strconv"
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
	Policy    string    `json:"policy" doc:"What chose: its name, and a hash of its settings"`
	Predictor string    `json:"predictor,omitempty" doc:"The model behind what was expected of the agents"`
	Agent     uuid.UUID `json:"agent,omitzero" doc:"None when it waits"`
	Team      uuid.UUID `json:"team,omitzero"`
	Reason    string    `json:"reason" doc:"In words; an agent stands as an id in braces"`

	Otherwise  *Otherwise `json:"otherwise,omitempty" doc:"Whom it would have gone to, had they been there or had room"`
	Propensity float64    `json:"propensity,omitempty" doc:"Probability with which the policy chooses this agent here: 1 unless it may try somebody else"`
	Explored   bool       `json:"explored,omitempty" doc:"Somebody was tried who is not the best choice"`
	Seed       Seed       `json:"seed,omitempty" doc:"Of the draws"`

	Weighed    int         `json:"weighed,omitempty" doc:"How many agents were looked at"`
	Candidates []Candidate `json:"candidates,omitempty" doc:"Those who could have had it, best first, then those removed; the first ten of them"`
	// Case is all that was decided on, and the whole decision, compressed. It is
	// kept so that the decision can be made again; the API does not show it.
	Case []byte `json:"case,omitempty" hidden:"true"`
}

// Seed is where the draws of a decision start. It is text in JSON, as many
// readers know whole numbers only up to 2^53.
type Seed uint64

// MarshalText writes decimal digits.
func (s Seed) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(s), 10), nil }

// UnmarshalText reads them.
func (s *Seed) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 64)
	*s = Seed(n)
	return err
}

// Otherwise is a choice that was not to be had.
type Otherwise struct {
	Agent uuid.UUID `json:"agent"`
	Gain  float64   `json:"gain,omitempty" doc:"By how much more they are worth for this ticket, in probability of success"`
	If    string    `json:"if" doc:"What would have had to be so"`
}

// Candidate is an agent who was weighed for a ticket.
type Candidate struct {
	Agent      uuid.UUID `json:"agent"`
	Score      float64   `json:"score,omitempty" doc:"The sum of the parts"`
	Success    float64   `json:"success,omitempty" doc:"Probability that they solve it for good"`
	Sd         float64   `json:"sd,omitempty" doc:"Standard deviation of that probability"`
	Hours      float64   `json:"hours,omitempty" doc:"Expected working time"`
	Seen       float64   `json:"seen,omitempty" doc:"Outcomes behind it, old ones counting less"`
	Parts      Parts     `json:"parts,omitzero" doc:"What the score is made of, in points of probability"`
	Removed    string    `json:"removed,omitempty" doc:"The constraint that removed the agent"`
	Propensity float64   `json:"propensity,omitempty" doc:"Probability with which this agent is chosen"`
}

// Parts are what a score is made of, in points of probability.
type Parts struct {
	Success float64 `json:"success,omitempty" doc:"The chance that they solve it"`
	Rules   float64 `json:"rules,omitempty" doc:"The desk's own preferences"`
	Price   float64 `json:"price,omitempty" doc:"Their time, at what it is worth for other tickets"`
	Crowd   float64 `json:"crowd,omitempty" doc:"Their time, at what the queue makes of it"`
	Known   float64 `json:"known,omitempty" doc:"They helped this requester before"`
	Failed  float64 `json:"failed,omitempty" doc:"An answer of theirs did not hold"`
	Fair    float64 `json:"fair,omitempty" doc:"They worked more than others lately"`
	Balance float64 `json:"balance,omitempty" doc:"They have room"`
}

// Shown is the decision without the case, which only a replay needs.
func (d Decision) Shown() Decision {
	if d.Assignment != nil && d.Assignment.Case != nil {
		a := *d.Assignment
		a.Case = nil
		d.Assignment = &a
	}
	return d
}
