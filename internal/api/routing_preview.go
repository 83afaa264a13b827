package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// RoutingDraft is a ticket to try routing on: one that is stored, or a draft.
type RoutingDraft struct {
	Ticket string `json:"ticket,omitempty" maxLength:"40" doc:"Id or number of a stored ticket; it is decided on as if nobody had it. Without it the other members are a draft"`

	Subject   string         `json:"subject,omitempty" maxLength:"1000"`
	Body      string         `json:"body,omitempty" doc:"What the requester writes; the models read it"`
	Requester NewRequester   `json:"requester,omitzero" doc:"Anybody new where nothing is said"`
	Channel   string         `json:"channel,omitempty" enum:"email,chat,web,phone,api" doc:"api where nothing is said"`
	Priority  string         `json:"priority,omitempty" enum:"low,normal,high,urgent"`
	Category  string         `json:"category,omitempty" maxLength:"100"`
	Language  string         `json:"language,omitempty" doc:"BCP-47"`
	Tags      []string       `json:"tags,omitempty" nullable:"false" maxItems:"100"`
	Fields    map[string]any `json:"fields,omitempty" doc:"Custom fields by key"`
}

// RoutingPreview is what would be decided now.
type RoutingPreview struct {
	Decision DecisionShown    `json:"decision"`
	Category []routing.Chance `json:"category" nullable:"false" doc:"What the ticket may be about, most likely first"`
	Priority string           `json:"priority"`
	Language string           `json:"language,omitempty"`
	Skills   []routing.Need   `json:"skills" nullable:"false" doc:"What it asks for by the desk's rules"`
}

func (a *API) registerRoutingPreview() {
	op := &huma.Operation{
		OperationID: "preview-routing", Method: http.MethodPost, Path: "/v1/routing/preview", Tags: []string{"Routing"},
		Summary:     "Who would get this ticket?",
		Description: "Every agent with what is expected of them, what their score is made of, or what keeps the ticket from them, as things stand now and with no other ticket beside it. Nothing is stored." + aboutConfidence,
	}
	endpoint[RoutingDraft, RoutingPreview](a, access.TicketsRead, op, a.previewRouting)
}

func (a *API) previewRouting(r *http.Request, in *request[RoutingDraft]) (reply, error) {
	preview, err := a.preview(r.Context(), &in.body)
	if err != nil {
		return reply{}, err
	}
	assignment := dispatch.Assignment(&preview.Decision, preview.Ticket.Team)
	assignment.Candidates = dispatch.Candidates(preview.Decision.Candidates)
	request := &preview.Request
	if preview.Ticket.Triage.Audit.Hidden() {
		assignment = veiledAssignment(&assignment)
		request.Category, request.Skills = nil, nil
	}
	shown := a.viewAssignment(confidantOf(r), &assignment)
	shown.At = preview.Decision.At
	if in.body.Ticket != "" {
		shown.Ticket = &preview.Ticket.ID
	}
	return reply{body: RoutingPreview{
		Decision: shown, Category: append([]routing.Chance{}, request.Category...), Priority: string(request.Priority),
		Language: request.Language, Skills: append([]routing.Need{}, request.Skills...),
	}}, nil
}

func (a *API) preview(ctx context.Context, in *RoutingDraft) (dispatch.Preview, error) {
	if in.Ticket != "" {
		t, err := a.ticketCalled(ctx, in.Ticket)
		if err != nil {
			return dispatch.Preview{}, err
		}
		return a.config.Dispatcher.PreviewTicket(ctx, &t)
	}
	intake, err := a.intakeOf(ctx, in)
	if err != nil {
		return dispatch.Preview{}, err
	}
	return a.config.Dispatcher.PreviewIntake(ctx, intake)
}

// ticketCalled finds a ticket that a field of the body names by id or number.
func (a *API) ticketCalled(ctx context.Context, name string) (t ticket.Ticket, err error) {
	if number, failed := strconv.ParseInt(name, 10, 64); failed == nil {
		t, err = a.config.Store.TicketByNumber(ctx, number)
	} else if id, failed := uuid.Parse(name); failed == nil {
		t, err = a.config.Store.Ticket(ctx, id)
	} else {
		return t, ticket.Errorf(ticket.Invalid, "ticket", "%.40q is neither the id nor the number of a ticket", name)
	}
	if ticket.IsKind(err, ticket.NotFound) {
		err = ticket.Errorf(ticket.Invalid, "ticket", "there is no ticket %.40s", name)
	}
	return t, err
}

// intakeOf is a draft as a ticket that comes in.
func (a *API) intakeOf(ctx context.Context, in *RoutingDraft) (out lifecycle.Intake, err error) {
	out = lifecycle.Intake{
		Subject: in.Subject, Words: lifecycle.Words{Text: in.Body},
		Priority: ticket.Priority(in.Priority), Category: in.Category, Language: in.Language, Tags: in.Tags, Fields: in.Fields,
	}
	if in.Channel != "" {
		if out.Channel, err = ticket.ParseChannel(in.Channel); err != nil {
			return out, err
		}
	}
	if in.Priority != "" {
		if out.Priority, err = ticket.ParsePriority(in.Priority); err != nil {
			return out, err
		}
	}
	if in.Language != "" {
		if out.Language, err = readLanguage(in.Language); err != nil {
			return out, err
		}
	}
	switch {
	case in.Requester.ID != uuid.Nil:
		if out.Requester, err = a.config.Store.Requester(ctx, in.Requester.ID); ticket.IsKind(err, ticket.NotFound) {
			err = ticket.Errorf(ticket.Invalid, "requester.id", "there is no requester %s", in.Requester.ID)
		}
	case in.Requester.Email != "":
		out.Requester, err = a.config.Dispatcher.Requester(ctx, in.Requester.Email, in.Requester.Name)
	}
	return out, err
}
