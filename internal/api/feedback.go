package api

import (
	"net/http"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// NewFeedback is what somebody says of an answer of the machine.
type NewFeedback struct {
	Field   string         `json:"field" enum:"category,priority,language,spam,anger"`
	Verdict ticket.Verdict `json:"verdict,omitempty" enum:"right,wrong" doc:"May be left out where value is sent. Of a ticket that is judged blindly it must be"`
	Value   string         `json:"value,omitempty" maxLength:"100" doc:"What is right; true or false for spam and anger. wrong without it says no more than that"`
}

func (a *API) registerFeedback() {
	op := orderOp("give-feedback", http.MethodPost, "/feedback", "Say whether the machine was right",
		"right confirms what the machine said last of the field, wrong with a value corrects it, and both set the field as a change of the ticket would: the machine leaves it alone from then on. "+
			"wrong without a value is kept, and nothing is set. Of a ticket that is judged blindly (triage.audit without opened_at) only the value is taken: "+
			"what the machine said is shown once every field in triage.audit.fields has been judged.")
	endpoint[NewFeedback, Ticket](a, access.TicketsWrite, op, a.giveFeedback)
}

func (a *API) giveFeedback(r *http.Request, in *request[NewFeedback]) (reply, error) {
	order, err := a.order(r, in.members)
	if err != nil {
		return reply{}, err
	}
	decisions, err := a.config.Store.Decisions(r.Context(), order.Ticket, latest)
	if err != nil {
		return reply{}, err
	}
	judge := lifecycle.Judge{Field: in.body.Field, Verdict: in.body.Verdict, Value: in.body.Value}
	judge.Said, judge.Decision = dispatch.Said(decisions, in.body.Field)
	t, err := a.config.Desk.Do(r.Context(), order, judge)
	return a.after(r, order, t, err)
}
