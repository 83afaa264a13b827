package routing

import "time"

// Round is what a policy decides at one instant.
type Round struct {
	Decisions []Decision `json:"decisions"` // one a request, in their order
}

// Decision is whether a ticket gets an agent now, whom, and why. Everything a
// reader needs to judge it is in it.
type Decision struct {
	Request string    `json:"request"`
	Agent   string    `json:"agent,omitempty"` // empty: it waits
	At      time.Time `json:"at"`
	Policy  string    `json:"policy"` // name and hash of the policy's settings
	// Predictor names the exact model behind the prospects.
	Predictor string `json:"predictor,omitempty"`
	Reason    string `json:"reason"` // in words; agents stand as {ID}
	// Otherwise is whom it would have gone to, had they been there or had room:
	// an agent of higher value who could not take it. Empty when there is none.
	Otherwise *Otherwise `json:"otherwise,omitempty"`
	// Propensity is the probability with which this policy chooses this agent
	// here, over the draws of the seed: 1 unless it may explore.
	Propensity float64 `json:"propensity,omitempty"`
	Explored   bool    `json:"explored,omitempty"` // a draw, not the best choice
	Seed       uint64  `json:"seed"`
	// Candidates are all agents: those who could have it, best first, then those
	// removed, each with the constraint. A ticket that waits among others has none
	// listed; decided on alone, it has.
	Candidates []Candidate `json:"candidates,omitempty"`
}

// Otherwise is a choice that was not to be had.
type Otherwise struct {
	Agent string  `json:"agent"`
	Gain  float64 `json:"gain"` // by how much their value is higher
	If    string  `json:"if"`   // what would have had to be so, as in "had a free slot"
}

// Candidate is an agent, weighed for a ticket.
type Candidate struct {
	Agent   string  `json:"agent"`
	Score   float64 `json:"score"` // the sum of Parts
	Success float64 `json:"success"`
	Sd      float64 `json:"sd"`
	Hours   float64 `json:"hours"`
	Seen    float64 `json:"seen"`
	Parts   Parts   `json:"parts,omitzero"` // what the score is made of
	// Removed is the constraint that rules the agent out, empty for none.
	Removed string `json:"removed,omitempty"`
	// Propensity is the probability with which this agent is chosen; 0 is left out.
	Propensity float64 `json:"propensity,omitempty"`
}

// Parts are what a score is made of, in points of probability. Those of a
// classic policy are empty: it has no score to take apart.
type Parts struct {
	Success float64 `json:"success,omitempty"` // the chance that they solve it
	Rules   float64 `json:"rules,omitempty"`   // the admin's preferences
	Price   float64 `json:"price,omitempty"`   // their time, at what it is worth for other tickets
	Crowd   float64 `json:"crowd,omitempty"`   // their time, at what the queue makes of it
	Known   float64 `json:"known,omitempty"`   // they helped this requester before
	Failed  float64 `json:"failed,omitempty"`  // their answer did not hold
	Fair    float64 `json:"fair,omitempty"`    // they worked more than others lately
	Balance float64 `json:"balance,omitempty"` // they have room
}

// Sum is the score.
func (p *Parts) Sum() float64 {
	return p.Success + p.Rules + p.Price + p.Crowd + p.Known + p.Failed + p.Fair + p.Balance
}
