// Package classifier gives a text one of a model's labels: category, priority
// or spam. It answers with the whole calibrated distribution, and abstains
// where it should not be relied on, saying why.
package classifier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"switchyard/models"
)

// Reason says why the classifier abstains.
type Reason string

// The reasons, in the order they are looked for.
const (
	NoText             Reason = "no_text"              // nothing to read
	LanguageNotCovered Reason = "language_not_covered" // the model never learnt this language
	OutOfScope         Reason = "out_of_scope"         // the text fits no label
	LowConfidence      Reason = "low_confidence"       // no label is likely enough
	ThinMargin         Reason = "thin_margin"          // the second label is nearly as likely
)

// Ranked is a label with its calibrated probability.
type Ranked struct {
	Label       string  `json:"label"`
	Probability float64 `json:"probability"`
}

// Answer is the classification of one text.
type Answer struct {
	// Label is the most probable label, also when the classifier abstains.
	Label string
	// Probability is that of Label, in [0, 1]: of the answers given 0.9, nine
	// in ten are right on texts like the training rows.
	Probability float64
	// Ranked holds every label, most probable first. The probabilities and
	// OutOfScope sum to 1.
	Ranked []Ranked
	// OutOfScope is the probability that no label fits; 0 where the model was
	// not taught such texts.
	OutOfScope float64
	// Abstained says that the answer should not be applied; Reason why.
	Abstained bool
	Reason    Reason
}

// Classifier asks one model. It is safe for use by many goroutines.
type Classifier struct {
	model     *models.Model
	languages []string // primary subtags, empty where the model does not say
	scratch   sync.Pool
}

type scratch struct{ probabilities []float64 }

// New asks the given model. The caller closes the model.
func New(model *models.Model) *Classifier {
	c := &Classifier{model: model}
	for _, tag := range model.Manifest().Languages {
		if p := primary(tag); !slices.Contains(c.languages, p) {
			c.languages = append(c.languages, p)
		}
	}
	outputs := model.Manifest().Outputs()
	c.scratch.New = func() any { return &scratch{make([]float64, outputs)} }
	return c
}

// Model is the model that is asked.
func (c *Classifier) Model() *models.Model { return c.model }

// primary is the language subtag of a BCP-47 tag: "pt-BR" speaks "pt".
func primary(tag string) string {
	p, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return p
}

// Classify answers for one text, as models.Text prepares it. language is the
// BCP-47 tag of the text, or "" or "und" where it is not known.
func (c *Classifier) Classify(text, language string) (Answer, error) {
	var a Answer
	err := c.ClassifyInto(&a, text, language)
	return a, err
}

// ClassifyInto is Classify into an Answer whose memory is used again: a warm
// call with the native engine allocates nothing.
func (c *Classifier) ClassifyInto(a *Answer, text, language string) error {
	s := c.scratch.Get().(*scratch)
	defer c.scratch.Put(s)
	if err := c.model.Predict(s.probabilities, text); err != nil {
		return fmt.Errorf("%s: %w", c.model.Manifest().Task, err)
	}
	c.fill(a, s.probabilities, text, language)
	return nil
}

// ClassifyFrom is ClassifyInto for the text of p, which other models may have
// read already.
func (c *Classifier) ClassifyFrom(a *Answer, p *models.Passage, language string) error {
	s := c.scratch.Get().(*scratch)
	defer c.scratch.Put(s)
	if err := c.model.PredictFrom(s.probabilities, p); err != nil {
		return fmt.Errorf("%s: %w", c.model.Manifest().Task, err)
	}
	c.fill(a, s.probabilities, p.Text(), language)
	return nil
}

// ClassifyBatch answers for many texts at once; languages has one tag a text
// or is nil.
func (c *Classifier) ClassifyBatch(texts, languages []string) ([]Answer, error) {
	outputs := c.model.Manifest().Outputs()
	p := make([]float64, len(texts)*outputs)
	if err := c.model.PredictBatch(p, texts); err != nil {
		return nil, fmt.Errorf("%s: %w", c.model.Manifest().Task, err)
	}
	answers := make([]Answer, len(texts))
	for i := range texts {
		language := ""
		if languages != nil {
			language = languages[i]
		}
		c.fill(&answers[i], p[i*outputs:(i+1)*outputs], texts[i], language)
	}
	return answers, nil
}

func (c *Classifier) fill(a *Answer, probabilities []float64, text, language string) {
	manifest := c.model.Manifest()
	ranked := a.Ranked[:0]
	for i, label := range manifest.Labels {
		ranked = append(ranked, Ranked{label, probabilities[i]})
	}
	slices.SortStableFunc(ranked, func(a, b Ranked) int { return cmp.Compare(b.Probability, a.Probability) })
	*a = Answer{Label: ranked[0].Label, Probability: ranked[0].Probability, Ranked: ranked}
	if manifest.OutOfScope {
		a.OutOfScope = probabilities[len(manifest.Labels)]
	}
	a.Reason = c.abstain(a, text, language)
	a.Abstained = a.Reason != ""
}

// abstain gives the first reason not to answer, or "".
func (c *Classifier) abstain(a *Answer, text, language string) Reason {
	limits := c.model.Manifest().Thresholds
	switch {
	case strings.TrimSpace(text) == "":
		return NoText
	case !c.Covers(language):
		return LanguageNotCovered
	case a.Probability < limits.InScope, a.OutOfScope > a.Probability:
		return OutOfScope
	case a.Probability < limits.Confidence:
		return LowConfidence
	case a.Probability-a.Ranked[1].Probability < limits.Margin:
		return ThinMargin
	}
	return ""
}

// Covers says whether the model learnt the language. An unknown language
// ("" or "und") is given the benefit of the doubt.
func (c *Classifier) Covers(language string) bool {
	return language == "" || language == "und" || len(c.languages) == 0 || slices.Contains(c.languages, primary(language))
}
