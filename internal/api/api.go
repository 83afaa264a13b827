package api

import (
	"fmt"
	"net/http"
	"reflect"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"switchyard/internal/access"
	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// documentVersion is the version of the interface, not of the program.
const documentVersion = "1.0.0"

// API is the HTTP interface of the engine in use. It is an http.Handler, safe for
// use by many goroutines.
type API struct {
	config   Config
	engine   *triage.Switch
	detector *langdetect.Detector
	metrics  *metrics
	router   *chi.Mux
	huma     huma.API
	setup    *setup.Setup  // nil without a store
	stopping chan struct{} // closed when the server is told to stop: streams end
	stop     func()        // closes it, once
}

// New answers for the engine in use, whatever that is at the moment; the caller
// closes models after the last request. detector is the one that engines ask, nil where detection is off;
// a Server loads it.
func New(config Config, engine *triage.Switch, detector *langdetect.Detector) (*API, error) {
	if err := config.validate(); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	a := &API{config: config, engine: engine, detector: detector,
		metrics: newMetrics(engine, detector), router: chi.NewMux(), stopping: make(chan struct{})}
	a.stop = sync.OnceFunc(func() { close(a.stopping) })
	a.router.Use(envelope{log: config.Log, metrics: a.metrics}.around, middleware.GetHead)
	if config.Store != nil {
		a.router.Use(a.authenticate)
	}
	a.router.NotFound(notFound)
	a.router.MethodNotAllowed(methodNotAllowed(a.router))

	schemas := huma.NewMapRegistry("#/components/schemas/", schemaName)
	schemas.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[Problem]())
	a.huma = humachi.New(a.router, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Switchyard", Version: documentVersion,
				Description: "Reads support tickets and says what they are, how urgent, in which language and how angry."},
			Components: &huma.Components{Schemas: schemas},
		},
		Formats: huma.DefaultFormats, DefaultFormat: "application/json",
		Transformers: []huma.Transformer{identifyProblem},
	})
	a.registerTriage()
	a.registerModels()
	a.registerHealth()
	a.registerMetrics()
	if config.Store != nil {
		a.registerDesk()
	}
	if err := a.registerDocument(); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	return a, nil
}

// schemaName tells types of the same name apart: a ticket's Decision is
// another than that on a text, and an agent to routing another than at the desk.
func schemaName(t reflect.Type, hint string) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if name == "Decision" && t.PkgPath() == reflect.TypeFor[ticket.Decision]().PkgPath() {
		return "Ticket" + name
	}
	switch t.PkgPath() {
	case reflect.TypeFor[routing.Policy]().PkgPath():
		return "Routing" + name
	case reflect.TypeFor[rule.Settings]().PkgPath():
		return ruleSchemaName(name)
	case reflect.TypeFor[retrain.Run]().PkgPath():
		if name == "Run" {
			return "Retraining"
		}
		return "Retraining" + name
	case reflect.TypeFor[registry.Settings]().PkgPath():
		if name == "Settings" {
			return "LearningSettings"
		}
		return "Model" + name
	}
	return name
}

// registerDesk serves what needs a store.
func (a *API) registerDesk() {
	a.huma.OpenAPI().Components.SecuritySchemes = securitySchemes()
	a.registerMe()
	a.registerTokens(access.NewTokens(a.config.Store, a.config.Keys, a.config.Now, a.config.NewID))
	a.setup = setup.New(a.config.Store, a.config.Now, a.config.NewID)
	a.registerSetup(a.setup)
	a.registerHolidays()
	if a.config.Desk != nil {
		a.registerTickets()
	}
}

// registerTickets serves what is done with tickets.
func (a *API) registerTickets() {
	a.registerTicketCreate()
	a.registerTicketList()
	a.registerTicketRead()
	a.registerDecision()
	a.registerRoutingPreview()
	a.registerQueue()
	a.registerTicketChange()
	a.registerTicketMessage()
	a.registerSuggestions()
	a.registerTicketDecline()
	a.registerFeedback()
	a.registerQuality()
	a.registerTicketRelate()
	a.registerPresence()
	a.registerAttachments()
	a.registerEvents()
	a.registerImport()
	a.registerSettings()
	a.registerPerformance()
	if a.config.Incidents != nil {
		a.registerSimilar()
		a.registerIncidents()
	}
	a.registerRetrainings()
	a.registerDrift()
	a.registerTopics()
	a.registerErase()
	a.registerForecasts()
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.router.ServeHTTP(w, r) }

// register documents an operation that writes its answer itself.
func (a *API) register(op *huma.Operation, handler http.Handler) {
	a.huma.OpenAPI().AddOperation(op)
	a.router.Method(op.Method, op.Path, handler)
}

func (a *API) registerMetrics() {
	a.register(&huma.Operation{
		OperationID: "get-metrics", Method: http.MethodGet, Path: "/metrics", Tags: []string{"Operation"},
		Summary:     "Counters for Prometheus",
		Description: "Requests by route and code, their duration, texts triaged, abstentions by task and reason, angry texts, texts of unknown language, models in use, and the process.",
		Responses:   plainResponse("The counters, in the format that was asked for.", "text/plain"),
	}, a.metrics.handler())
}

// plainResponse documents a body that is no JSON of ours.
func plainResponse(description, contentType string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: description,
		Content: map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}
