// Package registry keeps the models that a desk has trained: every version with
// where it came from, how it was judged and what became of it, and its bundle.
// All of it lies in the desk's database, so every node has the same.
package registry

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/gate"
)

// Version is one trained model of a task.
type Version struct {
	ID   uuid.UUID   `json:"id"`
	Task models.Task `json:"task"`
	Name string      `json:"name" doc:"As decisions name it" example:"category@0f1e2d3c4b5a"`
	Hash string      `json:"hash" doc:"sha256 of the whole bundle"`
	Kept bool        `json:"kept" doc:"Its bundle is still there, so that it can answer"`

	Stage Stage   `json:"stage" enum:"refused,shadow,canary,champion,retired,rolled_back"`
	Share float64 `json:"share,omitempty" doc:"Share of the tickets that a canary answers"`

	// Parent is the champion it was judged against, none for a starter model,
	// which ParentName names all the same.
	Parent     uuid.UUID `json:"parent,omitzero"`
	ParentName string    `json:"parent_name"`
	Retraining uuid.UUID `json:"retraining,omitzero"`

	Data    Data               `json:"data"`
	Metrics map[string]float64 `json:"metrics,omitempty" doc:"On the test rows, which are younger than all it learnt from"`
	Verdict *gate.Verdict      `json:"verdict,omitempty"`

	Steps []Step `json:"steps" doc:"How it came to its stage, oldest first"`
	// Stale says why it must be replaced, such as that somebody whose text it
	// saw has been erased.
	Stale string `json:"stale,omitempty"`
}

// Stage is how far a version has come.
type Stage string

// The stages of a version. A task has at most one version in Shadow or Canary,
// and at most one Champion; without one the starter model serves.
const (
	Refused    Stage = "refused"     // the gate did not let it pass
	Shadow     Stage = "shadow"      // answers beside the champion, and nobody sees it
	Canary     Stage = "canary"      // its answers count for a share of the tickets
	Champion   Stage = "champion"    // its answers count
	Retired    Stage = "retired"     // was champion, or overtaken by another challenger
	RolledBack Stage = "rolled_back" // was found worse, and lost its place
)

// Data is what a version learnt from and was tested on.
type Data struct {
	Fingerprint string         `json:"fingerprint" doc:"sha256 of its rows, in order"`
	Rows        int            `json:"rows"`
	Tests       int            `json:"tests"`
	States      map[string]int `json:"states,omitempty" doc:"How many rows by how far their label can be trusted"`
	From        time.Time      `json:"from,omitzero"`
	Cut         time.Time      `json:"cut,omitzero" doc:"It learnt from older rows and was tested on younger ones"`
	Until       time.Time      `json:"until,omitzero"`
}

// Step is one move of a version.
type Step struct {
	At    time.Time    `json:"at"`
	By    ticket.Actor `json:"by"`
	To    Stage        `json:"to"`
	Share float64      `json:"share,omitempty"`
	Why   string       `json:"why"`
}

// Hold keeps a task's answers from being applied without a human.
type Hold struct {
	Task models.Task  `json:"task"`
	At   time.Time    `json:"at"`
	By   ticket.Actor `json:"by"`
	Why  string       `json:"why" doc:"What was noticed, in words"`
}

// Standing is which models answer now.
type Standing struct {
	Champions   map[models.Task]Version // where it is not the starter model
	Challengers map[models.Task]Version // in Shadow or Canary
	Before      map[models.Task]Version // the champions before, kept warm beside new ones
	Holds       map[models.Task]Hold
}
