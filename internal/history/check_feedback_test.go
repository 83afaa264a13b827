package history_test

import (
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// What people are to have said must make sense, or its line is refused by name.
func TestBadFeedback(t *testing.T) {
	good := func() history.Ticket {
		return history.Ticket{
			ID: uuid.UUID{1}, Status: ticket.Open, Priority: ticket.Normal, Language: "en", CreatedAt: monday, Requester: history.Requester{ID: uuid.UUID{2}},
			Triage: ticket.Triage{
				State:    ticket.TriageDone,
				Audit:    &ticket.Audit{Propensity: .04, Fields: []string{"category", "priority"}, Judged: []ticket.Judgement{{Field: "category", Value: "x", By: ada, At: monday}}},
				Feedback: []ticket.Feedback{{Field: "anger", Verdict: ticket.Wrong, By: ada, At: monday}, {Field: "spam", Verdict: ticket.Right, By: ada, At: monday}},
			},
		}
	}
	for field, change := range map[string]func(*ticket.Triage){
		"":                               func(*ticket.Triage) {},
		"triage.feedback[0].field":       func(t *ticket.Triage) { t.Feedback[0].Field = "subject" },
		"triage.feedback[1].field":       func(t *ticket.Triage) { t.Feedback[1].Field = "anger" },
		"triage.feedback[1].verdict":     func(t *ticket.Triage) { t.Feedback[1].Verdict = "so so" },
		"triage.feedback[0].by.kind":     func(t *ticket.Triage) { t.Feedback[0].By.Kind = "ghost" },
		"triage.audit.propensity":        func(t *ticket.Triage) { t.Audit.Propensity = 0 },
		"triage.audit.fields":            func(t *ticket.Triage) { t.Audit.Fields = []string{"mood"} },
		"triage.audit.judged[0].field":   func(t *ticket.Triage) { t.Audit.Fields = []string{"priority"} },
		"triage.audit.judged[0].by.kind": func(t *ticket.Triage) { t.Audit.Judged[0].By.Kind = "" },
		"triage.audit.opened_at":         func(t *ticket.Triage) { t.Audit.OpenedAt = monday },
	} {
		one := good()
		change(&one.Triage)
		err := (&history.Line{Ticket: &one}).Check()
		if field == "" && err != nil || field != "" && (err == nil || err.Field != field) {
			t.Errorf("%q: %v", field, err)
		}
	}
}
