package api

import (
	"encoding/json"
	"maps"
	"slices"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// open are the parts of an analysis that are shown of a ticket that is judged
// blindly. All others, those of models to come too, stay hidden.
var open = []string{"id", "language", "sentiment", "anger", "spam", "models"}

// veiled is a decision on a ticket with what may be shown of it: nothing that
// could tell what the models said of the fields that are judged blindly. Who
// gets the ticket stays; why may rest on what is hidden.
func veiled(t *ticket.Ticket, d ticket.Decision) ticket.Decision {
	if !t.Triage.Audit.Hidden() {
		return d
	}
	d.Applied = nil
	if len(d.Analysis) > 0 {
		var parts map[string]json.RawMessage
		if json.Unmarshal(d.Analysis, &parts) != nil {
			parts = nil
		}
		maps.DeleteFunc(parts, func(name string, _ json.RawMessage) bool { return !slices.Contains(open, name) })
		d.Analysis = nil
		if shown, err := json.Marshal(parts); err == nil && parts != nil {
			d.Analysis = shown
		}
	}
	if d.Assignment != nil {
		a := veiledAssignment(d.Assignment)
		d.Assignment = &a
	}
	return d
}

// veiledAssignment is who gets a ticket that is judged blindly, without why.
func veiledAssignment(a *ticket.Assignment) ticket.Assignment {
	return ticket.Assignment{
		Policy: a.Policy, Predictor: a.Predictor, Agent: a.Agent, Team: a.Team, Reason: lifecycle.Unsaid,
		Propensity: a.Propensity, Explored: a.Explored, Weighed: a.Weighed,
	}
}

// veiledTriage is how far the reading of a ticket is, without what the models
// said where that is hidden.
func veiledTriage(t *ticket.Ticket) ticket.Triage {
	out := t.Triage
	if out.Audit.Hidden() {
		a := *out.Audit
		a.Said = nil
		out.Audit = &a
	}
	return out
}

// veiledTouches are those of a ticket. How sure the models were of its category,
// and what the agent can do in it, are among what was known at the time.
func veiledTouches(t *ticket.Ticket) []ticket.Touch {
	if !t.Triage.Audit.Hidden() {
		return t.Touches
	}
	out := slices.Clone(t.Touches)
	for i := range out {
		out[i].Signals, out[i].Declared = nil, 0
	}
	return out
}
