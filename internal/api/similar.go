package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
)

// Bounds of a list of similar tickets.
const (
	mostSimilar    = 100
	defaultSimilar = 10
)

func (a *API) registerSimilar() {
	op := ticketOp("list-similar", http.MethodGet, "/similar", "Tickets that are nearly the same",
		"Of those of the last days, the most alike first. A greeting, a signature, a typing error and other numbers make no difference; "+
			"what many tickets say counts little. Each comes with the request that brings the two together: merge where the same person wrote both, link else.")
	least, most := 1., float64(mostSimilar)
	op.Parameters = append(op.Parameters, &huma.Param{Name: "limit", In: "query", Description: "Tickets at most.",
		Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &least, Maximum: &most, Default: defaultSimilar}})
	endpoint[nothing, incident.Found](a, access.TicketsRead, op, func(r *http.Request, _ *request[nothing]) (reply, error) {
		limit := defaultSimilar
		if given := r.URL.Query().Get("limit"); given != "" {
			n, err := strconv.Atoi(given)
			if err != nil || n < 1 || n > mostSimilar {
				return reply{}, badRequest("limit", "limit is "+brief(given)+": send a number from 1 to "+strconv.Itoa(mostSimilar))
			}
			limit = n
		}
		t, err := a.find(r)
		if err != nil {
			return reply{}, err
		}
		found, err := a.config.Incidents.Similar(r.Context(), &t, limit)
		return reply{body: found}, err
	})
}
