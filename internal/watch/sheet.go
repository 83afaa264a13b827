package watch

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"switchyard/models"
	"switchyard/training/monitor"
	"switchyard/training/topic"
)

// Sheet is all that is remembered of a task since its champion came, or since a
// person said that things are now as they should be. It holds no text.
type Sheet struct {
	Task   models.Task `json:"task"`
	Model  string      `json:"model"` // exact version, empty until one answered
	Since  time.Time   `json:"since"`
	Cursor int64       `json:"cursor"` // Seq of the last event that was seen

	Seen   int    `json:"seen"`             // tickets that the model read
	Before *first `json:"before,omitempty"` // until there is a reference
	Unlike int    `json:"unlike,omitempty"` // how often the halves of a reference were not alike

	Prior      map[string]float64 `json:"prior,omitempty"` // mean probability of each label in the reference
	Cuts       []int              `json:"cuts,omitempty"`  // of lengths
	Shares     []float64          `json:"shares,omitempty"`
	Vocabulary []byte             `json:"vocabulary,omitempty"`
	Scores     []float64          `json:"scores,omitempty"` // sorted: how little the tickets of the reference fit

	Mixes  []*monitor.Mix       `json:"mixes,omitempty"`
	Lately []map[string]float64 `json:"lately,omitempty"` // probabilities of the last tickets, the small ones left out

	Right       int              `json:"right"` // answers by the time their ticket was solved,
	Changed     int              `json:"changed"`
	Corrections *monitor.Mix     `json:"corrections,omitempty"`
	Promise     *monitor.Promise `json:"promise,omitempty"`
	Topics      *topic.State     `json:"topics,omitempty"`

	Alarm *Alarm `json:"alarm,omitempty"` // the first, until a person or a champion ends it
	Held  bool   `json:"held,omitempty"`  // the task was held for it
}

// Alarm is what was noticed, and when.
type Alarm struct {
	ID uuid.UUID `json:"id"`
	At time.Time `json:"at"`
	monitor.Alarm
}

// first is what is gathered of the tickets that are to be the reference.
type first struct {
	Labels    []string           `json:"labels"`
	Languages []string           `json:"languages"`
	Lengths   []int              `json:"lengths"`
	Scores    []float64          `json:"scores"`
	Known     []float64          `json:"known"` // share of words seen before, of the later half
	Sums      map[string]float64 `json:"sums"`  // of probabilities
	IDs       []string           `json:"ids"`
	Guesses   []topic.Guess      `json:"guesses"`
}

// watched is a sheet with what is made of it.
type watched struct {
	sheet   Sheet
	version int64 // of its record, 0 for none
	fresh   int   // tickets since it was saved
	finder  *topic.Finder
	found   []Proposal     // to be stored with it
	joined  map[int]joined // by topic, to be told
}

// joined is what came to a topic that was found before.
type joined struct{ tickets []string }

// The names of what is followed.
const (
	labels      = "labels"
	scope       = "scope"
	languages   = "languages"
	lengths     = "lengths"
	knownWords  = "words"
	corrections = "corrections"
)

// none is the label of a text that fits none.
const none = "(no label)"

// unfit is the share of the reference that counts as fitting no label.
const unfit = .1 // of scope alone: for topics the finder asks a wider share

// validate says what a stored sheet lacks; the caller then begins anew.
func (s *Sheet) validate() error {
	for _, m := range s.Mixes {
		if err := m.Validate(); err != nil {
			return err
		}
	}
	if s.Corrections != nil {
		if err := s.Corrections.Validate(); err != nil {
			return err
		}
	}
	if s.Promise != nil {
		if err := s.Promise.Validate(); err != nil {
			return err
		}
	}
	if s.Topics != nil {
		if err := s.Topics.Validate(); err != nil {
			return err
		}
	}
	if s.Before == nil && s.Model != "" && (len(s.Mixes) == 0 || len(s.Vocabulary) != vocabularySize || len(s.Scores) == 0) {
		return fmt.Errorf("the sheet of %s has neither a reference nor what is to become one", s.Task)
	}
	if b := s.Before; b != nil && (len(b.Labels) != len(b.Languages) || len(b.Labels) != len(b.Lengths) || len(b.Labels) != len(b.Scores) || len(b.Labels) != len(b.IDs) || len(b.Labels) != len(b.Guesses)) {
		return fmt.Errorf("the sheet of %s has columns of different lengths", s.Task)
	}
	return nil
}
