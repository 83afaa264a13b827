package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"switchyard/internal/access"
	"switchyard/internal/registry"
	"switchyard/internal/rollout"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Model describes a model in use.
type Model struct {
	Task       string             `json:"task" enum:"category,priority,sentiment,anger,emotion,spam" doc:"The question it answers"`
	Name       string             `json:"name"`
	Version    string             `json:"version" doc:"Name and the first digits of the hash, as decisions give it" example:"category@0f1e2d3c4b5a"`
	Hash       string             `json:"hash" doc:"sha256 of the whole bundle"`
	Kind       string             `json:"kind" enum:"ngrams,transformer,encoder"`
	Engine     string             `json:"engine" doc:"What computes" example:"native"`
	Labels     []string           `json:"labels" nullable:"false" doc:"Possible answers"`
	OutOfScope bool               `json:"out_of_scope" doc:"It was taught texts that fit no label"`
	Languages  []string           `json:"languages" nullable:"false" doc:"BCP-47 tags of its training rows, most frequent first; empty where they do not say"`
	Thresholds Thresholds         `json:"thresholds"`
	Metrics    map[string]float64 `json:"metrics" doc:"Figures on held-out rows"`
	Licence    string             `json:"licence" doc:"SPDX identifier or words"`
	Data       []Source           `json:"data" nullable:"false" doc:"Where its training rows came from"`
	CreatedAt  time.Time          `json:"created_at"`
}

// Thresholds decide when a model abstains or flags.
type Thresholds struct {
	Confidence float64 `json:"confidence" minimum:"0" maximum:"1" doc:"Smallest probability that counts as an answer"`
	Margin     float64 `json:"margin" minimum:"0" maximum:"1" doc:"Smallest lead over the second label"`
	InScope    float64 `json:"in_scope,omitempty" minimum:"0" maximum:"1" doc:"Smallest probability of the best label of a text that fits one"`
	Flag       float64 `json:"flag,omitempty" minimum:"0" maximum:"1" doc:"Probability from which a yes/no question is answered yes"`
}

// Source is one file of training rows.
type Source struct {
	Name        string `json:"name"`
	SHA256      string `json:"sha256"`
	Rows        int    `json:"rows" minimum:"0"`
	Licence     string `json:"licence,omitempty"`
	Attribution string `json:"attribution,omitempty"`
}

// Models is the answer to GET /v1/models.
type Models struct {
	Models   []Model            `json:"models" nullable:"false" doc:"Those whose answers count now, at most one a task"`
	Beside   []ModelBeside      `json:"beside" nullable:"false" doc:"Those that answer the same texts, to be compared"`
	Held     []registry.Hold    `json:"held" nullable:"false" doc:"Tasks whose answers are only suggested, and why"`
	Problems []rollout.Missing  `json:"problems" nullable:"false" doc:"Models of the desk that should answer here and cannot"`
	Versions []registry.Version `json:"versions" nullable:"false" doc:"All that the desk has trained, young ones first: what they learnt from, how they were judged, and what became of them"`
}

// ModelBeside is a model that is tried beside another.
type ModelBeside struct {
	Model
	Stage string  `json:"stage" enum:"shadow,canary,before" doc:"before: it was champion until lately"`
	Share float64 `json:"share" minimum:"0" maximum:"1" doc:"Share of the tickets for which its answers count"`
}

func (a *API) registerModels() {
	op := &huma.Operation{
		OperationID: "list-models", Method: http.MethodGet, Path: "/v1/models", Tags: []string{"Triage"},
		Summary: "List the models in use", Description: "What each model answers, how good it was on held-out rows, where it came from, and what the desk has trained.",
		Responses: a.responses(http.StatusOK, "The models.", reflect.TypeFor[Models]()),
	}
	if a.config.Store != nil {
		a.demand(op, "")
	}
	a.register(op, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := a.models(r.Context())
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		a.answer(w, r, &all)
	}))
	if a.config.Desk != nil {
		a.registerRelease()
	}
}

// Release says why a task is trusted again.
type Release struct {
	Why string `json:"why" minLength:"1" maxLength:"1000" doc:"In words; it is kept in the log"`
}

func (a *API) registerRelease() {
	op := &huma.Operation{
		OperationID: "release-model", Method: http.MethodPost, Path: "/v1/models/{task}/release", Tags: []string{"Triage"},
		DefaultStatus: http.StatusNoContent,
		Summary:       "Trust a task's answers again", Description: "Ends what keeps answers from being applied without a human. Every node follows within seconds.",
		Parameters: []*huma.Param{{Name: "task", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Enum: enumOf(models.Tasks())}}},
	}
	endpoint[Release, nothing](a, access.SettingsWrite, op, func(r *http.Request, in *request[Release]) (reply, error) {
		if a.config.Registry == nil {
			return reply{}, ticket.Errorf(ticket.NotFound, "task", "this server trains no models, and holds none back")
		}
		why := strings.TrimSpace(in.body.Why)
		if why == "" || len(why) > 1000 {
			return reply{}, ticket.Errorf(ticket.Invalid, "why", "is missing, or longer than 1000 bytes: say in words why the answers are to be trusted again")
		}
		return reply{}, a.config.Registry.Release(r.Context(), models.Task(chi.URLParam(r, "task")), why, principal(r.Context()).Actor)
	})
}

func enumOf(tasks []models.Task) (all []any) {
	for _, task := range tasks {
		all = append(all, string(task))
	}
	return all
}

// models are those in use at this moment, and what the desk has trained.
func (a *API) models(ctx context.Context) (Models, error) {
	all := Models{Models: []Model{}, Beside: []ModelBeside{}, Held: []registry.Hold{}, Problems: []rollout.Missing{}, Versions: []registry.Version{}}
	loan := a.engine.Borrow()
	defer loan.Return()
	for _, model := range loan.Engine().Models().All() {
		all.Models = append(all.Models, describe(model))
	}
	if a.config.Rollout != nil {
		all.Problems = append(all.Problems, a.config.Rollout.Problems()...)
	}
	stages := map[string]registry.Stage{}
	if a.config.Registry != nil {
		standing, err := a.config.Registry.Standing(ctx)
		if err != nil {
			return all, err
		}
		for _, task := range models.Tasks() {
			if hold, held := standing.Holds[task]; held {
				all.Held = append(all.Held, hold)
			}
			stages[standing.Challengers[task].Hash] = standing.Challengers[task].Stage
		}
		versions, err := a.config.Registry.Versions(ctx)
		if err != nil {
			return all, err
		}
		all.Versions = append(all.Versions, versions...)
	}
	beside := loan.Engine().Lineup().Beside
	for _, task := range models.Tasks() {
		if second, ok := beside[task]; ok {
			shown := ModelBeside{describe(second.Model), "before", second.Share}
			if stage := stages[shown.Hash]; stage != "" {
				shown.Stage = string(stage)
			}
			all.Beside = append(all.Beside, shown)
		}
	}
	return all, nil
}

func describe(model *models.Model) Model {
	m := model.Manifest()
	described := Model{
		Task: string(m.Task), Name: m.Name, Version: m.Version(), Hash: m.Hash, Kind: string(m.Kind), Engine: model.Engine(),
		Labels: m.Labels, OutOfScope: m.OutOfScope, Languages: append([]string{}, m.Languages...),
		Thresholds: Thresholds(m.Thresholds), Metrics: m.Metrics, Licence: m.Licence, Data: []Source{}, CreatedAt: m.CreatedAt.UTC(),
	}
	if described.Metrics == nil {
		described.Metrics = map[string]float64{}
	}
	for _, d := range m.Data {
		described.Data = append(described.Data, Source(d))
	}
	return described
}
