package retrain

import "switchyard/models"

// Stage is what a run does; the tag in Progress lists them for the API.
type Stage string

// The stages, in order.
const (
	Exporting  Stage = "export"
	Cutting    Stage = "cut"
	Training   Stage = "train"
	Certifying Stage = "certify"
	Testing    Stage = "test"
	Judging    Stage = "gate"
	Storing    Stage = "store"
)

// Progress is how far a run is.
type Progress struct {
	Task  models.Task `json:"task,omitempty"`
	Stage Stage       `json:"stage" enum:"export,cut,train,certify,test,gate,store"`
	Done  float64     `json:"done" doc:"Share of the stage, 0 to 1"`
	Words string      `json:"words,omitempty"`
}
