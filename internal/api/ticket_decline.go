package api

import (
	"net/http"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// NewDecline is why an agent will not do a ticket.
type NewDecline struct {
	Cause  ticket.Cause `json:"cause" enum:"not_my_skill,no_time,conflict_of_interest,other"`
	Reason string       `json:"reason,omitempty" maxLength:"500" doc:"In words; needed for other"`
}

func (a *API) registerTicketDecline() {
	act(a, orderOp("decline-ticket", http.MethodPost, "/decline", "Decline a ticket that one was given",
		"It waits for somebody else, and the machine does not give it to the same agent again. Only not_my_skill counts against the agent. "+
			"With the token of another agent than the one who has it, it is refused."),
		func(r *http.Request, o lifecycle.Order, b *NewDecline) (ticket.Ticket, error) {
			return a.config.Desk.Do(r.Context(), o, lifecycle.Decline{Cause: b.Cause, Reason: b.Reason})
		})
}
