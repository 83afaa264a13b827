package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// NewRetraining asks for a run of the learning loop.
type NewRetraining struct {
	Tasks []models.Task `json:"tasks,omitempty" nullable:"false" doc:"category, priority or spam; those of the settings where nothing is said"`
	Why   string        `json:"why,omitempty" maxLength:"1000" doc:"Reason, for the log"`
}

// ModelMove says why a model is promoted or rolled back.
type ModelMove struct {
	Why string `json:"why" minLength:"1" maxLength:"1000" doc:"Reason, for the log"`
}

// longestWhy bounds a reason, in bytes.
const longestWhy = 1000

// errNoRetraining is what a server without a Retrainer says.
var errNoRetraining = ticket.Errorf(ticket.Unavailable, "", "this server does not retrain: start it with a database")

func (a *API) registerRetrainings() {
	const path = "/v1/retrainings"
	id := []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}}
	begin := &huma.Operation{
		OperationID: "create-retraining", Method: http.MethodPost, Path: path, Tags: []string{"Learning"}, Summary: "Learn from the desk's tickets", DefaultStatus: http.StatusAccepted,
		Description: "Begins a run in the background: it learns from what agents have set, up to a cut in time, and judges what it has learnt on the tickets after it. " +
			"What passes becomes a challenger. One run is on at a time: while another is, the answer is 409.",
	}
	endpoint[NewRetraining, retrain.Run](a, access.SettingsWrite, begin, a.createRetraining)
	withHeaders(begin.Responses["202"], map[string]string{"Location": "Where the run can be watched."})
	endpoint[nothing, Page[retrain.Run]](a, access.SetupRead, &huma.Operation{
		OperationID: "list-retrainings", Method: http.MethodGet, Path: path, Tags: []string{"Learning"}, Summary: "What has been learnt, and what is being",
		Description: "The latest 200 runs, young ones first, on whichever node they are.",
	}, func(r *http.Request, _ *request[nothing]) (reply, error) {
		if a.config.Retrain == nil {
			return reply{}, errNoRetraining
		}
		runs, err := a.config.Retrain.List(r.Context())
		return reply{body: Page[retrain.Run]{Data: runs}}, err
	})
	endpoint[nothing, retrain.Run](a, access.SetupRead, &huma.Operation{
		OperationID: "get-retraining", Method: http.MethodGet, Path: path + "/{id}", Tags: []string{"Learning"}, Summary: "Watch a run",
		Description: "How far it is, and of each task that is done whether its model passed, test by test.", Parameters: id,
	}, a.getRetraining)
	endpoint[nothing, retrain.Run](a, access.SettingsWrite, &huma.Operation{
		OperationID: "cancel-retraining", Method: http.MethodDelete, Path: path + "/{id}", Tags: []string{"Learning"}, Summary: "Cancel a run",
		Description: "It ends within seconds, on whichever node it is. Tasks that are done stay done; of the one it is at nothing is kept.", Parameters: id, DefaultStatus: http.StatusAccepted,
	}, a.cancelRetraining)
	for _, m := range []struct {
		verb, summary, description string
		to                         registry.Stage
	}{
		{"promote", "Make a model champion", "Its answers count from now on, on every node within seconds; the champion before retires and stays at hand. What the gate refused cannot be promoted.", registry.Champion},
		{"rollback", "Take a model out of service", "In place of a champion the one before it answers again, or the starter model. A challenger loses its place.", registry.RolledBack},
	} {
		endpoint[ModelMove, registry.Version](a, access.SettingsWrite, &huma.Operation{
			OperationID: m.verb + "-model", Method: http.MethodPost, Path: "/v1/models/{id}/" + m.verb, Tags: []string{"Learning"}, Summary: m.summary, Description: m.description, Parameters: id,
		}, a.moveModel(m.to))
	}
}

func (a *API) createRetraining(r *http.Request, in *request[NewRetraining]) (reply, error) {
	if a.config.Retrain == nil {
		return reply{}, errNoRetraining
	}
	why := strings.TrimSpace(in.body.Why)
	if len(why) > longestWhy {
		return reply{}, ticket.Errorf(ticket.Invalid, "why", "has more than %d bytes: shorten it", longestWhy)
	}
	if why == "" {
		why = "asked for over HTTP"
	}
	run, err := a.config.Retrain.Start(r.Context(), retrain.Order{Tasks: in.body.Tasks, By: principal(r.Context()).Actor, Why: why})
	return reply{header: map[string]string{"Location": "/v1/retrainings/" + run.ID.String()}, body: run}, err
}

func (a *API) cancelRetraining(r *http.Request, _ *request[nothing]) (reply, error) {
	if a.config.Retrain == nil {
		return reply{}, errNoRetraining
	}
	id, err := idOf(r, "retraining")
	if err != nil {
		return reply{}, err
	}
	run, err := a.config.Retrain.Cancel(r.Context(), id, principal(r.Context()).Actor)
	return reply{body: run}, err
}

func (a *API) getRetraining(r *http.Request, _ *request[nothing]) (reply, error) {
	if a.config.Retrain == nil {
		return reply{}, errNoRetraining
	}
	id, err := idOf(r, "retraining")
	if err != nil {
		return reply{}, err
	}
	run, err := a.config.Retrain.Get(r.Context(), id)
	return reply{body: run}, err
}

func (a *API) moveModel(to registry.Stage) func(*http.Request, *request[ModelMove]) (reply, error) {
	return func(r *http.Request, in *request[ModelMove]) (reply, error) {
		if a.config.Retrain == nil {
			return reply{}, errNoRetraining
		}
		id, err := idOf(r, "model")
		if err != nil {
			return reply{}, err
		}
		why := strings.TrimSpace(in.body.Why)
		if why == "" || len(why) > longestWhy {
			return reply{}, ticket.Errorf(ticket.Invalid, "why", "is missing, or longer than %d bytes: say in words why", longestWhy)
		}
		v, err := a.config.Retrain.Registry().Move(r.Context(), id, to, 0, principal(r.Context()).Actor, why)
		return reply{body: v}, err
	}
}

// idOf is the id in the path of a request.
func idOf(r *http.Request, noun string) (uuid.UUID, error) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return uuid.Nil, ticket.Errorf(ticket.NotFound, "id", "%.40q is not the id of a %s", chi.URLParam(r, "id"), noun)
	}
	return id, nil
}
