package triage

import (
	"math"

	"switchyard/classifier"
	"switchyard/models"
	"switchyard/sentiment"
)

// Item is one text to triage.
type Item struct {
	ID      string
	Subject string
	Body    string
	// Language is the BCP-47 tag where the caller knows it; empty asks for
	// detection.
	Language string
	// Earlier are the same writer's earlier messages, oldest first, for the
	// course of the anger.
	Earlier []string
	// Explain asks for the words that carried each part of the decision.
	Explain bool
}

// Decision is what the models say of an item. A part is nil where no model
// answers it.
type Decision struct {
	ID        string            `json:"id,omitempty" doc:"Identifier given with the text"`
	Language  Language          `json:"language"`
	Category  *Choice           `json:"category,omitempty"`
	Priority  *Choice           `json:"priority,omitempty"`
	Sentiment *Sentiment        `json:"sentiment,omitempty"`
	Anger     *Anger            `json:"anger,omitempty"`
	Spam      *Flag             `json:"spam,omitempty"`
	Models    map[string]string `json:"models" doc:"Exact version of the model behind each part"`

	Beside map[models.Task]Opinion `json:"beside,omitempty" doc:"By task, what another model said of the same text that is tried beside the one in models, and does not count"`
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
	Action      classifier.Action   `json:"action" enum:"apply,suggest,human" doc:"apply: the certificate covers it; suggest: show it to a person; human: there is no answer to rely on"`
	Reason      classifier.Reason   `json:"reason,omitempty" enum:"no_text,language_not_covered,out_of_scope,low_confidence,thin_margin,no_certificate,expired,language_unknown,group_not_certified,below_threshold,held" doc:"Why it is not applied"`
	Likely      []string            `json:"likely,omitempty" doc:"Labels that hold the right one with the certificate's confidence"`
	Explanation *Explanation        `json:"explanation,omitempty"`
}

// Sentiment is how the text feels.
type Sentiment struct {
	Label    string  `json:"label" enum:"negative,neutral,positive"`
	Valence  float64 `json:"valence" minimum:"-1" maximum:"1" doc:"Probability of positive minus that of negative"`
	Negative float64 `json:"negative"`
	Neutral  float64 `json:"neutral"`
	Positive float64 `json:"positive"`

	Explanation *Explanation `json:"explanation,omitempty"`
}

// Flag is a yes or no with its probability.
type Flag struct {
	Probability float64 `json:"probability" minimum:"0" maximum:"1"`
	Flagged     bool    `json:"flagged" doc:"The probability reaches the threshold"`
	Held        bool    `json:"held,omitempty" doc:"Nothing is to be done about the flag without a human: the model is not trusted now"`
	Threshold   float64 `json:"threshold" minimum:"0" maximum:"1" doc:"Chosen for the rate of false alarms that was asked for, by language where there were rows enough"`
	Recall      float64 `json:"recall,omitempty" minimum:"0" maximum:"1" doc:"Share of the held-out texts that should be flagged and reach the threshold"`

	Explanation *Explanation `json:"explanation,omitempty"`
}

// Anger is the flag for an angry writer.
type Anger struct {
	Flag
	Course *Course `json:"course,omitempty" doc:"How it moved since the earlier messages that were given"`
}

// Course is how anger moved over a conversation.
type Course struct {
	Trend  sentiment.Trend `json:"trend" enum:"rising,steady,cooling"`
	Change float64         `json:"change" doc:"Log-odds of anger in this message minus the mean of the earlier ones, the latest counting most"`
	Peak   float64         `json:"peak" minimum:"0" maximum:"1" doc:"Highest probability of anger so far"`
}

// rounded keeps six decimals of a probability: more than its calibration can
// vouch for, and few enough to read.
func rounded(p float64) float64 { return math.Round(p*1e6) / 1e6 }

// versions names the models behind a decision, for each way in which the seconds
// can count: a bit for each.
func versions(set *models.Set, seconds []beside) []map[string]string {
	all := make([]map[string]string, 1<<len(seconds))
	for counting := range all {
		all[counting] = map[string]string{}
		for _, m := range set.All() {
			all[counting][string(m.Manifest().Task)] = m.Manifest().Version()
		}
		for i := range seconds {
			if counting&(1<<i) != 0 {
				all[counting][string(seconds[i].task)] = seconds[i].version
			}
		}
	}
	return all
}
