package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"switchyard/internal/registry"
	"switchyard/internal/rollout"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/sentiment"
)

// newLearner is a desk that trains models, with a challenger and a hold.
func newLearner(t *testing.T) (*desk, registry.Version) {
	t.Helper()
	d := newDesk(t)
	config := d.api.config
	config.Registry = registry.New(registry.Config{Store: d.store, Now: config.Now, NewID: config.NewID})
	lead := ticket.Actor{Kind: ticket.ByAgent}
	v, err := config.Registry.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Shadow, Data: registry.Data{Fingerprint: "f00", Rows: 15}},
		train(t, models.Category, tiny), lead, "it was better", registry.Beside{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Registry.Hold(t.Context(), models.Priority, "labels have shifted", lead); err != nil {
		t.Fatal(err)
	}
	config.Rollout, err = rollout.New(rollout.Config{Registry: config.Registry, Store: d.store, Base: newEngine(t, trainAll(t, size{1 << 9, 8, 2}), nil).Models(),
		FalseAlarms: sentiment.DefaultFalseAlarms, Now: config.Now, Log: config.Log})
	if err != nil {
		t.Fatal(err)
	}
	config.Rollout.Start(t.Context())
	a, err := New(config, config.Rollout.Switch(), nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return &desk{t, a, server.URL, d.store, d.path, d.token}, v
}

func TestModelsTellWhatAnswers(t *testing.T) {
	d, v := newLearner(t)
	d.must(http.StatusOK, http.MethodGet, "/v1/models", "", `"stage":"shadow"`, `"share":0`, `"held":[{"task":"priority"`, `"why":"labels have shifted"`,
		`"problems":[]`, `"fingerprint":"f00"`, `"steps":[{"at":`, `"name":"`+v.Name+`"`)
	d.must(http.StatusOK, http.MethodPost, "/v1/triage", `{"id":"7","body":"I was charged twice"}`, `"beside":{"category":{"label":`, `"model":"`+v.Name+`"`)
	if _, err := d.api.config.Registry.Promote(t.Context(), v.ID, ticket.Actor{Kind: ticket.ByAgent}, "try it"); err != nil {
		t.Fatal(err)
	}
	d.api.config.Rollout.Start(t.Context())
	d.must(http.StatusOK, http.MethodPost, "/v1/triage", `{"id":"7","body":"I was charged twice"}`, `"category":"`+v.Name+`"`)
	d.must(http.StatusOK, http.MethodGet, "/v1/models", "", `"stage":"before"`, `"stage":"champion"`)
	d.must(http.StatusOK, http.MethodGet, "/metrics", "", `version="`+v.Name+`"`)
}

func TestReleaseOfAHold(t *testing.T) {
	d, _ := newLearner(t)
	const path = "/v1/models/priority/release"
	d.must(http.StatusUnprocessableEntity, http.MethodPost, path, `{"why":"  "}`, `"pointer":"#/why"`)
	d.as(d.tokenFor(`{"name":"lead","role":"lead"}`)).must(http.StatusForbidden, http.MethodPost, path, `{"why":"it was a holiday"}`)
	d.must(http.StatusNoContent, http.MethodPost, path, `{"why":"it was a holiday"}`)
	d.must(http.StatusOK, http.MethodGet, "/v1/models", "", `"held":[]`)
	d.must(http.StatusNotFound, http.MethodPost, path, `{"why":"it was a holiday"}`, "not held back")
	d.must(http.StatusNotFound, http.MethodPost, "/v1/models/weather/release", `{"why":"it rains"}`)
	d.must(http.StatusOK, http.MethodGet, "/v1/events?type=hold.removed", "", "it was a holiday")
}

func TestLearningSettings(t *testing.T) {
	d := newDesk(t)
	const path = "/v1/settings/learning"
	shown := d.must(http.StatusOK, http.MethodGet, path, "", `"automatic":false`, `"audit_share":0.04`, `"shares":[0.05,0.2,1]`)
	d.must(http.StatusOK, http.MethodPut, path, `{"automatic":true,"audit_share":0.05}`, `"automatic":true`, `"audit_share":0.05`, `"new_labels":500`)
	d.must(http.StatusOK, http.MethodPut, path, `{"tasks":null,"shares":null,"every_hours":null}`, `"tasks":["category","priority"]`, `"shares":[0.05,0.2,1]`, `"every_hours":168`)
	d.must(http.StatusOK, http.MethodPut, path, `{"new_labels":50}`, `"automatic":false`, `"audit_share":0.04`, `"new_labels":50`) // a whole, not a patch
	for body, says := range map[string]string{
		`{"audit_share":0.9}`:                  "audit_share is 0.9",
		`{"shares":[0.2,0.1,1]}`:               "shares[1]",
		`{"shares":[0.5]}`:                     "the last share must be 1",
		`{"tasks":["anger"]}`:                  "tasks[0]",
		`{"tasks":["spam","category","spam"]}`: "tasks[2] names",
		`{"audit":1}`:                          "audit",
	} {
		d.must(http.StatusUnprocessableEntity, http.MethodPut, path, body, says)
	}
	d.must(http.StatusOK, http.MethodGet, path, "", `"new_labels":50`)
	d.check(d.do(http.MethodPut, path, `{}`, "If-Match", shown.header.Get("ETag")), http.StatusPreconditionFailed, `"kind":"stale"`)
	lead := d.as(d.tokenFor(`{"name":"lead","role":"lead"}`))
	lead.must(http.StatusOK, http.MethodGet, path, "")
	lead.must(http.StatusForbidden, http.MethodPut, path, `{}`)
}
