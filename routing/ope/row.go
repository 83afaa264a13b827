package ope

import (
	"fmt"
	"math"
)

// Row is one logged decision and what came of it.
type Row struct {
	Ticket  string  `json:"ticket,omitempty"`  // rows of one ticket go into the same fold
	Context string  `json:"context,omitempty"` // the cell that Means tells tickets apart by, as in "billing/de"
	Agent   string  `json:"agent"`             // who got it
	Reward  float64 `json:"reward"`            // 0 to 1
	// Propensity is the probability with which the logged policy chose Agent,
	// above 0; New that with which the other policy would have.
	Propensity float64 `json:"propensity"`
	New        float64 `json:"new"`
	// Choices are all agents that either policy may choose, Agent among them, so
	// that each policy's probabilities sum to 1. Without them a reward model cannot
	// be used, and what the log does not support shows only in the weights.
	Choices []Choice `json:"choices,omitempty"`
}

// Choice is an agent that may be chosen, with the probability under both
// policies.
type Choice struct {
	Agent      string  `json:"agent"`
	Propensity float64 `json:"propensity"`
	New        float64 `json:"new"`
}

// rounding is how far probabilities may miss what they should be.
const rounding = 1e-6

// least is the smallest propensity that anybody draws with.
const least = 1e-12

// Check names the first field of a row that cannot be.
func (r *Row) Check() error { return r.check(make(map[string]bool, len(r.Choices))) }

// check is Check with a map to use.
func (r *Row) check(seen map[string]bool) error {
	switch {
	case !(r.Reward >= 0 && r.Reward <= 1):
		return fmt.Errorf("reward is %g: scale rewards to 0 to 1", r.Reward)
	case !(r.Propensity >= least && r.Propensity <= 1+rounding):
		return fmt.Errorf("propensity is %g: log the probability of the agent who was chosen, above 0 to 1", r.Propensity)
	case !(r.New >= 0 && r.New <= 1+rounding):
		return fmt.Errorf("new is %g: give a probability, 0 to 1", r.New)
	case len(r.Choices) == 0:
		return nil
	}
	logged, other, found := 0.0, 0.0, false
	clear(seen)
	for i, c := range r.Choices {
		if !(c.Propensity >= 0) || !(c.New >= 0) {
			return fmt.Errorf("choices[%d] has the probabilities %g and %g: give numbers of 0 to 1", i, c.Propensity, c.New)
		}
		if seen[c.Agent] {
			return fmt.Errorf("choices[%d] names %q again: name each agent once", i, c.Agent)
		}
		seen[c.Agent] = true
		logged, other = logged+c.Propensity, other+c.New
		if c.Agent == r.Agent {
			found = math.Abs(c.Propensity-r.Propensity) <= rounding && math.Abs(c.New-r.New) <= rounding
		}
	}
	switch {
	case !found:
		return fmt.Errorf("choices do not hold %q with the probabilities of the row: list whoever may be chosen", r.Agent)
	case !(math.Abs(logged-1) <= rounding*float64(1+len(r.Choices))):
		return fmt.Errorf("choices[].propensity sum to %g, not 1: list all agents the log's policy might have chosen", logged)
	case !(math.Abs(other-1) <= rounding*float64(1+len(r.Choices))):
		return fmt.Errorf("choices[].new sum to %g, not 1: list all agents the other policy might choose", other)
	}
	return nil
}

// check names the first row that cannot be.
func check(rows []Row) error {
	seen := map[string]bool{}
	for i := range rows {
		if err := rows[i].check(seen); err != nil {
			return fmt.Errorf("row %d (ticket %q): %w", i, rows[i].Ticket, err)
		}
	}
	return nil
}

// unsupported is the share of the other policy's probability that lies on
// agents whom the logged one never chooses here.
func (r *Row) unsupported() (share float64) {
	for _, c := range r.Choices {
		if c.Propensity == 0 {
			share += c.New
		}
	}
	return share
}
