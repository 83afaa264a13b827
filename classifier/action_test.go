package classifier

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
	"switchyard/models/modelstest"
)

var issued = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// certificate certifies group b alone where it divides by label, else English
// or all texts.
func certificate(by models.Partition) *models.Certificate {
	groups := map[models.Partition][]models.CertifiedGroup{
		models.Undivided:  {{Name: models.AllTexts, Threshold: .75}},
		models.ByLanguage: {{Name: "en", Threshold: .75}, {Name: "und", Refused: "too few"}},
		models.ByLabel:    {{Name: "b", Threshold: .75}, {Name: "a", Refused: "too few"}},
	}
	return &models.Certificate{Alpha: .05, Delta: .1, By: by, Groups: groups[by], IssuedAt: issued, ExpiresAt: issued.AddDate(0, 0, 30),
		Sets:      models.PredictionSets{Alpha: .05, Quantile: .6, ByLabel: map[string]float64{"c": .85}},
		Reference: models.Summary{Confidence: make([]int, len(models.ConfidenceEdges())+1)}}
}

func certifiedModel(t testing.TB, c *models.Certificate, probabilities ...float64) *models.Model {
	t.Helper()
	return modelstest.Fixed(t, models.Manifest{Task: models.Category, Labels: []string{"a", "b", "c"}, Certificate: c,
		Languages: []string{"en", "pt-BR"}, Thresholds: models.Thresholds{Confidence: .5, Margin: .1}}, probabilities...)
}

func TestActions(t *testing.T) {
	sure := []float64{.1, .8, .1}
	for _, tc := range []struct {
		name           string
		certificate    *models.Certificate
		text, language string
		probabilities  []float64
		now            time.Time
		want           Action
		why            Reason
	}{
		{"sure", certificate(models.Undivided), "hello", "en", sure, issued, Apply, ""},
		{"its last second", certificate(models.Undivided), "hello", "en", sure, issued.AddDate(0, 0, 30).Add(-time.Second), Apply, ""},
		{"expired", certificate(models.Undivided), "hello", "en", sure, issued.AddDate(0, 0, 30), Suggest, Expired},
		{"no certificate", nil, "hello", "en", sure, issued, Suggest, NoCertificate},
		{"less sure", certificate(models.Undivided), "hello", "en", []float64{.2, .7, .1}, issued, Suggest, BelowThreshold},
		{"not sure at all", certificate(models.Undivided), "hello", "en", []float64{.3, .4, .3}, issued, Suggest, BelowThreshold},
		{"no text", certificate(models.Undivided), " ", "en", sure, issued, Human, NoText},
		{"another language", certificate(models.Undivided), "hallo", "de", sure, issued, Human, LanguageNotCovered},
		{"another language, no certificate", nil, "hallo", "de", sure, issued, Human, LanguageNotCovered},
		{"no language found", certificate(models.Undivided), "hello", "und", sure, issued, Suggest, LanguageUnknown},
		{"no language looked for", certificate(models.Undivided), "hello", "", sure, issued, Apply, ""},
		{"no language found, certificate by language", certificate(models.ByLanguage), "hello", "und", sure, issued, Suggest, LanguageUnknown},
		{"out of scope", certificate(models.Undivided), "hello", "en", []float64{.01, .4, .01, .58}, issued, Human, OutOfScope},
		{"language of a group", certificate(models.ByLanguage), "hello", "en-GB", sure, issued, Apply, ""},
		{"refused group", certificate(models.ByLanguage), "hello", "", sure, issued, Suggest, GroupNotCertified},
		{"no such group", certificate(models.ByLanguage), "olá", "pt", sure, issued, Suggest, GroupNotCertified},
		{"label of a group", certificate(models.ByLabel), "hello", "en", sure, issued, Apply, ""},
		{"refused label", certificate(models.ByLabel), "hello", "en", []float64{.8, .1, .1}, issued, Suggest, GroupNotCertified},
		{"label of no group", certificate(models.ByLabel), "hello", "en", []float64{.1, .1, .8}, issued, Suggest, GroupNotCertified},
	} {
		c := New(certifiedModel(t, tc.certificate, tc.probabilities...))
		a, err := c.Classify(tc.text, tc.language)
		if err != nil {
			t.Fatal(err)
		}
		if got, why := c.Action(&a, tc.language, tc.now); got != tc.want || why != tc.why {
			t.Errorf("%s: %s because %q, want %s because %q", tc.name, got, why, tc.want, tc.why)
		}
	}
}

func TestTheThresholdItselfIsApplied(t *testing.T) {
	group := &models.CertifiedGroup{Name: models.AllTexts, Threshold: .75}
	for p, want := range map[float64]Action{.75: Apply, math.Nextafter(.75, 0): Suggest} {
		if got, _ := act(group, &Answer{Probability: p}); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
	if got, why := act(group, &Answer{Probability: .9, Abstained: true, Reason: ThinMargin}); got != Suggest || why != BelowThreshold {
		t.Errorf("applied although it abstains: %s, %s", got, why)
	}
}

func TestSetHoldsWhatIsLikely(t *testing.T) {
	for _, tc := range []struct {
		name          string
		certificate   *models.Certificate
		probabilities []float64
		want          []string
	}{
		{"one", certificate(models.Undivided), []float64{.06, .9, .04}, []string{"b"}},
		{"two", certificate(models.Undivided), []float64{.36, .52, .12}, []string{"b", "a"}},
		{"a label with a quantile of its own", certificate(models.Undivided), []float64{.03, .8, .17}, []string{"b", "c"}},
		{"all", certificate(models.Undivided), []float64{.4, .3, .3}, []string{"a", "b", "c"}},
		{"no certificate", nil, []float64{.06, .9, .04}, nil},
	} {
		c := New(certifiedModel(t, tc.certificate, tc.probabilities...))
		a, err := c.Classify("hello", "en")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, a.Set); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestSetsOfABatchAreThoseOneByOne(t *testing.T) {
	c := New(certifiedModel(t, certificate(models.Undivided), .36, .52, .12))
	batch, err := c.ClassifyBatch([]string{"x", "y"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := Answer{Set: []string{"left from before"}}
	if err := c.ClassifyInto(&a, "x", ""); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Set, batch[0].Set) || !slices.Equal(a.Set, batch[1].Set) || len(a.Set) != 2 {
		t.Errorf("%v, %v and %v", a.Set, batch[0].Set, batch[1].Set)
	}
}
