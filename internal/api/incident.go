package api

import (
	"encoding/binary"
	"math"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
	"switchyard/internal/ticket"
)

// shownTickets is how many tickets of an incident a list shows.
const shownTickets = 100

func (a *API) registerIncidents() {
	states := make([]any, len(incident.States()))
	for i, state := range incident.States() {
		states[i] = string(state)
	}
	endpoint[nothing, Page[incident.Incident]](a, access.TicketsRead, &huma.Operation{
		OperationID: "list-incidents", Method: http.MethodGet, Path: "/v1/incidents", Tags: []string{"Incidents"},
		Summary: "Many alike tickets in a short time", Description: "The latest first: those that are proposed or open where no state is named.",
		Parameters: append(pageParameters(), &huma.Param{Name: "state", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Enum: states}}),
	}, a.listIncidents)
	endpoint[nothing, incident.Incident](a, access.TicketsRead, incidentOp("get-incident", http.MethodGet, "", "Show an incident", "With all of its tickets."),
		func(r *http.Request, _ *request[nothing]) (reply, error) {
			id, err := incidentID(r)
			if err != nil {
				return reply{}, err
			}
			found, err := a.config.Incidents.Get(r.Context(), id)
			return reply{body: found}, absent(err, id)
		})
	a.registerIncidentActs()
}

// incidentOp is an operation on one incident.
func incidentOp(id, method, path, summary, description string) *huma.Operation {
	return &huma.Operation{
		OperationID: id, Method: method, Path: "/v1/incidents/{id}" + path, Tags: []string{"Incidents"}, Summary: summary, Description: description,
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}},
	}
}

func incidentID(r *http.Request) (uuid.UUID, error) {
	given := chi.URLParam(r, "id")
	id, err := uuid.Parse(given)
	if err != nil {
		return id, ticket.Errorf(ticket.NotFound, "", "%s is no id of an incident: GET /v1/incidents lists them", brief(given))
	}
	return id, nil
}

// absent tells where to look when there is no such incident.
func absent(err error, id uuid.UUID) error {
	if ticket.IsKind(err, ticket.NotFound) {
		return ticket.Errorf(ticket.NotFound, "", "there is no incident %s, or no longer: GET /v1/incidents lists them", id)
	}
	return err
}

func (a *API) listIncidents(r *http.Request, _ *request[nothing]) (reply, error) {
	parameters, p := readParameters(r, pageSize, pageAfter, "state")
	if p != nil {
		return reply{}, p
	}
	win, p := readWindow(r, parameters)
	if p != nil {
		return reply{}, p
	}
	states := []incident.State{incident.Proposed, incident.Open}
	if given := parameters.Get("state"); given != "" {
		states = []incident.State{incident.State(given)}
		if !slices.Contains(incident.States(), states[0]) {
			return reply{}, badRequest("state", "state is "+brief(given)+": use one of those that the documentation lists")
		}
	}
	all, err := a.config.Incidents.List(r.Context(), states...)
	if err != nil {
		return reply{}, err
	}
	page := pageOf(win, after(all, incidentPosition, win.after, win.size+1), incidentPosition)
	for i := range page.Data {
		shown := &page.Data[i].Tickets
		*shown = (*shown)[max(0, len(*shown)-shownTickets):]
	}
	return reply{body: page}, nil
}

// incidentPosition grows as Since falls.
func incidentPosition(i *incident.Incident) []byte {
	at := binary.BigEndian.AppendUint64(nil, uint64(math.MaxInt64-i.Since.UnixMicro()))
	return append(at, i.ID[:]...)
}
