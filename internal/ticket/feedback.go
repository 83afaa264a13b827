package ticket

import (
	"cmp"
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
	Decision   uuid.UUID       `json:"decision,omitzero" doc:"Where they said it"`
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
	return slices.DeleteFunc(slices.Clone(a.Fields), func(field string) bool { return a.Judgement(field) != nil })
}

// Judgement is that of a field, nil for none.
func (a *Audit) Judgement(field string) *Judgement {
	if a == nil {
		return nil
	}
	for i := range a.Judged {
		if a.Judged[i].Field == field {
			return &a.Judged[i]
		}
	}
	return nil
}

// Verdict says whether what the machine said was right.
type Verdict string

// The verdicts.
const (
	Right Verdict = "right"
	Wrong Verdict = "wrong"
)

// Feedback is what a person said of one answer of the machine. It is the data
// of ticket.judged too.
type Feedback struct {
	Field      string    `json:"field"`
	Verdict    Verdict   `json:"verdict" enum:"right,wrong"`
	Value      string    `json:"value,omitempty" doc:"What is right; none where nobody said so"`
	Said       Said      `json:"machine" doc:"What the machine had said"`
	Decision   uuid.UUID `json:"decision,omitzero" doc:"Where it said so"`
	Language   string    `json:"language"`
	Blind      bool      `json:"blind,omitempty" doc:"It was judged without seeing what the machine said"`
	Propensity float64   `json:"propensity,omitempty" doc:"Probability of being judged blindly"`
	By         Actor     `json:"by"`
	At         time.Time `json:"at"`
}

// FeedbackFields lists the fields whose answers people can judge.
func FeedbackFields() []string { return []string{"category", "priority", "language", "spam", "anger"} }

// AuditFields lists those that are judged blindly where a ticket was drawn.
func AuditFields() []string { return []string{"category", "priority"} }

// Note keeps feedback in place of what was said of its field before, in order
// of field.
func (t *Triage) Note(f Feedback) {
	i, found := slices.BinarySearchFunc(t.Feedback, f.Field, func(have Feedback, field string) int { return cmp.Compare(have.Field, field) })
	t.Feedback = slices.Clone(t.Feedback)
	if found {
		t.Feedback[i] = f
		return
	}
	t.Feedback = slices.Insert(t.Feedback, i, f)
}

// Told is the feedback on a field, nil for none.
func (t *Triage) Told(field string) *Feedback {
	for i := range t.Feedback {
		if t.Feedback[i].Field == field {
			return &t.Feedback[i]
		}
	}
	return nil
}
