package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"switchyard/internal/access"
	"switchyard/internal/feedback"
	"switchyard/internal/ticket"
)

type (
	// QualityReport is how right the machine was, by task.
	QualityReport struct {
		From  time.Time     `json:"from"`
		Until time.Time     `json:"until"`
		Ready bool          `json:"ready" doc:"false while the past is still read: then there is more than this tells"`
		Wait  int           `json:"audits_waiting" doc:"Tickets drawn to be judged blindly in the last 180 days that are not judged yet"`
		Data  []TaskQuality `json:"data" nullable:"false"`
	}
	// TaskQuality is that of one task.
	TaskQuality struct {
		Task     string            `json:"task" enum:"category,priority,language,spam,anger"`
		Audited  AuditedAccuracy   `json:"audited" doc:"From the random share that people judged without seeing what the machine said. Only category and priority have one"`
		Language []AuditedAccuracy `json:"by_language" nullable:"false"`
		Model    []AuditedAccuracy `json:"by_model" nullable:"false"`
		Naive    NaiveShare        `json:"naive" doc:"Of the answers that people saw. It is no accuracy: what nobody looked at counts as right"`
	}
	// AuditedAccuracy is an accuracy, and how sure it is.
	AuditedAccuracy struct {
		Name         string    `json:"name,omitempty" doc:"The language or the version of the model"`
		Accuracy     *float64  `json:"accuracy,omitempty" minimum:"0" maximum:"1" doc:"Of all answers, each judged one counting for as many as it was drawn from; absent for fewer than 30"`
		Low          *float64  `json:"low,omitempty" minimum:"0" maximum:"1" doc:"With a confidence of 95 % the accuracy lies between low and high"`
		High         *float64  `json:"high,omitempty" minimum:"0" maximum:"1"`
		Judged       int       `json:"judged" doc:"Answers that were judged"`
		Effective    *float64  `json:"effective,omitempty" doc:"Answers drawn alike that would say as much"`
		Drawn        int       `json:"drawn,omitempty" doc:"Answers that were drawn, judged or not"`
		Propensities []float64 `json:"propensities,omitempty" doc:"Probabilities with which they were drawn"`
	}
	// NaiveShare is the share of answers that nobody denied.
	NaiveShare struct {
		Share  float64 `json:"share" minimum:"0" maximum:"1"`
		Shown  int     `json:"shown"`
		Denied int     `json:"denied" doc:"Somebody said or set something else"`
	}
)

func (a *API) registerQuality() {
	a.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "switchyard", Name: "audits_waiting", Help: "Tickets drawn to be judged blindly that are not judged yet."},
		func() float64 {
			if a.config.Quality == nil {
				return 0
			}
			return float64(a.config.Quality.Waiting())
		}))
	text := &huma.Schema{Type: huma.TypeString}
	endpoint[nothing, QualityReport](a, access.QualityRead, &huma.Operation{
		OperationID: "get-quality", Method: http.MethodGet, Path: "/v1/quality", Tags: []string{"Models"},
		Summary: "How right is the machine?",
		Description: "By task, language and version of the model, from the tickets that were drawn at random and judged blindly. " +
			"Beside it stands the share of answers that nobody changed, which tells more of how people look than of how right the machine is.",
		Parameters: []*huma.Param{
			{Name: "task", In: "query", Description: "Only this one: " + strings.Join(feedback.Tasks(), ", ") + ".", Schema: text},
			{Name: "from", In: "query", Description: "Answers given from this instant on, as in 2026-03-29T00:00:00Z; 90 days ago where nothing is said. There are none older than 180 days.", Schema: text},
			{Name: "until", In: "query", Description: "Answers given before this instant; now where nothing is said.", Schema: text},
		},
	}, a.getQuality)
	a.registerLabelling()
}

// errNoQuality is why nothing is told of quality.
var errNoQuality = ticket.Errorf(ticket.Unavailable, "", "this server does not gather what people say of the machine's answers")

func (a *API) getQuality(r *http.Request, _ *request[nothing]) (reply, error) {
	q := a.config.Quality
	if q == nil {
		return reply{}, errNoQuality
	}
	parameters, p := readParameters(r, "task", "from", "until")
	if p != nil {
		return reply{}, p
	}
	now := a.config.Now().UTC()
	out := QualityReport{From: now.AddDate(0, 0, -90), Until: now.Add(time.Second), Data: []TaskQuality{}}
	if err := readInstants(parameters, map[string]*time.Time{"from": &out.From, "until": &out.Until}); err != nil {
		return reply{}, err
	}
	if !out.From.Before(out.Until) {
		return reply{}, badRequest("from", "from is not before until: send an earlier instant, or a later until")
	}
	tasks := feedback.Tasks()
	if one := parameters.Get("task"); one != "" {
		if !slices.Contains(tasks, one) {
			return reply{}, badRequest("task", "task is "+brief(one)+": send one of "+strings.Join(tasks, ", "))
		}
		tasks = []string{one}
	}
	if q.Ready() { // what came in this moment counts too
		if err := q.Follow(r.Context()); err != nil {
			return reply{}, err
		}
	}
	out.Ready, out.Wait = q.Ready(), q.Waiting()
	for _, task := range tasks {
		report, err := q.Report(task, out.From, out.Until, 0)
		if err != nil {
			return reply{}, err
		}
		out.Data = append(out.Data, viewQuality(&report))
	}
	return reply{body: out}, nil
}

// readInstants reads those parameters that are there.
func readInstants(parameters url.Values, into map[string]*time.Time) error {
	for _, name := range []string{"from", "until"} {
		given := parameters.Get(name)
		if given == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, given)
		if err != nil || at.Year() < 1970 || at.Year() > 2200 {
			return badRequest(name, name+" is "+brief(given)+": send an instant with its zone, such as 2026-03-29T00:00:00Z")
		}
		*into[name] = at.UTC()
	}
	return nil
}

func viewQuality(r *feedback.Report) TaskQuality {
	out := TaskQuality{
		Task: r.Task, Audited: viewEstimate("", r.Judged, r.Accuracy), Language: viewGroups(r.ByLanguage), Model: viewGroups(r.ByModel),
		Naive: NaiveShare{r.Seen.Naive, r.Seen.Shown, r.Seen.Denied},
	}
	out.Audited.Drawn, out.Audited.Propensities = r.Drawn, r.Propensities
	return out
}

func viewGroups(groups []feedback.Group) []AuditedAccuracy {
	out := []AuditedAccuracy{}
	for _, g := range groups {
		name := g.Name
		if name == "" {
			name = "unknown"
		}
		out = append(out, viewEstimate(name, g.Rows, g.Estimate))
	}
	return out
}

func viewEstimate(name string, rows int, e *feedback.Estimate) AuditedAccuracy {
	out := AuditedAccuracy{Name: name, Judged: rows}
	if e == nil {
		return out
	}
	out.Accuracy, out.Low, out.High = &e.Accuracy, &e.Low, &e.High
	if e.Effective <= e.Population*1e6 { // without end where all was judged
		out.Effective = &e.Effective
	}
	return out
}
