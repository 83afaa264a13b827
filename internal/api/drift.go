package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
	"switchyard/internal/watch"
)

// Drift is how every task stands.
type Drift struct {
	Tasks []watch.Report `json:"tasks" nullable:"false"`
}

func (a *API) registerDrift() {
	endpoint[nothing, Drift](a, access.QualityRead, &huma.Operation{
		OperationID: "get-drift", Method: http.MethodGet, Path: "/v1/drift", Tags: []string{"Models"},
		Summary: "Has anything moved?",
		Description: "For each task, what is compared with what came before, and how near each monitor is to an alarm. " +
			"An alarm holds the task: what the model says is suggested and not applied, until a person releases it or a new champion takes over.",
	}, a.getDrift)
}

// watched is what looks for drift, or why nothing does.
func (a *API) watched() (*watch.Watch, error) {
	if a.config.Watch == nil {
		return nil, ticket.Errorf(ticket.Unavailable, "", "this server does not look for drift")
	}
	return a.config.Watch, nil
}

func (a *API) getDrift(r *http.Request, _ *request[nothing]) (reply, error) {
	w, err := a.watched()
	if err != nil {
		return reply{}, err
	}
	tasks, err := w.Reports(r.Context())
	return reply{body: Drift{tasks}}, err
}
