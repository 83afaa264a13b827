package history_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// TestLabels wants each way in which a ticket comes by its category to be told
// from the others.
func TestLabels(t *testing.T) {
	at := monday
	said := func(label string, applied bool) []ticket.Decision {
		d := ticket.Decision{ID: uuid.UUID{1}, At: at, Analysis: analysis(label, .75)}
		if applied {
			d.Applied = map[string]string{"category": label}
		}
		return []ticket.Decision{d}
	}
	step := func(by ticket.Actor, after time.Duration) []history.Step {
		return []history.Step{{At: at.Add(after), By: by, Field: "category", To: "x"}}
	}
	audited := func(value string) ticket.Triage {
		a := &ticket.Audit{Propensity: .04, Fields: []string{"category"}}
		if value != "" {
			a.Judged, a.OpenedAt = []ticket.Judgement{{Field: "category", Value: value, By: ada, At: at}}, at
		}
		return ticket.Triage{Audit: a}
	}
	told := func(v ticket.Verdict, said, value string) ticket.Triage {
		return ticket.Triage{Feedback: []ticket.Feedback{{Field: "category", Verdict: v, Said: ticket.Said{Value: said}, Value: value, By: ada}}}
	}
	for name, test := range map[string]struct {
		ticket history.Ticket
		by     history.Setter
		state  history.State
		weight float64
	}{
		"applied and left":                {history.Ticket{Category: "login", Decisions: said("login", true)}, history.Machine, history.Untouched, .3},
		"confirmed":                       {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", true), Steps: step(ada, time.Minute)}, history.Human, history.Confirmed, 1},
		"corrected":                       {history.Ticket{Category: "billing", Human: []string{"category"}, Decisions: said("login", true), Steps: step(ada, time.Minute)}, history.Human, history.Corrected, 1},
		"a suggestion taken":              {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", false), Steps: step(ada, 0)}, history.Human, history.Confirmed, 1},
		"said by the sender":              {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", false)}, history.Human, history.Stated, 1},
		"set before it was read":          {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("billing", false), Steps: step(ada, -time.Minute)}, history.Human, history.Stated, 1},
		"set without a machine":           {history.Ticket{Category: "login", Human: []string{"category"}, Steps: step(ada, 0)}, history.Human, history.Stated, 1},
		"changed by a rule":               {history.Ticket{Category: "billing", Decisions: said("login", true), Steps: step(model, time.Minute)}, "", "", 0},
		"only suggested, not taken":       {history.Ticket{Decisions: said("login", false)}, "", "", 0},
		"judged blindly, as said":         {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", false), Steps: step(ada, time.Minute), Triage: audited("login")}, history.Human, history.Audited, 1},
		"judged blindly, otherwise":       {history.Ticket{Category: "billing", Human: []string{"category"}, Decisions: said("login", false), Steps: step(ada, time.Minute), Triage: audited("billing")}, history.Human, history.Audited, 1},
		"changed once it was shown":       {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", false), Steps: step(ada, time.Minute), Triage: audited("billing")}, history.Human, history.Confirmed, 1},
		"waits to be judged":              {history.Ticket{Decisions: said("login", false), Triage: audited("")}, "", "", 0},
		"stated, and said to be right":    {history.Ticket{Category: "login", Human: []string{"category"}, Decisions: said("login", false), Triage: told(ticket.Right, "login", "login")}, history.Human, history.Confirmed, 1},
		"said to be wrong, and put right": {history.Ticket{Category: "billing", Human: []string{"category"}, Decisions: said("login", true), Steps: step(ada, time.Minute), Triage: told(ticket.Wrong, "login", "billing")}, history.Human, history.Corrected, 1},
		"said to be wrong, and no more":   {history.Ticket{Category: "login", Decisions: said("login", true), Triage: told(ticket.Wrong, "login", "")}, "", "", 0},
		"another was said to be wrong":    {history.Ticket{Category: "login", Decisions: said("login", true), Triage: told(ticket.Wrong, "parcel", "")}, history.Machine, history.Untouched, .3},
		"nobody":                          {history.Ticket{}, "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var got history.Label
			for _, l := range history.LabelsOf(&test.ticket) {
				if l.Field == "category" {
					got = l
				}
			}
			if got.By != test.by || got.State != test.state || got.Weight != test.weight {
				t.Errorf("got %+v, want %s by %s", got, test.state, test.by)
			}
			if got.Said != nil && (got.Said.Probability != .75 || got.Said.Model != "it@1" || got.Said.Decision != (uuid.UUID{1})) {
				t.Errorf("the machine said %+v", got.Said)
			}
		})
	}
}

// TestLabelsOfSpam wants quarantine to be a label, whoever set it, and its end too.
func TestLabelsOfSpam(t *testing.T) {
	moved := func(by ticket.Actor, from, to ticket.Status) history.Step {
		return history.Step{At: monday.Add(time.Minute), By: by, Field: "status", From: string(from), To: string(to)}
	}
	flagged := []ticket.Decision{{ID: uuid.UUID{1}, At: monday, Analysis: []byte(`{"spam":{"probability":0.9,"flagged":true},"models":{}}`)}}
	for name, test := range map[string]struct {
		ticket history.Ticket
		value  string
		state  history.State
	}{
		"by the machine":     {history.Ticket{Status: ticket.Spam, Decisions: flagged, Steps: []history.Step{moved(model, ticket.New, ticket.Spam)}}, "true", history.Untouched},
		"taken out":          {history.Ticket{Status: ticket.Open, Decisions: flagged, Steps: []history.Step{moved(model, ticket.New, ticket.Spam), moved(ada, ticket.Spam, ticket.New)}}, "false", history.Corrected},
		"by a person":        {history.Ticket{Status: ticket.Spam, Steps: []history.Step{moved(ada, ticket.Open, ticket.Spam)}}, "true", history.Stated},
		"said to be wrong":   {history.Ticket{Status: ticket.Open, Decisions: flagged, Triage: ticket.Triage{Feedback: []ticket.Feedback{{Field: "spam", Verdict: ticket.Wrong, Value: "false", Said: ticket.Said{Value: "true"}}}}}, "false", history.Corrected},
		"nobody spoke of it": {history.Ticket{Status: ticket.Open}, "", ""},
	} {
		var got history.Label
		for _, l := range history.LabelsOf(&test.ticket) {
			if l.Field == "spam" {
				got = l
			}
		}
		if got.Value != test.value || got.State != test.state {
			t.Errorf("%s: got %+v, want %s %s", name, got, test.value, test.state)
		}
	}
}
