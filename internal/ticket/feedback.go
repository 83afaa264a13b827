package ticket

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Audit marks a ticket that was drawn at random to be judged blindly: what the
// models said of its fields is neither applied nor shown until a person has
// judged every one of them.
type Audit struct {
	Propensity float64         `json:"propensity" minimum:"0" maximum:"1" doc:"Probability with which such a ticket is drawn"`
	Fields     []string        `json:"fields" nullable:"false" doc:"To be judged, sorted: of category and priority those that nobody had set"`
	Judged     []Judgement     `json:"judged,omitempty" doc:"So far, oldest first"`
	Said       map[string]Said `json:"said,omitempty" doc:"What the models said, by field; hidden until all is judged"`
	OpenedAt   time.Time       `json:"opened_at,omitzero" doc:"When all was judged"`
}

// Said is what a model said of a field.
type Said struct {
	Value       string  `json:"value"`
	Probability float64 `json:"probability,omitempty" minimum:"0" maximum:"1"`
	Model       string  `json:"model,omitempty" doc:"Exact version"`
	Applied     bool    `json:"applied,omitempty" doc:"It was set without a human"`
}

// Judgement is what a person said of a field without seeing what the models did.
type Judgement struct {
	Field string    `json:"field"`
	Value string    `json:"value"`
	By    Actor     `json:"by"`
	At    time.Time `json:"at"`
}

// Hidden says whether what the models said is to be kept from everybody. It is
// safe to ask of nil, which marks no audit.
func (a *Audit) Hidden() bool { return a != nil && a.OpenedAt.IsZero() }

// Waiting lists the fields that nobody has judged yet, none without an audit.
func (a *Audit) Waiting() []string {
	if a == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(a.Fields), func(field string) bool { return a.judgement(field) >= 0 })
}

// judgement is the place of a field's judgement, -1 for none.
func (a *Audit) judgement(field string) int {
	return slices.IndexFunc(a.Judged, func(j Judgement) bool { return j.Field == field })
}

// Verdict says whether what the machine said was right.
type Verdict string

// The verdicts.
const (
	Right Verdict = "right"
	Wrong Verdict = "wrong"
)

// Judged is the data of a ticket.judged event: what a person said of one answer
// of the machine.
type Judged struct {
	Field      string    `json:"field"`
	Verdict    Verdict   `json:"verdict"`
	Value      string    `json:"value,omitempty"` // what is right, where somebody said so
	Said       Said      `json:"machine"`
	Decision   uuid.UUID `json:"decision,omitzero"`
	Language   string    `json:"language"`
	Blind      bool      `json:"blind,omitempty"`      // judged without seeing what the machine said
	Propensity float64   `json:"propensity,omitempty"` // of being judged blindly
	By         Actor     `json:"by"`                   // who judged it
	At         time.Time `json:"at"`                   // and when
}
