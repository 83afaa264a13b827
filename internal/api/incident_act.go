package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

type (
	// BeginIncident opens an incident.
	BeginIncident struct {
		Problem uuid.UUID `json:"problem,omitzero" doc:"Ticket that is to be the problem; a new one where nothing is said"`
		Limit   int       `json:"limit,omitempty" minimum:"1" maximum:"1000" default:"500" doc:"Tickets that are linked by this request"`
	}
	// AnswerIncident is a reply to all tickets of an incident.
	AnswerIncident struct {
		Body   string        `json:"body,omitempty"`
		HTML   string        `json:"html,omitempty" doc:"It is sanitised"`
		Status ticket.Status `json:"status,omitempty" enum:"open,pending,on_hold,resolved" doc:"To move each ticket to as well"`
		Limit  int           `json:"limit,omitempty" minimum:"1" maximum:"1000" default:"500" doc:"Tickets that are answered by this request"`
	}
	// DismissIncident ends an incident.
	DismissIncident struct {
		Why string `json:"why,omitempty" maxLength:"500"`
	}
	// IncidentResult is what became of the tickets of an incident.
	IncidentResult struct {
		Incident incident.Incident `json:"incident"`
		Data     []BulkOutcome     `json:"data" nullable:"false"`
		Left     int               `json:"left" doc:"Tickets that were not looked at yet: send the same request again until it is 0"`
	}
)

// defaultIncident is how many tickets one request is about.
const defaultIncident = 500

func (a *API) registerIncidentActs() {
	endpoint[BeginIncident, IncidentResult](a, access.TicketsWrite,
		incidentOp("open-incident", http.MethodPost, "/open", "Give an incident a problem ticket and link its tickets to it",
			"Sent again, it goes on with the tickets that are left and those that came since. Two who open it at once get the same problem ticket."),
		func(r *http.Request, in *request[BeginIncident]) (reply, error) {
			return a.onIncident(r, in.body.Limit, func(ctx context.Context, id uuid.UUID, by ticket.Actor, limit int) (incident.Result, error) {
				return a.config.Incidents.Begin(ctx, by, id, in.body.Problem, limit)
			})
		})
	endpoint[AnswerIncident, IncidentResult](a, access.TicketsWrite,
		incidentOp("answer-incident", http.MethodPost, "/answer", "Reply to all tickets of an open incident",
			"Each gets a public message of its own. Sent again, it goes on with those that are left: no ticket gets the same words twice. "+
				"What was unlinked from the problem is not answered."),
		func(r *http.Request, in *request[AnswerIncident]) (reply, error) {
			b := &in.body
			command, err := a.message(r.Context(), &NewMessage{Body: b.Body, HTML: b.HTML, Status: b.Status})
			if err != nil {
				return reply{}, err
			}
			return a.onIncident(r, b.Limit, func(ctx context.Context, id uuid.UUID, by ticket.Actor, limit int) (incident.Result, error) {
				return a.config.Incidents.Tell(ctx, by, id, command.(lifecycle.Reply), limit)
			})
		})
	endpoint[DismissIncident, incident.Incident](a, access.TicketsWrite,
		incidentOp("dismiss-incident", http.MethodPost, "/dismiss", "Say that it is no incident, or that an open one is over",
			"Tickets keep their links. What comes later and belongs to it is not proposed again."),
		func(r *http.Request, in *request[DismissIncident]) (reply, error) {
			id, err := incidentID(r)
			if err != nil {
				return reply{}, err
			}
			if len(in.body.Why) > longestReason {
				return reply{}, ticket.Errorf(ticket.Invalid, "why", "has %d bytes, at most %d are allowed", len(in.body.Why), longestReason)
			}
			found, err := a.config.Incidents.Dismiss(r.Context(), principal(r.Context()).Actor, id, in.body.Why)
			return reply{body: found}, absent(err, id)
		})
}

// onIncident does something about the tickets of an incident.
func (a *API) onIncident(r *http.Request, limit int, act func(ctx context.Context, id uuid.UUID, by ticket.Actor, limit int) (incident.Result, error)) (reply, error) {
	id, err := incidentID(r)
	if err != nil {
		return reply{}, err
	}
	if limit == 0 {
		limit = defaultIncident
	}
	if limit < 1 || limit > lifecycle.MaxBulk {
		return reply{}, ticket.Errorf(ticket.Invalid, "limit", "is %d: send 1 to %d", limit, lifecycle.MaxBulk)
	}
	done, err := act(r.Context(), id, principal(r.Context()).Actor, limit)
	if err != nil {
		return reply{}, absent(err, id)
	}
	out := IncidentResult{Incident: done.Incident, Data: []BulkOutcome{}, Left: done.Left}
	out.Incident.Tickets = out.Incident.Tickets[max(0, len(out.Incident.Tickets)-shownTickets):]
	for _, o := range done.Outcomes {
		outcome := BulkOutcome{Ticket: o.Ticket, Version: o.Version}
		if o.Err != nil {
			outcome.Error = a.told(r, o.Err)
		}
		out.Data = append(out.Data, outcome)
	}
	return reply{body: out}, nil
}
