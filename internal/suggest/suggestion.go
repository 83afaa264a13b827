package suggest

import (
	"github.com/google/uuid"

	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/slots"
	"switchyard/internal/ticket"
)

// Shown is the event that records what was suggested for a ticket.
const Shown ticket.EventType = "suggestion.shown"

// Suggestion is a reply that may solve a ticket.
type Suggestion struct {
	ID       uuid.UUID    `json:"id" doc:"To send along with the reply that it becomes"`
	Kind     library.Kind `json:"kind" enum:"reply,macro,article,drafted" doc:"drafted: written by a language model from the sources"`
	Title    string       `json:"title,omitempty" doc:"Of the macro or the article"`
	Text     string       `json:"text" doc:"With the slots filled that this ticket fills"`
	Language string       `json:"language,omitempty" doc:"BCP-47"`
	Slots    []slots.Slot `json:"slots" nullable:"false"`
	Sendable bool         `json:"sendable" doc:"Whether it can be sent as it is: every slot is filled"`
	Chance   float64      `json:"chance" minimum:"0" maximum:"1" doc:"That it is sent, as it is or edited lightly, and none of those above it"`
	Measured bool         `json:"calibrated" doc:"Whether the chance is held against what became of earlier suggestions; until 50 were answered it is a guess"`
	Support  int          `json:"support" doc:"How many replies it stands for"`
	Sources  []Origin     `json:"sources" nullable:"false" doc:"Where it comes from"`
	Parts    []Part       `json:"parts" nullable:"false" doc:"What speaks for it and against it; with the bias they add up to the log-odds of the chance before calibration"`
}

// Drafted is the kind of a suggestion that a language model wrote.
const Drafted library.Kind = "drafted"

// Origin is where a suggestion comes from.
type Origin struct {
	Kind library.Kind `json:"kind" enum:"reply,macro,article"`
	ID   uuid.UUID    `json:"id" doc:"Of the ticket that was answered so, of the macro or of the article"`
}

// Part is one feature of a suggestion.
type Part struct {
	Name   string  `json:"name" example:"asked"`
	Value  float64 `json:"value"`
	Effect float64 `json:"effect" doc:"Value times weight"`
}

// shown is the data of the event. Template holds no value of any ticket.
type shown struct {
	Ticket      uuid.UUID `json:"ticket"`
	Suggestions []offer   `json:"suggestions"`
}

// offer is what was shown, as it is remembered.
type offer struct {
	ID       uuid.UUID    `json:"id"`
	Kind     library.Kind `json:"kind"`
	Group    string       `json:"group,omitempty"`
	Template string       `json:"template"`
	Score    float64      `json:"score"`
	Chance   float64      `json:"chance"`
	Rank     int          `json:"rank"` // from 1
	Sources  []Origin     `json:"sources,omitempty"`
	ticket   uuid.UUID
	better   []float64 // scores of those that stood above it
}

func partsOf(m *library.Match, model *library.Model) []Part {
	parts := []Part{}
	for i, name := range library.FeatureNames() {
		if effect := m.Features[i] * model.Weights[i]; effect != 0 {
			parts = append(parts, Part{name, m.Features[i], effect})
		}
	}
	return parts
}
