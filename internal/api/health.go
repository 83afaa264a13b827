package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/langdetect"
)

// languageState says how far the language detector is.
type languageState string

const (
	languageOff     languageState = "off"
	languageLoading languageState = "loading"
	languageReady   languageState = "ready"
)

func stateOf(detector *langdetect.Detector) languageState {
	switch {
	case detector == nil:
		return languageOff
	case detector.Ready():
		return languageReady
	}
	return languageLoading
}

// Health is the answer to GET /healthz.
type Health struct {
	Status string `json:"status" enum:"live"`
}

// Readiness is the answer to GET /readyz.
type Readiness struct {
	Status   string `json:"status" enum:"ready"`
	Models   int    `json:"models" minimum:"0" doc:"Models in use"`
	Language string `json:"language" enum:"ready,off" doc:"The language detector"`
}

type (
	healthAnswer    struct{ Body Health }
	readinessAnswer struct{ Body Readiness }
)

func (a *API) registerHealth() {
	huma.Register(a.huma, huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"Operation"},
		Summary: "Is the process alive?", Description: "Answers as long as the process does. Restart it when it does not.",
	}, func(context.Context, *struct{}) (*healthAnswer, error) {
		return &healthAnswer{Health{"live"}}, nil
	})
	huma.Register(a.huma, huma.Operation{
		OperationID: "get-readiness", Method: http.MethodGet, Path: "/readyz", Tags: []string{"Operation"},
		Summary: "Are the answers those it will keep giving?",
		Description: "503 while the language models are being read, which takes some seconds after the start; 200 from then on. " +
			"Texts are triaged in the meantime, but a language that is not clear at first sight is und: send traffic when ready where that matters.",
		Responses: map[string]*huma.Response{"503": a.problemResponse("The language models are being read.")},
		Errors:    []int{http.StatusInternalServerError},
	}, func(context.Context, *struct{}) (*readinessAnswer, error) {
		state := stateOf(a.detector)
		if state == languageLoading {
			return nil, huma.ErrorWithHeaders(problem(http.StatusServiceUnavailable, "the language models are being read: ask again in a second"),
				http.Header{"Retry-After": {"1"}})
		}
		return &readinessAnswer{Readiness{"ready", len(a.engine.Models().All()), string(state)}}, nil
	})
}
