package routing

import "time"

// Request is a ticket that asks for an agent, as the desk sees it now.
type Request struct {
	ID       string   `json:"id"`
	Category []Chance `json:"category,omitempty"` // what it may be about, most likely first; sums to at most 1
	Priority Priority `json:"priority"`
	Language string   `json:"language,omitempty"` // BCP-47; empty or und when unknown
	Channel  string   `json:"channel"`
	Team     string   `json:"team,omitempty"` // only its members may have it; empty for anybody
	Skills   []Need   `json:"skills,omitempty"`

	// Signals are what the ticket alone shows of how hard it is, before anybody
	// has it: the same numbers in the same order for every ticket of a desk.
	// Those that are missing or not finite count as average.
	Signals []float64 `json:"signals,omitempty"`

	Attempt  int      `json:"attempt,omitempty"`  // how many agents had it before
	Excluded []string `json:"excluded,omitempty"` // agents who declined it or must not see it
	Failed   []string `json:"failed,omitempty"`   // agents whose answer did not hold
	Known    string   `json:"known,omitempty"`    // agent who last solved a ticket of this requester
	Reopened bool     `json:"reopened,omitempty"`
	Angry    bool     `json:"angry,omitempty"`
	VIP      bool     `json:"vip,omitempty"`

	// What rules may ask for beside the above.
	Tier   string         `json:"tier,omitempty"` // of the requester
	Tags   []string       `json:"tags,omitempty"`
	Fields map[string]any `json:"fields,omitempty"` // custom fields by key, of JSON's types

	Since  time.Time     `json:"since"`            // when it began to wait
	Waited time.Duration `json:"waited"`           // business time since then
	Target time.Duration `json:"target,omitempty"` // business time promised for the first response; 0 for none
	Due    time.Time     `json:"due,omitzero"`     // the instant at which Target has passed

	// Prospects are what is expected of each agent with it, in the order of
	// Desk.Agents.
	Prospects []Prospect `json:"prospects,omitempty"`
}

// Chance is a label with its calibrated probability.
type Chance struct {
	Label string  `json:"label"`
	P     float64 `json:"p"`
}

// Priority of a ticket.
type Priority string

// The priorities.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Need is a skill that a ticket asks for.
type Need struct {
	Skill string `json:"skill"`
	Level int    `json:"level"` // 1 to 5
	// Relax is the business time after which the level asked for sinks by one,
	// and again each time, down to nothing. 0 for a need that never relaxes.
	Relax time.Duration `json:"relax,omitempty"`
}

// Asked is the level still asked for after waiting, 0 for none any more.
func (n Need) Asked(waited time.Duration) int {
	if n.Relax <= 0 {
		return n.Level
	}
	return max(0, n.Level-int(max(0, waited)/n.Relax))
}

// Prospect is what is expected of one agent with one ticket.
type Prospect struct {
	Success float64 `json:"success"`         // probability that they solve it for good
	Sd      float64 `json:"sd"`              // standard deviation of that probability
	Hours   float64 `json:"hours"`           // expected working time of one slot
	Seen    float64 `json:"seen"`            // outcomes of the agent behind it, old ones counting less
	Rule    string  `json:"rule,omitempty"`  // the admin's rule that removes the agent
	Bonus   float64 `json:"bonus,omitempty"` // what the admin's preferences add to Success
}

// Predictor knows what to expect. It fills out, of the same length as agents,
// with everything but Rule and Bonus. It must be safe for use by several
// goroutines at once.
type Predictor interface {
	Predict(r *Request, agents []Agent, out []Prospect)
}
