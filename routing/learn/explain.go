package learn

import "switchyard/routing"

// Explanation is what a probability of success is made of: parts in log-odds
// that add up to those of the prospect's Success. Where the category is not
// certain, a part is the mean over what it may be.
type Explanation struct {
	Usual    float64 `json:"usual"`              // a ticket of no special kind with somebody unknown
	Category float64 `json:"category,omitempty"` // how hard tickets of the category are
	Priority float64 `json:"priority,omitempty"`
	Late     float64 `json:"late,omitempty"`
	Attempts float64 `json:"attempts,omitempty"` // others had it before
	Signals  float64 `json:"signals,omitempty"`  // how hard the ticket looks
	Language float64 `json:"language,omitempty"` // it is not the agent's own
	Declared float64 `json:"declared,omitempty"` // what the agent says of themselves
	Tenure   float64 `json:"tenure,omitempty"`   // how long they have been here
	Agent    float64 `json:"agent,omitempty"`    // what their results say in general
	Skill    float64 `json:"skill,omitempty"`    // what their results say in the category
	Pace     float64 `json:"pace,omitempty"`     // how fast they are, in general and in the category
	Doubt    float64 `json:"doubt,omitempty"`    // what is not known draws the odds towards even
}

// Sum are the log-odds of success.
func (e *Explanation) Sum() float64 {
	return e.Usual + e.Category + e.Priority + e.Late + e.Attempts + e.Signals + e.Language +
		e.Declared + e.Tenure + e.Agent + e.Skill + e.Pace + e.Doubt
}

// Explain takes apart what Predict expects of an agent with a request.
func (m *Model) Explain(r *routing.Request, a *routing.Agent) Explanation {
	var portions [maxMix + 1]portion
	mix := m.mix(r, &portions)
	x := make([]float64, m.frame.columns())
	m.frame.request(x, r)
	part := func(column int) float64 { return x[column] * m.success.fixed[column] }
	e := Explanation{
		Usual:    part(columnOne),
		Priority: part(columnLow) + part(columnHigh) + part(columnUrgent),
		Late:     part(columnLate),
		Attempts: part(columnAgain) + part(columnMore),
		Language: Foreign(a, r.Language) * m.success.fixed[columnForeign],
		Tenure:   tenured(a.Tenure) * m.success.fixed[columnTenure],
	}
	for j := fixedColumns; j < len(x); j++ {
		e.Signals += part(j)
	}
	b := m.block(a.ID)
	for _, q := range mix {
		c := &b.cells[q.place]
		e.Category += q.p * m.success.category[q.place]
		e.Declared += q.p * Declared(a, q.label) * m.success.fixed[columnDeclared]
		e.Agent += q.p * b.agent
		e.Pace += q.p * c.pace
		e.Skill += q.p * (c.logit - b.agent - c.pace)
	}
	var out [1]routing.Prospect
	m.Predict(r, []routing.Agent{*a}, out[:])
	e.Doubt = logit(out[0].Success) - e.Sum()
	return e
}
