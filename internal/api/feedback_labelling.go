package api

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/feedback"
	"switchyard/internal/registry"
	"switchyard/internal/ticket"
	"switchyard/models"
)

type (
	// LabellingQueue are tickets that people should label.
	LabellingQueue struct {
		Task       string           `json:"task"`
		Candidates int              `json:"candidates" doc:"Tickets without a label of a person that there were to choose from, among the latest 1000"`
		Data       []TicketToLabel  `json:"data" nullable:"false" doc:"Those that teach most first"`
		Audits     []AuditedToJudge `json:"audits" nullable:"false" doc:"Tickets that wait to be judged blindly, latest first, as many at most"`
	}
	// TicketToLabel is a ticket that is worth a label.
	TicketToLabel struct {
		ID         uuid.UUID    `json:"id" format:"uuid"`
		Number     int64        `json:"number"`
		Subject    string       `json:"subject"`
		Language   string       `json:"language"`
		Reason     string       `json:"reason" enum:"margin,diversity,random" doc:"margin: the models are unsure; diversity: nothing chosen is like it; random: drawn, to be labelled without knowing what the models say"`
		Propensity float64      `json:"propensity,omitempty" doc:"Probability with which it was drawn"`
		Said       *ticket.Said `json:"machine,omitempty" doc:"What the models say; not told of what was drawn"`
	}
	// AuditedToJudge is a ticket that waits to be judged blindly.
	AuditedToJudge struct {
		ID      uuid.UUID `json:"id" format:"uuid"`
		Number  int64     `json:"number"`
		Subject string    `json:"subject"`
		Waiting []string  `json:"waiting" nullable:"false" doc:"Fields that nobody has judged yet"`
	}
)

const (
	defaultLabels = 50
	mostLabels    = 200
)

func (a *API) registerLabelling() {
	text := &huma.Schema{Type: huma.TypeString}
	endpoint[nothing, LabellingQueue](a, access.QualityRead, &huma.Operation{
		OperationID: "list-labelling", Method: http.MethodGet, Path: "/v1/labelling", Tags: []string{"Models"},
		Summary: "Which tickets are worth a label?",
		Description: "Of the latest tickets that no person has labelled: six in ten those the models are least sure of, a quarter those unlike all others, the rest drawn. " +
			"Label them with POST /v1/tickets/{id}/feedback. The choice stays the same for a day, but for the tickets that come and are labelled.",
		Parameters: []*huma.Param{
			{Name: "task", In: "query", Description: "category, priority or spam; category where nothing is said.", Schema: text},
			{Name: "size", In: "query", Description: "1 to 200, 50 where nothing is said.", Schema: &huma.Schema{Type: huma.TypeInteger}},
		},
	}, a.listLabelling)
}

func (a *API) listLabelling(r *http.Request, _ *request[nothing]) (reply, error) {
	parameters, p := readParameters(r, "task", "size")
	if p != nil {
		return reply{}, p
	}
	task, size := models.Category, defaultLabels
	if given := parameters.Get("task"); given != "" {
		if task = models.Task(given); !slices.Contains(registry.Trainable(), task) {
			return reply{}, badRequest("task", "task is "+brief(given)+": send category, priority or spam")
		}
	}
	if given := parameters.Get("size"); given != "" {
		var err error
		if size, err = strconv.Atoi(given); err != nil || size < 1 || size > mostLabels {
			return reply{}, badRequest("size", "size is "+brief(given)+": send a number from 1 to "+strconv.Itoa(mostLabels))
		}
	}
	asks, candidates, err := feedback.Labelling(r.Context(), a.config.Store, task, size, a.config.Now())
	if err != nil {
		return reply{}, err
	}
	out := LabellingQueue{Task: string(task), Candidates: candidates, Data: []TicketToLabel{}, Audits: []AuditedToJudge{}}
	for i := range asks {
		t := &asks[i].Ticket
		out.Data = append(out.Data, TicketToLabel{t.ID, t.Number, t.Subject, t.Language, string(asks[i].Reason), asks[i].Propensity, asks[i].Said})
	}
	if a.config.Quality == nil {
		return reply{body: out}, nil
	}
	audits, err := feedback.Audits(r.Context(), a.config.Quality, size)
	for i := range audits {
		t := &audits[i]
		out.Audits = append(out.Audits, AuditedToJudge{t.ID, t.Number, t.Subject, t.Triage.Audit.Waiting()})
	}
	return reply{body: out}, err
}
