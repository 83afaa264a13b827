package sentiment

import (
	"errors"
	"math"
	"testing"

	"switchyard/models"
	"switchyard/models/modelstest"
)

// fixedModel gives every text these probabilities.
func fixedModel(t testing.TB, task models.Task, labels []string, flag float64, probabilities ...float64) *models.Model {
	t.Helper()
	return modelstest.Fixed(t, models.Manifest{Task: task, Labels: labels, Thresholds: models.Thresholds{Flag: flag}}, probabilities...)
}

func TestValenceAndFlag(t *testing.T) {
	r, err := NewReader(fixedModel(t, models.Sentiment, sentimentLabels, 0, .6, .3, .1), fixedModel(t, models.Anger, angerLabels, .4, .6, .4), .05)
	if err != nil {
		t.Fatal(err)
	}
	feeling, err := r.Sentiment("x")
	if err != nil {
		t.Fatal(err)
	}
	if feeling.Label != "negative" || math.Abs(feeling.Valence+.5) > 1e-6 || math.Abs(feeling.Negative+feeling.Neutral+feeling.Positive-1) > 1e-9 {
		t.Errorf("%+v", feeling)
	}
	anger, err := r.Anger("x", "en")
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(anger.Probability-.4) > 1e-6 || anger.Flagged != (anger.Probability >= .4) {
		t.Errorf("%+v", anger)
	}
}

func TestThresholdDecidesTheFlag(t *testing.T) {
	for flag, want := range map[float64]bool{.3: true, .5: false} {
		r, err := NewReader(nil, fixedModel(t, models.Anger, angerLabels, flag, .6, .4), .05)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.Anger("x", "en"); err != nil || a.Flagged != want {
			t.Errorf("threshold %v: %+v, %v", flag, a, err)
		}
		if _, err := r.Sentiment("x"); !errors.Is(err, ErrWrongModel) || r.ReadsSentiment() || !r.ReadsAnger() {
			t.Errorf("no sentiment model, but error %v", err)
		}
		if a, err := r.AngerFrom(new(models.Passage), ""); err != nil || a.Flagged != want {
			t.Errorf("threshold %v, from a passage: %+v, %v", flag, a, err)
		}
		if _, err := r.SentimentFrom(new(models.Passage)); !errors.Is(err, ErrWrongModel) {
			t.Errorf("no sentiment model, but error %v", err)
		}
	}
}

func TestModelsForOtherQuestionsAreRefused(t *testing.T) {
	category := fixedModel(t, models.Category, []string{"a", "b"}, 0, .5, .5)
	stars := fixedModel(t, models.Sentiment, []string{"1", "2", "3"}, 0, .3, .3, .4)
	for _, m := range []*models.Model{category, stars} {
		if _, err := NewReader(m, nil, .05); !errors.Is(err, ErrWrongModel) {
			t.Errorf("%s: %v", m.Manifest().Version(), err)
		}
	}
	if _, err := NewReader(nil, category, .05); !errors.Is(err, ErrWrongModel) {
		t.Errorf("anger: %v", err)
	}
}

func TestThresholdsDifferByLanguage(t *testing.T) {
	model := modelstest.Fixed(t, models.Manifest{Task: models.Anger, Labels: angerLabels, Thresholds: models.Thresholds{Flag: .9}, Flags: []models.FlagPoint{
		{FalseAlarms: .05, Threshold: .6, Recall: .5}, {FalseAlarms: .1, Threshold: .3, Recall: .7}, {Language: "de", FalseAlarms: .05, Threshold: .35, Recall: .8},
	}}, .6, .4)
	for _, c := range []struct {
		rate     float64
		language string
		flagged  bool
		recall   float64
	}{{.05, "en", false, .5}, {.05, "de-CH", true, .8}, {.1, "en", true, .7}, {.1, "und", true, .7}} {
		r, err := NewReader(nil, model, c.rate)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.Anger("x", c.language); err != nil || a.Flagged != c.flagged || a.Recall != c.recall {
			t.Errorf("%s at %v: %+v, %v", c.language, c.rate, a, err)
		}
	}
	if _, err := NewReader(nil, model, .07); err == nil {
		t.Error("a rate that the model has no threshold for was taken")
	}
}
