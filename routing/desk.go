package routing

import "time"

// Desk is everything a policy looks at, at one instant. It is a value that can
// be stored as JSON: a Desk that was decided on and is decided on again gives
// the same decisions.
type Desk struct {
	Now      time.Time `json:"now"`
	Agents   []Agent   `json:"agents"`
	Requests []Request `json:"requests"` // tickets that wait, oldest first
	// Waiting is how many tickets wait in all, where Requests are only a part of
	// them; 0 for as many as there are Requests.
	Waiting int    `json:"waiting,omitempty"`
	Policy  Policy `json:"policy"`
	Seed    uint64 `json:"seed"`
	// Version is what Policy.Version gives of the policy that decides, where the
	// caller keeps it; empty to have it reckoned for each round.
	Version string `json:"-"`
	// Brief leaves candidates out of the decisions, for who only wants to know who
	// gets what.
	Brief bool `json:"brief,omitempty"`
	// Predictor names the exact model behind the prospects, for the record.
	Predictor string `json:"predictor,omitempty"`
}
