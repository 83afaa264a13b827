// Package sentiment reads how a text feels: its valence from -1 (negative) to
// 1 (positive), and whether the writer is angry.
package sentiment

import (
	"errors"
	"fmt"
	"slices"

	"switchyard/models"
)

// Labels of a sentiment model and of an anger model, in the order they have.
var (
	sentimentLabels = []string{"negative", "neutral", "positive"}
	angerLabels     = []string{"false", "true"}
)

// Reading is what a text feels like.
type Reading struct {
	// Label is negative, neutral or positive.
	Label string
	// Negative, Neutral and Positive are calibrated probabilities that sum
	// to 1.
	Negative, Neutral, Positive float64
	// Valence is Positive minus Negative, in [-1, 1].
	Valence float64
}

// Anger says whether the writer is angry.
type Anger struct {
	Probability float64 // calibrated, in [0, 1]
	// Flagged says that the probability reaches Threshold.
	Flagged   bool
	Threshold float64
	// Recall is the share of the angry held-out texts that reach the threshold;
	// 0 where the model does not say.
	Recall float64
}

// DefaultFalseAlarms is the share of calm texts that may be flagged where
// nobody said otherwise.
const DefaultFalseAlarms = .05

// Reader asks a sentiment and an anger model. It is safe for use by many
// goroutines.
type Reader struct {
	feeling, anger *models.Model
	falseAlarms    float64
}

// ErrWrongModel reports a model that answers another question.
var ErrWrongModel = errors.New("wrong model")

// What a Reader says where it was given no model for the question.
var (
	errNoSentiment = fmt.Errorf("%w: there is no sentiment model", ErrWrongModel)
	errNoAnger     = fmt.Errorf("%w: there is no anger model", ErrWrongModel)
)

// NewReader asks these models; the caller closes them. Either may be nil, its
// question then has no answer. falseAlarms is the share of calm texts that may
// be flagged as angry: one of the rates that the anger model's manifest has
// thresholds for (a model without such a list has one threshold for all).
func NewReader(feeling, anger *models.Model, falseAlarms float64) (*Reader, error) {
	if err := fits(feeling, models.Sentiment, sentimentLabels); err != nil {
		return nil, err
	}
	if err := fits(anger, models.Anger, angerLabels); err != nil {
		return nil, err
	}
	if anger != nil && len(anger.Manifest().Flags) > 0 {
		if _, err := anger.Manifest().Flag("", falseAlarms); err != nil {
			return nil, err
		}
	}
	return &Reader{feeling: feeling, anger: anger, falseAlarms: falseAlarms}, nil
}

func fits(model *models.Model, task models.Task, labels []string) error {
	if model == nil {
		return nil
	}
	m := model.Manifest()
	if m.Task != task || !slices.Equal(m.Labels, labels) || m.OutOfScope {
		return fmt.Errorf("%w: bundle %s answers %q with labels %v, wanted %q with %v", ErrWrongModel, m.Version(), m.Task, m.Labels, task, labels)
	}
	return nil
}

// ReadsSentiment says whether there is a sentiment model.
func (r *Reader) ReadsSentiment() bool { return r.feeling != nil }

// ReadsAnger says whether there is an anger model.
func (r *Reader) ReadsAnger() bool { return r.anger != nil }

// Sentiment reads one text, as models.Text prepares it.
func (r *Reader) Sentiment(text string) (Reading, error) {
	if r.feeling == nil {
		return Reading{}, errNoSentiment
	}
	var p [3]float64
	err := r.feeling.Predict(p[:], text)
	return reading(p, err)
}

// SentimentFrom is Sentiment for the text of a passage, which other models may
// have read already.
func (r *Reader) SentimentFrom(passage *models.Passage) (Reading, error) {
	if r.feeling == nil {
		return Reading{}, errNoSentiment
	}
	var p [3]float64
	err := r.feeling.PredictFrom(p[:], passage)
	return reading(p, err)
}

// reading makes a Reading of the probabilities of sentimentLabels.
func reading(p [3]float64, err error) (Reading, error) {
	if err != nil {
		return Reading{}, fmt.Errorf("sentiment: %w", err)
	}
	best := 1 // neutral where all are alike
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return Reading{Label: sentimentLabels[best], Negative: p[0], Neutral: p[1], Positive: p[2], Valence: p[2] - p[0]}, nil
}

// Anger reads one text, as models.Text prepares it, in the language of this
// BCP-47 tag ("" or "und" where it is not known): thresholds differ by
// language.
func (r *Reader) Anger(text, language string) (Anger, error) {
	if r.anger == nil {
		return Anger{}, errNoAnger
	}
	var p [2]float64
	err := r.anger.Predict(p[:], text)
	return r.flag(p, language, err)
}

// AngerFrom is Anger for the text of a passage, which other models may have
// read already.
func (r *Reader) AngerFrom(passage *models.Passage, language string) (Anger, error) {
	if r.anger == nil {
		return Anger{}, errNoAnger
	}
	var p [2]float64
	err := r.anger.PredictFrom(p[:], passage)
	return r.flag(p, language, err)
}

// flag makes an Anger of the probabilities of angerLabels.
func (r *Reader) flag(p [2]float64, language string, err error) (Anger, error) {
	if err != nil {
		return Anger{}, fmt.Errorf("anger: %w", err)
	}
	manifest := r.anger.Manifest()
	a := Anger{Probability: p[1], Threshold: manifest.Thresholds.Flag}
	if len(manifest.Flags) > 0 {
		point, err := manifest.Flag(language, r.falseAlarms)
		if err != nil {
			return Anger{}, fmt.Errorf("anger: %w", err)
		}
		a.Threshold, a.Recall = point.Threshold, point.Recall
	}
	a.Flagged = p[1] >= a.Threshold
	return a, nil
}
