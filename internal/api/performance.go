package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/experience"
	"switchyard/internal/ticket"
)

type (
	// AgentPerformance is how an agent does.
	AgentPerformance struct {
		Agent      uuid.UUID             `json:"agent" format:"uuid"`
		Success    SuccessEstimate       `json:"success"`
		Hours      HoursEstimate         `json:"hours"`
		Categories []CategoryPerformance `json:"categories" nullable:"false" doc:"Those with results, most results first"`
	}
	// CategoryPerformance is how an agent does in one category.
	CategoryPerformance struct {
		Category string          `json:"category" doc:"Empty for tickets of no known category"`
		Success  SuccessEstimate `json:"success"`
		Hours    HoursEstimate   `json:"hours"`
	}
	// SuccessEstimate is a probability, and how sure it is.
	SuccessEstimate struct {
		Estimate float64 `json:"estimate" minimum:"0" maximum:"1" doc:"Probability that they solve a ticket for good; drawn to what is usual the fewer the results"`
		Low      float64 `json:"low" minimum:"0" maximum:"1" doc:"With a probability of 90 % it lies between low and high"`
		High     float64 `json:"high" minimum:"0" maximum:"1"`
		Results  int     `json:"results" minimum:"0" doc:"Results behind it, of the last 180 days"`
		Weight   float64 `json:"weight" minimum:"0" doc:"Of those results, old ones counting less"`
	}
	// HoursEstimate is a working time, and how sure it is.
	HoursEstimate struct {
		Median  *float64 `json:"median,omitempty" minimum:"0" doc:"Half the tickets they solve take longer. Absent for fewer than two tickets, as one does not say how sure it is"`
		Low     *float64 `json:"low,omitempty" minimum:"0" doc:"With a probability of 90 % the median lies between low and high"`
		High    *float64 `json:"high,omitempty" minimum:"0"`
		Tickets int      `json:"tickets" minimum:"0" doc:"Solved tickets behind it"`
	}
)

const aboutPerformance = "A ticket counts as solved when it is not opened again within three days and not rated below 4. " +
	"One that the agent handed on counts against them only where the cause is not_my_skill, or where they gave it away without a cause."

func (a *API) registerPerformance() {
	one := &huma.Operation{
		OperationID: "get-performance", Method: http.MethodGet, Path: "/v1/agents/{id}/performance", Tags: []string{"Agents"},
		Summary: "How does an agent do?", Description: aboutPerformance + " Of another agent than the token's own it needs " + string(access.PerformanceRead) + " too.",
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}},
	}
	endpoint[nothing, AgentPerformance](a, access.TicketsRead, one, a.getPerformance)
	endpoint[nothing, Page[AgentPerformance]](a, access.PerformanceRead, &huma.Operation{
		OperationID: "list-performance", Method: http.MethodGet, Path: "/v1/performance", Tags: []string{"Agents"},
		Summary: "How do the agents do?", Description: aboutPerformance, Parameters: pageParameters(),
	}, a.listPerformance)
}

// performance is that of some agents, in their order.
func (a *API) performance(agents []ticket.Agent) ([]AgentPerformance, error) {
	if a.config.Experience == nil {
		return nil, ticket.Errorf(ticket.Unavailable, "", "this server does not learn from its tickets")
	}
	names := make([]string, len(agents))
	for i := range agents {
		names[i] = agents[i].ID.String()
	}
	out := make([]AgentPerformance, len(agents))
	for i, p := range a.config.Experience.Performance(names...) {
		out[i] = AgentPerformance{Agent: agents[i].ID, Success: successOf(&p.Estimate), Hours: hoursOf(&p.Hours), Categories: []CategoryPerformance{}}
		for _, c := range p.Categories {
			out[i].Categories = append(out[i].Categories, CategoryPerformance{c.Category, successOf(&c.Estimate), hoursOf(&c.Hours)})
		}
	}
	return out, nil
}

func successOf(e *experience.Estimate) SuccessEstimate {
	return SuccessEstimate{Estimate: e.Success, Low: e.Low, High: e.High, Results: e.Results, Weight: e.Weight}
}

func hoursOf(h *experience.Hours) HoursEstimate {
	if h.Tickets < 2 {
		return HoursEstimate{Tickets: h.Tickets}
	}
	return HoursEstimate{Median: &h.Median, Low: &h.Low, High: &h.High, Tickets: h.Tickets}
}

func (a *API) getPerformance(r *http.Request, _ *request[nothing]) (reply, error) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return reply{}, ticket.Errorf(ticket.NotFound, "agent", "%.40q is not the id of an agent", chi.URLParam(r, "id"))
	}
	by := principal(r.Context())
	if by.Agent != id {
		if err := by.May(access.PerformanceRead); err != nil {
			return reply{}, err
		}
	}
	agent, err := a.setup.Agents.Get(r.Context(), id)
	if err != nil {
		return reply{}, err
	}
	all, err := a.performance([]ticket.Agent{agent})
	if err != nil {
		return reply{}, err
	}
	return reply{body: all[0]}, nil
}

func (a *API) listPerformance(r *http.Request, _ *request[nothing]) (reply, error) {
	win, err := pageOnly(r)
	if err != nil {
		return reply{}, err
	}
	shelf := shelfKeeper[ticket.Agent]{a.setup.Agents}
	agents, err := shelf.Page(r.Context(), nil, win.after, win.size+1)
	if err != nil {
		return reply{}, err
	}
	page := pageOf(win, agents, shelf.Position)
	all, err := a.performance(page.Data)
	return reply{body: Page[AgentPerformance]{Data: all, Meta: page.Meta, Links: page.Links}}, err
}
