package training

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
)

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

func certifyOptions(by models.Partition) CertifyOptions {
	return CertifyOptions{Alpha: .05, Delta: .1, By: by, Valid: 30 * 24 * time.Hour}
}

func calibrationFile(rows int) []models.DataSource {
	return []models.DataSource{{Name: "tickets/calibration.jsonl", SHA256: "sha256:cc", Rows: rows}}
}

// twoLabels makes rows of labels a and b that the model is this sure of and
// wrong about with the given probability.
func twoLabels(rng *rand.Rand, m *Meter, rows, predicted int, language string, p, wrong float64) {
	for range rows {
		s := Scored{Language: language, Truth: predicted, Probabilities: []float64{1 - p, 1 - p}}
		s.Probabilities[predicted] = p
		if rng.Float64() < wrong {
			s.Truth = 1 - predicted
		}
		m.Add(s)
	}
}

func TestGroupsAreCertifiedOnTheirOwn(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	m := NewMeter([]string{"a", "b"})
	twoLabels(rng, m, 600, 0, "en", .95, .005)
	twoLabels(rng, m, 500, 1, "de-AT", .95, .2)
	twoLabels(rng, m, 20, 1, "fr", .95, 0)
	twoLabels(rng, m, 10, 0, "", .95, 0)
	manifest := &models.Manifest{Labels: m.labels}

	c, err := Certify(manifest, m, calibrationFile(1130), certifyOptions(models.ByLanguage), noon)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, g := range c.Groups {
		got[g.Name] = g.Refused
	}
	if g := c.Group("en-GB", "a"); !c.Issued() || !g.Certified() || g.Rows != 600 || g.Coverage != 1 || g.UpperBound > .05 {
		t.Errorf("English: %+v", g)
	}
	if len(got) != 4 || !strings.Contains(got["de"], "more rows would not help") || !strings.Contains(got["fr"], "20 rows are too few") || !strings.Contains(got["und"], "10 rows") {
		t.Errorf("refusals: %v", got)
	}
	if fr := c.Group("fr", ""); fr.RowsNeeded < 59 || fr.RowsNeeded > 80 { // delta is shared by three then
		t.Errorf("French needs %d rows", fr.RowsNeeded)
	}

	byLabel, err := Certify(manifest, m, calibrationFile(1130), certifyOptions(models.ByLabel), noon)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := byLabel.Group("", "a"), byLabel.Group("", "b"); !a.Certified() || b.Certified() || a.Rows != 610 || b.Rows != 520 {
		t.Errorf("by label: %+v, %+v", a, b)
	}
	if c.IssuedAt != noon || c.ExpiresAt != noon.AddDate(0, 0, 30) || !strings.Contains(c.Assumption, "drawn like the calibration rows") || c.Reference.Rows != 1130 {
		t.Errorf("%+v", c)
	}
}

func TestWhatTheModelAbstainsFromIsNotCertified(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	m := NewMeter([]string{"a", "b"})
	twoLabels(rng, m, 400, 0, "en", .95, .005)
	twoLabels(rng, m, 900, 0, "de", .95, .005)
	manifest := &models.Manifest{Labels: m.labels, Languages: []string{"en"}}
	c, err := Certify(manifest, m, nil, certifyOptions(models.ByLanguage), noon)
	if err != nil {
		t.Fatal(err)
	}
	if en, de := c.Group("en", "a"), c.Group("de", "a"); !en.Certified() || !strings.Contains(de.Refused, "never learnt this language") {
		t.Errorf("%+v, %+v", en, de)
	}

	manifest = &models.Manifest{Labels: m.labels, Thresholds: models.Thresholds{Confidence: .5, InScope: .6}}
	if c, err = Certify(manifest, m, nil, certifyOptions(models.Undivided), noon); err != nil || c.Groups[0].Threshold != .6 {
		t.Errorf("flawless from the limits on: %+v, %v", c.Groups, err)
	}

	manifest = &models.Manifest{Labels: m.labels, Thresholds: models.Thresholds{Confidence: .99}}
	if c, err = Certify(manifest, m, nil, certifyOptions(models.Undivided), noon); err != nil || !strings.Contains(c.Groups[0].Refused, "abstains from all 1300 rows") {
		t.Errorf("%+v, %v", c, err)
	}
	twoLabels(rng, m, 30, 0, "en", .995, 0)
	if c, err = Certify(manifest, m, nil, certifyOptions(models.Undivided), noon); err != nil || c.Groups[0].RowsNeeded < 1800 || !strings.Contains(c.Groups[0].Refused, "abstains from all but") {
		t.Errorf("%+v, %v", c, err)
	}
}

// With delta shared, the groups keep their promises together.
func TestManyGroupsShareDelta(t *testing.T) {
	const repetitions, groups = 300, 5
	rng := rand.New(rand.NewPCG(2, 2))
	broken := 0
	for range repetitions {
		m := NewMeter([]string{"a", "b"})
		for g := range groups {
			twoLabels(rng, m, 200, 0, fmt.Sprintf("x%d", g), .9, .0505) // a hair too much
		}
		c, err := Certify(&models.Manifest{Labels: m.labels}, m, calibrationFile(1000), certifyOptions(models.ByLanguage), noon)
		if err != nil {
			t.Fatal(err)
		}
		if c.Issued() {
			broken++
		}
	}
	if share := float64(broken) / repetitions; share > .1 {
		t.Errorf("%.3f of the certificates broke a promise, at most .1 may", share)
	}
}

func TestRowsOutOfScopeAreErrorsWhereApplied(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	m := NewMeter([]string{"a", "b"})
	twoLabels(rng, m, 500, 0, "en", .9, 0)
	for range 50 {
		m.Add(Scored{Language: "en", Truth: 2, Probabilities: []float64{.9, .05, .05}})
	}
	c, err := Certify(&models.Manifest{Labels: m.labels}, m, calibrationFile(550), certifyOptions(models.Undivided), noon)
	if err != nil {
		t.Fatal(err)
	}
	if c.Issued() {
		t.Errorf("issued with a tenth out of scope: %+v", c.Groups)
	}
	// Where the model says so itself, a human gets them and nothing is applied.
	for i := range m.scored {
		if m.scored[i].Truth == 2 {
			m.scored[i].Probabilities = []float64{.3, .05, .65}
		}
	}
	if c, err = Certify(&models.Manifest{Labels: m.labels, OutOfScope: true}, m, calibrationFile(550), certifyOptions(models.Undivided), noon); err != nil || !c.Issued() {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestRowsTheModelLearntFromCertifyNothing(t *testing.T) {
	m := NewMeter([]string{"a", "b"})
	twoLabels(rand.New(rand.NewPCG(4, 4)), m, 500, 0, "en", .9, 0)
	manifest := &models.Manifest{Labels: m.labels, Data: []models.DataSource{{Name: "tickets/train.jsonl", SHA256: "sha256:cc"}}}
	_, err := Certify(manifest, m, calibrationFile(500), certifyOptions(models.Undivided), noon)
	if err == nil || !strings.Contains(err.Error(), "tickets/calibration.jsonl") || !strings.Contains(err.Error(), "never seen") {
		t.Errorf("%v", err)
	}
}

func TestCertifyRefusesSillyOptions(t *testing.T) {
	m := NewMeter([]string{"a", "b"})
	for _, tc := range []struct {
		want   string
		change func(*CertifyOptions)
	}{
		{"alpha", func(o *CertifyOptions) { o.Alpha = 0 }},
		{"alpha", func(o *CertifyOptions) { o.Alpha = 1 }},
		{"delta", func(o *CertifyOptions) { o.Delta = -1 }},
		{"valid", func(o *CertifyOptions) { o.Valid = 0 }},
		{"by", func(o *CertifyOptions) { o.By = "agent" }},
		{"no calibration rows", func(*CertifyOptions) {}},
	} {
		o := certifyOptions(models.Undivided)
		tc.change(&o)
		if _, err := Certify(&models.Manifest{}, m, nil, o, noon); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.want, err)
		}
	}
}

func TestTheSameRowsGiveTheSameCertificate(t *testing.T) {
	m := unsureMeter(rand.New(rand.NewPCG(5, 5)), 4, 900)
	manifest := &models.Manifest{Labels: m.labels}
	first, err := Certify(manifest, m, calibrationFile(900), certifyOptions(models.ByLabel), noon)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Certify(manifest, m, calibrationFile(900), certifyOptions(models.ByLabel), noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Error(diff)
	}
}
