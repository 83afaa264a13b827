package routing

import "time"

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
	// removed, each with the constraint.
	Candidates []Candidate `json:"candidates"`
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
	// Parts are what the score is made of, in points of probability.
	Parts []Part `json:"parts,omitempty"`
	// Removed is the constraint that rules the agent out, empty for none.
	Removed string `json:"removed,omitempty"`
	// Propensity is the probability with which this agent is chosen; 0 is left out.
	Propensity float64 `json:"propensity,omitempty"`
}

// Part is one part of a score.
type Part struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}
