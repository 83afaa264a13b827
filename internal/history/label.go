package history

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// State says how far a label can be trusted.
type State string

// The states of a label.
const (
	Untouched State = "untouched" // the machine set it and nobody changed it: that is no confirmation
	Confirmed State = "confirmed" // a person set what the machine had said
	Corrected State = "corrected" // a person set something else
	Stated    State = "stated"    // a person set it before the machine read the ticket, or without it
	Audited   State = "audited"   // a person judged it without seeing what the machine said
)

// States lists every state.
func States() []State { return []State{Untouched, Confirmed, Corrected, Stated, Audited} }

// Weights of labels in training.
const (
	UntouchedWeight = .3
	HumanWeight     = 1.
)

// Weight is what a label in this state counts for in training, 0 to 1.
func (s State) Weight() float64 {
	if s == Untouched {
		return UntouchedWeight
	}
	return HumanWeight
}

// Setter is who set a label.
type Setter string

// Who may set one.
const (
	Machine Setter = "machine"
	Human   Setter = "human"
)

// Label is an answer that a ticket ended with, and where it came from.
type Label struct {
	Field  string  `json:"field" doc:"category, priority, language or spam"`
	Value  string  `json:"value" doc:"true or false for spam"`
	By     Setter  `json:"by" doc:"machine or human"`
	State  State   `json:"state" doc:"untouched, confirmed, corrected, stated or audited"`
	Weight float64 `json:"weight" doc:"For training: 0.3 for untouched, else 1"`
	Said   *Said   `json:"machine,omitempty" doc:"What the machine said"`
}

// Said is what a model said.
type Said struct {
	Value       string    `json:"value"`
	Probability float64   `json:"probability"`
	Model       string    `json:"model,omitempty" doc:"Exact version"`
	Decision    uuid.UUID `json:"decision"`
	Applied     bool      `json:"applied,omitempty" doc:"It was set without a human"`
	at          time.Time
}

// analysis is what labels need of what the models said.
type analysis struct {
	Language *struct {
		Tag        string
		Confidence float64
		Given      bool
	}
	Category, Priority *struct {
		Label       string
		Probability float64
	}
	Spam *struct {
		Probability float64
		Flagged     bool
	}
	Models map[string]string
}

// LabelFields are the fields that labels tell of, in the order they are written.
var LabelFields = []string{"category", "priority", "language", "spam"}

// labelsOf works out the labels of a ticket from what stands in it.
func labelsOf(t *Ticket) []Label {
	said := saidOf(t.Decisions)
	var labels []Label
	for _, field := range LabelFields {
		if l, ok := labelOf(t, field, said[field]); ok {
			labels = append(labels, l)
		}
	}
	return labels
}

// saidOf is the latest that the machine said of each field; what was applied
// goes before what was not.
func saidOf(decisions []ticket.Decision) map[string]*Said {
	said := map[string]*Said{}
	for i := range decisions {
		d := &decisions[i]
		var a analysis
		if len(d.Analysis) == 0 || json.Unmarshal(d.Analysis, &a) != nil { // by another program
			continue
		}
		note := func(field, value string, p float64) {
			applied, ok := d.Applied[field]
			ok = ok && applied == value
			if value == "" || said[field] != nil && said[field].Applied && !ok {
				return
			}
			said[field] = &Said{Value: value, Probability: p, Model: a.Models[field], Decision: d.ID, Applied: ok, at: d.At}
		}
		if a.Category != nil {
			note("category", a.Category.Label, a.Category.Probability)
		}
		if a.Priority != nil {
			note("priority", a.Priority.Label, a.Priority.Probability)
		}
		if a.Language != nil && !a.Language.Given && a.Language.Tag != "und" {
			note("language", a.Language.Tag, a.Language.Confidence)
			if s := said["language"]; s != nil && s.Decision == d.ID { // it is taken as it is
				s.Applied = true
			}
		}
		if a.Spam != nil {
			note("spam", spam(a.Spam.Flagged), a.Spam.Probability)
		}
	}
	return said
}

func spam(is bool) string {
	if is {
		return "true"
	}
	return "false"
}

func labelOf(t *Ticket, field string, said *Said) (Label, bool) {
	l := Label{Field: field, Said: said}
	human := slices.Contains(t.Human, field)
	switch field {
	case "category":
		l.Value = t.Category
	case "priority":
		l.Value = string(t.Priority)
	case "language":
		if l.Value = t.Language; l.Value == "und" {
			l.Value = ""
		}
	case "spam":
		human = t.Triage.Told(field) != nil || slices.ContainsFunc(t.Steps, func(s Step) bool {
			return s.By.Human() && s.Field == "status" && (s.From == string(ticket.Spam) || s.To == string(ticket.Spam))
		})
		if l.Value = spam(t.Status == ticket.Spam); !human && t.Status != ticket.Spam && said == nil {
			return l, false
		}
		if said != nil {
			said.Applied = said.Value == "true" && slices.ContainsFunc(t.Steps, func(s Step) bool { return s.By.Kind == ticket.ByMachine && s.To == string(ticket.Spam) })
		}
	}
	switch {
	case l.Value == "":
		return l, false
	case human:
		l.By, l.State = Human, stateOf(t, field, l.Value, said)
	case said != nil && said.Value == l.Value && (said.Applied || field == "spam") && !denied(t, field, l.Value):
		l.By, l.State = Machine, Untouched
	default: // a default, or what another program set
		return l, false
	}
	l.Weight = l.State.Weight()
	return l, true
}

// denied says whether a person said that a value is wrong, and not which is
// right: then it is nothing to learn from.
func denied(t *Ticket, field, value string) bool {
	told := t.Triage.Told(field)
	return told != nil && told.Verdict == ticket.Wrong && told.Value == "" && told.Said.Value == value
}

// stateOf is the state of a label that a person set.
func stateOf(t *Ticket, field, value string, said *Said) State {
	if j := t.Triage.Audit.Judgement(field); j != nil && j.Value == value { // what was set later was set by somebody who saw
		return Audited
	}
	if told := t.Triage.Told(field); told != nil && told.Value == value {
		if told.Verdict == ticket.Right {
			return Confirmed
		}
		return Corrected
	}
	if said == nil {
		return Stated
	}
	touched := field
	if field == "spam" {
		touched = "status"
	}
	after := slices.ContainsFunc(t.Steps, func(s Step) bool { return s.Field == touched && s.By.Human() && !s.At.Before(said.at) })
	switch {
	case !after:
		return Stated
	case said.Value == value:
		return Confirmed
	}
	return Corrected
}
