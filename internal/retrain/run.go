package retrain

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/gate"
)

// Run is one run of the learning loop, as it is kept.
type Run struct {
	ID     uuid.UUID     `json:"id"`
	State  State         `json:"state" enum:"running,done,failed,cancelled,interrupted"`
	Tasks  []models.Task `json:"tasks" nullable:"false"`
	By     ticket.Actor  `json:"by"`
	Why    string        `json:"why"`
	Node   string        `json:"node" doc:"Where it runs"`
	Source string        `json:"source" doc:"What it learns from: desk, or the name of a file"`

	StartedAt time.Time `json:"started_at"`
	Beat      time.Time `json:"beat" doc:"When it last said that it lives; one that has said nothing for a minute is interrupted"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	// Head is where the log of events stood when it began.
	Head int64 `json:"head"`

	Progress Progress `json:"progress"`
	Cancel   bool     `json:"cancel,omitempty" doc:"Somebody wants it to end"`
	Problem  string   `json:"problem,omitempty" doc:"Why it failed"`
	Results  []Result `json:"results" nullable:"false" doc:"One for each task that is done"`
}

// State is what became of a run.
type State string

// The states of a run.
const (
	Running     State = "running"
	Done        State = "done"        // every task has a result
	Failed      State = "failed"      // something broke: Problem says what
	Cancelled   State = "cancelled"   // somebody ended it
	Interrupted State = "interrupted" // its node died
)

// Result is what came of one task.
type Result struct {
	Task    models.Task    `json:"task"`
	Stage   registry.Stage `json:"stage" enum:"refused,shadow,champion" doc:"Where the new version stands"`
	Version uuid.UUID      `json:"version,omitzero" doc:"None where nothing could be learnt"`
	Name    string         `json:"name,omitempty"`
	Words   string         `json:"words" doc:"What was found"`
	Verdict *gate.Verdict  `json:"verdict,omitempty" doc:"Test by test; none where nothing could be learnt"`
	Notes   []string       `json:"notes,omitempty" doc:"What was done with the rows"`
	Rows    int            `json:"rows" doc:"That it learnt from"`
	Tests   int            `json:"tests" doc:"That it was judged on"`
	Seconds float64        `json:"seconds"`
}

// Promoted says whether any task has got a challenger or a champion.
func (r *Run) Promoted() bool {
	for i := range r.Results {
		if r.Results[i].Stage != registry.Refused {
			return true
		}
	}
	return false
}

// The events of runs.
const (
	RetrainingCreated ticket.EventType = "retraining.created"
	RetrainingChanged ticket.EventType = "retraining.changed"
)

// Order says what to run.
type Order struct {
	Tasks []models.Task // none for those of the settings
	By    ticket.Actor
	Why   string
	// Stage is where what passes goes: Shadow, or Champion at once. Empty is Shadow.
	Stage registry.Stage
	// Replace is that of Options.
	Replace   bool
	NewLabels bool
	// History is what to learn from, nil for the desk itself. Tests are that of
	// Input.
	History, Tests *File
}
