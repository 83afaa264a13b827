package lifecycle

import (
	"slices"

	"switchyard/internal/ticket"
)

// unveil takes what people have set of a ticket that is judged blindly for their
// judgement. With the last of them what the machine said is shown, and told:
// nothing before gives away whether they agree.
func (d *draft) unveil() {
	t := &d.ticket
	if !t.Triage.Audit.Hidden() || !d.actor.Human() {
		return
	}
	a := *t.Triage.Audit
	for _, field := range a.Waiting() {
		value := t.Category
		if field == "priority" {
			value = string(t.Priority)
		}
		if t.HumanSet(field) && value != "" {
			a.Judged = append(slices.Clone(a.Judged), ticket.Judgement{Field: field, Value: value, By: d.actor, At: d.now})
		}
	}
	if len(a.Judged) == len(t.Triage.Audit.Judged) {
		return
	}
	if len(a.Waiting()) == 0 {
		a.OpenedAt = d.now
		for _, j := range a.Judged {
			d.event(ticket.TicketJudged, ticket.Feedback{
				Field: j.Field, Verdict: verdict(j.Value, a.Said[j.Field].Value), Value: j.Value, Said: a.Said[j.Field], Decision: a.Decision,
				Language: t.Language, Blind: true, Propensity: a.Propensity, By: j.By, At: j.At,
			})
		}
	}
	t.Triage.Audit = &a
}
