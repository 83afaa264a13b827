package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/foresight"
	"switchyard/internal/ticket"
)

type (
	// TicketForecast is what may go wrong with one ticket.
	TicketForecast struct {
		Ticket    uuid.UUID          `json:"ticket" format:"uuid"`
		Number    int64              `json:"number" minimum:"1"`
		Questions []QuestionForecast `json:"questions" nullable:"false"`
	}
	// QuestionForecast is one thing that may go wrong, as known at two moments.
	QuestionForecast struct {
		Question string `json:"question" enum:"bad_rating,reopening,missed_sla,escalation"`
		Opened   Chance `json:"opened" doc:"As was known when the ticket was opened"`
		Now      Chance `json:"now" doc:"With all that happened since"`
	}
	// TicketsAtRisk are the open tickets with the highest chances.
	TicketsAtRisk struct {
		Question string         `json:"question" enum:"bad_rating,reopening,missed_sla,escalation"`
		Data     []TicketAtRisk `json:"data" nullable:"false" doc:"The highest chance first"`
	}
	// TicketAtRisk is one of them.
	TicketAtRisk struct {
		ID       uuid.UUID  `json:"id" format:"uuid"`
		Number   int64      `json:"number" minimum:"1"`
		Subject  string     `json:"subject"`
		Status   string     `json:"status" enum:"new,open,pending,on_hold"`
		Priority string     `json:"priority" enum:"low,normal,high,urgent"`
		Assignee *uuid.UUID `json:"assignee" nullable:"true" format:"uuid"`
		Now      Chance     `json:"now"`
	}
)

const aboutForecast = "bad_rating: the requester rates it 1 to 3. reopening: its next resolution does not hold for three days. " +
	"missed_sla: the first answer or the resolution comes after it was due. escalation: its policy raises or reassigns it, somebody hands it on for want of skill, or it goes from agent to agent twice. " +
	"Chances come from tickets of the last 180 days that are over, and from what is known at the moment alone. "

func (a *API) registerForecasts() {
	endpoint[nothing, TicketForecast](a, access.TicketsRead, ticketOp("get-forecast", http.MethodGet, "/forecast", "What may go wrong with a ticket",
		aboutForecast+"Without "+string(access.PerformanceRead)+" a reason about another agent than the token's own is left out, and so are the numbers of reasons."), a.getForecast)
	least, most := 1., float64(mostAtRisk)
	endpoint[nothing, TicketsAtRisk](a, access.PerformanceRead, &huma.Operation{
		OperationID: "list-forecasts", Method: http.MethodGet, Path: "/v1/forecasts", Tags: []string{"Tickets"},
		Summary:     "Open tickets with which something is most likely to go wrong",
		Description: aboutForecast + "Tickets with which it has gone wrong already are left out.",
		Parameters: []*huma.Param{
			{Name: "question", In: "query", Required: true, Description: "bad_rating, reopening, missed_sla or escalation.", Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "size", In: "query", Description: "Tickets at most.", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: defaultAtRisk}},
		},
	}, a.listForecasts)
}

// Bounds of the list of tickets at risk.
const (
	mostAtRisk    = 100
	defaultAtRisk = 20
)

// foresees is what foretells, or why nothing does.
func (a *API) foresees() (*foresight.Foresight, error) {
	if a.config.Foresight == nil {
		return nil, ticket.Errorf(ticket.Unavailable, "", "this server does not foretell what becomes of its tickets")
	}
	return a.config.Foresight, nil
}

func (a *API) getForecast(r *http.Request, _ *request[nothing]) (reply, error) {
	f, err := a.foresees()
	if err != nil {
		return reply{}, err
	}
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	told, err := f.Of(r.Context(), t.ID)
	if err != nil {
		return reply{}, err
	}
	to := confidantOf(r)
	out := TicketForecast{Ticket: told.Ticket, Number: told.Number, Questions: []QuestionForecast{}}
	for i := range told.Answers {
		answer := &told.Answers[i]
		if n := len(out.Questions); n == 0 || out.Questions[n-1].Question != string(answer.Question) {
			out.Questions = append(out.Questions, QuestionForecast{Question: string(answer.Question)})
		}
		last := &out.Questions[len(out.Questions)-1]
		if answer.Moment == foresight.Opened {
			last.Opened = to.chance(answer)
		} else {
			last.Now = to.chance(answer)
		}
	}
	return reply{body: out}, nil
}

func (a *API) listForecasts(r *http.Request, _ *request[nothing]) (reply, error) {
	f, err := a.foresees()
	if err != nil {
		return reply{}, err
	}
	parameters, p := readParameters(r, "question", "size")
	if p != nil {
		return reply{}, p
	}
	q, err := foresight.ParseQuestion(parameters.Get("question"))
	if err != nil {
		return reply{}, badRequest("question", err.Error())
	}
	size := defaultAtRisk
	if given := parameters.Get("size"); given != "" {
		if size, err = strconv.Atoi(given); err != nil || size < 1 || size > mostAtRisk {
			return reply{}, badRequest("size", "size is "+brief(given)+": send a number from 1 to "+strconv.Itoa(mostAtRisk))
		}
	}
	told, err := f.Highest(r.Context(), q, size)
	if err != nil {
		return reply{}, err
	}
	data, err := a.atRisk(r, told)
	return reply{body: TicketsAtRisk{Question: string(q), Data: data}}, err
}

// atRisk shows tickets with their chances, in their order. One that is gone
// meanwhile is left out.
func (a *API) atRisk(r *http.Request, told []foresight.Forecast) ([]TicketAtRisk, error) {
	ids := make([]uuid.UUID, len(told))
	for i := range told {
		ids[i] = told[i].Ticket
	}
	tickets, err := a.config.Store.TicketsByID(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	found := make(map[uuid.UUID]*ticket.Ticket, len(tickets))
	for i := range tickets {
		found[tickets[i].ID] = &tickets[i]
	}
	to, out := confidantOf(r), []TicketAtRisk{}
	for i := range told {
		t := found[told[i].Ticket]
		if t == nil || !t.Status.Active() {
			continue
		}
		out = append(out, TicketAtRisk{
			ID: t.ID, Number: t.Number, Subject: t.Subject, Status: string(t.Status), Priority: string(t.Priority), Assignee: some(t.Assignee),
			Now: to.chance(&told[i].Answers[0]),
		})
	}
	return out, nil
}
