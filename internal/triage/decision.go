package triage

import (
	"math"

	"switchyard/classifier"
	"switchyard/models"
)

// Item is one text to triage.
type Item struct {
	ID      string
	Subject string
	Body    string
	// Language is the BCP-47 tag where the caller knows it; empty asks for
	// detection.
	Language string
}

// Decision is what the models say of an item. A part is nil where no model
// answers it.
type Decision struct {
	ID        string            `json:"id,omitempty" doc:"Identifier given with the text"`
	Language  Language          `json:"language"`
	Category  *Choice           `json:"category,omitempty"`
	Priority  *Choice           `json:"priority,omitempty"`
	Sentiment *Sentiment        `json:"sentiment,omitempty"`
	Anger     *Flag             `json:"anger,omitempty"`
	Spam      *Flag             `json:"spam,omitempty"`
	Models    map[string]string `json:"models" doc:"Exact version of the model behind each part"`
}

// Language is the language of the text.
type Language struct {
	Tag        string  `json:"tag" doc:"BCP-47 tag, und where it is not known" example:"en"`
	Confidence float64 `json:"confidence" minimum:"0" maximum:"1"`
	Reason     string  `json:"reason,omitempty" doc:"Why the language is not known"`
	Given      bool    `json:"given,omitempty" doc:"The caller stated the language"`
	Spans      []Span  `json:"spans,omitempty" doc:"Where the text changes language, in bytes of the cleaned text"`
}

// Span is a part of the text in one language: bytes Start to End.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Tag   string `json:"tag"`
}

// Choice is one label out of several.
type Choice struct {
	Label       string              `json:"label" doc:"Most probable label, also when abstained"`
	Probability float64             `json:"probability" minimum:"0" maximum:"1" doc:"Calibrated: of the labels given 0.9, nine in ten are right"`
	Ranked      []classifier.Ranked `json:"ranked" doc:"Every label, most probable first; probabilities have six decimals"`
	OutOfScope  float64             `json:"out_of_scope,omitempty" doc:"Probability that no label fits"`
	Abstained   bool                `json:"abstained" doc:"A human should look"`
	Reason      classifier.Reason   `json:"reason,omitempty" enum:"no_text,language_not_covered,out_of_scope,low_confidence,thin_margin" doc:"Why it abstained"`
}

// Sentiment is how the text feels.
type Sentiment struct {
	Label    string  `json:"label" enum:"negative,neutral,positive"`
	Valence  float64 `json:"valence" minimum:"-1" maximum:"1" doc:"Probability of positive minus that of negative"`
	Negative float64 `json:"negative"`
	Neutral  float64 `json:"neutral"`
	Positive float64 `json:"positive"`
}

// Flag is a yes or no with its probability.
type Flag struct {
	Probability float64 `json:"probability" minimum:"0" maximum:"1"`
	Flagged     bool    `json:"flagged" doc:"The probability reaches the model's threshold"`
}

// rounded keeps six decimals of a probability: more than its calibration can
// vouch for, and few enough to read.
func rounded(p float64) float64 { return math.Round(p*1e6) / 1e6 }

// versions names the models of a set.
func versions(set *models.Set) map[string]string {
	out := map[string]string{}
	for _, m := range set.All() {
		out[string(m.Manifest().Task)] = m.Manifest().Version()
	}
	return out
}
