package history

import (
	"fmt"
	"slices"
	"time"

	"switchyard/internal/ticket"
)

// checkFeedback looks at what people said of the machine's answers, and brings
// its times to UTC.
func (t *Ticket) checkFeedback() *LineError {
	for i := range t.Triage.Feedback {
		f, path := &t.Triage.Feedback[i], fmt.Sprintf("triage.feedback[%d].", i)
		switch {
		case !slices.Contains(ticket.FeedbackFields(), f.Field) || i > 0 && f.Field <= t.Triage.Feedback[i-1].Field:
			return bad(path+"field", "take category, priority, language, spam or anger, each once and in order", "%.40q cannot be judged, or not here", f.Field)
		case f.Verdict != ticket.Right && f.Verdict != ticket.Wrong:
			return bad(path+"verdict", "take right or wrong", "%.40q is no verdict", f.Verdict)
		}
		if err := checkWho(path, &f.By, &f.At); err != nil {
			return err
		}
	}
	a := t.Triage.Audit
	if a == nil {
		return nil
	}
	if !(a.Propensity > 0 && a.Propensity <= 1) {
		return bad("triage.audit.propensity", "give the probability with which the ticket was drawn", "is %v", a.Propensity)
	}
	if len(a.Fields) == 0 || slices.ContainsFunc(a.Fields, func(field string) bool { return !slices.Contains(ticket.AuditFields(), field) }) {
		return bad("triage.audit.fields", "take category, priority or both", "are %.80q", a.Fields)
	}
	for i := range a.Judged {
		j, path := &a.Judged[i], fmt.Sprintf("triage.audit.judged[%d].", i)
		if !slices.Contains(a.Fields, j.Field) {
			return bad(path+"field", "take one of the fields of the audit", "%.40q is none of them", j.Field)
		}
		if err := checkWho(path, &j.By, &j.At); err != nil {
			return err
		}
	}
	if a.OpenedAt = a.OpenedAt.UTC(); !a.OpenedAt.IsZero() && len(a.Waiting()) > 0 {
		return bad("triage.audit.opened_at", "leave it out, or give the judgements", "says that all was judged, which it is not")
	}
	return nil
}

func checkWho(path string, by *ticket.Actor, at *time.Time) *LineError {
	if !slices.Contains(ticket.ActorKinds(), by.Kind) {
		return bad(path+"by.kind", "take agent, token, requester, machine or system", "%.40q is nobody who acts", by.Kind)
	}
	*at = at.UTC()
	return nil
}
