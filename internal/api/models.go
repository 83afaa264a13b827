package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

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
	Models []Model `json:"models" nullable:"false" doc:"At most one a task"`
}

type modelsAnswer struct{ Body Models }

func (a *API) registerModels() {
	all := Models{Models: []Model{}}
	for _, model := range a.engine.Models().All() {
		all.Models = append(all.Models, describe(model))
	}
	op := huma.Operation{
		OperationID: "list-models", Method: http.MethodGet, Path: "/v1/models", Tags: []string{"Triage"},
		Summary: "List the models in use", Description: "What each model answers, how good it was on held-out rows, and where it came from.",
	}
	if a.config.Store != nil {
		a.demand(&op, "")
	}
	huma.Register(a.huma, op, func(context.Context, *struct{}) (*modelsAnswer, error) {
		return &modelsAnswer{all}, nil
	})
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
