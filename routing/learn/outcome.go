package learn

import "time"

// Outcome is one assignment of a ticket to an agent, and what came of it. A
// ticket that three agents had gives three.
type Outcome struct {
	Ticket   string `json:"ticket"`
	Attempt  int    `json:"attempt"` // agents who had it before; Ticket and Attempt name the outcome
	Agent    string `json:"agent"`
	Category string `json:"category"` // the final one, corrected by people; empty when nobody knows
	Priority string `json:"priority"`
	Language string `json:"language,omitempty"`
	// Foreign is how far the agent's proficiency in Language falls short of full:
	// 0 for a native speaker, 1 for the lowest level.
	Foreign  float64       `json:"foreign,omitempty"`
	Declared float64       `json:"declared,omitempty"` // the agent's declared level in the category, 0 to 1
	Tenure   time.Duration `json:"tenure,omitempty"`   // of the agent, at the assignment
	Late     bool          `json:"late,omitempty"`     // assigned after its target: not the agent's fault
	Signals  []float64     `json:"signals,omitempty"`  // as in routing.Request

	At time.Time `json:"at"` // of the assignment
	// Known is when Success was known for certain, zero while it is not. Failures
	// are known sooner than successes; the fit makes allowance for that.
	Known   time.Time `json:"known,omitzero"`
	Success bool      `json:"success"`
	// Hours is the working time so far; Done says that it is all of it. 0 and not
	// Done for a time that nobody knows.
	Hours float64 `json:"hours,omitempty"`
	Done  bool    `json:"done,omitempty"`
	// Propensity with which the agent was chosen, 0 when nobody knows, for estimates
	// of what other policies would do (routing/ope). The fit does not weigh by it:
	// what the choice hung on is in the model, and weights of 20 for the few that
	// were explored would drown the others.
	Propensity float64 `json:"propensity,omitempty"`
}
