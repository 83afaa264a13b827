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

// Reason says why the classifier abstains, or why an answer is not applied.
type Reason = models.Reason

// The reasons to abstain, in the order they are looked for.
const (
	NoText             = models.NoText             // nothing to read
	LanguageNotCovered = models.LanguageNotCovered // the model never learnt this language
	OutOfScope         = models.OutOfScope         // the text fits no label
	LowConfidence      = models.LowConfidence      // no label is likely enough
	ThinMargin         = models.ThinMargin         // the second label is nearly as likely
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
	// Set holds the labels that are still likely, most probable first: on texts
	// like the calibration rows it contains the right one as often as the
	// certificate's Sets say. It always holds Label; without a certificate it is
	// empty.
	Set []string
}

// Classifier asks one model. It is safe for use by many goroutines.
type Classifier struct {
	model   *models.Model
	widest  float64 // no label of a higher score is in any set
	scratch sync.Pool
}

type scratch struct{ probabilities []float64 }

// New asks the given model. The caller closes the model.
func New(model *models.Model) *Classifier {
	c := &Classifier{model: model}
	if certificate := model.Manifest().Certificate; certificate != nil {
		c.widest = certificate.Sets.Quantile
		for _, q := range certificate.Sets.ByLabel {
			c.widest = max(c.widest, q)
		}
	}
	outputs := model.Manifest().Outputs()
	c.scratch.New = func() any { return &scratch{make([]float64, outputs)} }
	return c
}

// Model is the model that is asked.
func (c *Classifier) Model() *models.Model { return c.model }

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
	*a = Answer{Label: ranked[0].Label, Probability: ranked[0].Probability, Ranked: ranked, Set: a.Set[:0]}
	if manifest.OutOfScope {
		a.OutOfScope = probabilities[len(manifest.Labels)]
	}
	a.Reason = manifest.Abstain(models.Reading{Empty: strings.TrimSpace(text) == "", Language: language,
		Best: ranked[0].Probability, Second: ranked[1].Probability, OutOfScope: a.OutOfScope})
	a.Abstained = a.Reason != ""
	if manifest.Certificate != nil {
		a.Set = c.likely(a.Set, ranked, &manifest.Certificate.Sets)
	}
}

// likely appends the prediction set to dst. Ranked is in the order in which
// the score of adaptive sets adds probabilities up.
func (c *Classifier) likely(dst []string, ranked []Ranked, sets *models.PredictionSets) []string {
	var score float64
	for _, r := range ranked {
		if !models.Admits(c.widest, score) {
			break
		}
		if models.Admits(sets.Of(r.Label), score) {
			dst = append(dst, r.Label)
		}
		score += r.Probability
	}
	return dst
}

// Covers says whether the model learnt the language. An unknown language
// ("" or "und") is given the benefit of the doubt.
func (c *Classifier) Covers(language string) bool { return c.model.Manifest().Covers(language) }
