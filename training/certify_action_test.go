package training_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"switchyard/classifier"
	"switchyard/models"
	"switchyard/models/modelstest"
	"switchyard/training"
)

// What a certificate counts as applied is what the classifier applies.
func TestTheClassifierAppliesWhatWasCertified(t *testing.T) {
	now := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	rng := rand.New(rand.NewPCG(6, 6))
	languages := []string{"en", "de", "pt-BR", "", "und"}
	for _, by := range []models.Partition{models.Undivided, models.ByLanguage, models.ByLabel} {
		manifest := models.Manifest{Task: models.Category, Labels: []string{"a", "b"}, Languages: []string{"en", "pt-PT"},
			Thresholds: models.Thresholds{Confidence: .5, Margin: .1, InScope: .3}}
		meter := training.NewMeter(manifest.Labels)
		// Few distinct distributions, so that each has a model of its own.
		distributions := [][]float64{{.96, .01, .03}, {.03, .94, .03}, {.45, .44, .11}, {.6, .3, .1}, {.2, .1, .7}, {.28, .26, .26}}
		for i := range 9000 {
			d := distributions[i%len(distributions)]
			truth := 0
			if d[1] > d[0] {
				truth = 1
			}
			if rng.Float64() < .01 {
				truth = 2
			}
			meter.Add(training.Scored{Language: languages[rng.IntN(len(languages))], Truth: truth, Probabilities: d})
		}
		certificate, err := training.Certify(&manifest, meter, nil, training.CertifyOptions{Alpha: .05, Delta: .1, By: by, Valid: time.Hour}, now)
		if err != nil || !certificate.Issued() {
			t.Fatalf("by %s: %+v, %v", by, certificate, err)
		}
		manifest.Certificate = certificate
		applied := training.Applied(&manifest, meter)
		counted := 0
		asked := map[*float64]*classifier.Classifier{}
		for _, s := range meter.Scored() {
			c := asked[&s.Probabilities[0]]
			if c == nil {
				c = classifier.New(modelstest.Fixed(t, manifest, s.Probabilities...))
				asked[&s.Probabilities[0]] = c
			}
			a, err := c.Classify("hello", s.Language)
			if err != nil {
				t.Fatal(err)
			}
			if action, _ := c.Action(&a, s.Language, now); action == classifier.Apply {
				counted++
			}
		}
		if counted != applied.Applied || counted == 0 || applied.Rows != 9000 {
			t.Errorf("by %s: the classifier applies %d of 9000, the certificate counts %+v", by, counted, applied)
		}
	}
}
