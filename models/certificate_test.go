package models

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// smallCertificate fits the labels of smallBundle.
func smallCertificate() *Certificate {
	day := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	bins := make([]int, len(ConfidenceEdges())+1)
	bins[len(bins)-1] = 5
	return &Certificate{
		Alpha: .05, Delta: .1, Method: "by hand", Assumption: "none", By: ByLabel,
		Data:     []DataSource{{Name: "x/calibration.jsonl", SHA256: "sha256:00", Rows: 5}},
		IssuedAt: day, ExpiresAt: day.AddDate(0, 0, 30),
		Groups: []CertifiedGroup{
			{Name: "a", Rows: 300, Threshold: .8, Tested: 270, Applied: 200, Wrong: 3, Coverage: .74, UpperBound: .04},
			{Name: "b", Rows: 20, Refused: "too few", RowsNeeded: 50},
		},
		Sets:      PredictionSets{Alpha: .05, Rows: 5, Quantile: .97, ByLabel: map[string]float64{"a": .9}},
		Reference: Summary{Rows: 5, Predicted: map[string]int{"a": 3, "b": 1}, OutOfScope: 1, Confidence: bins, Languages: map[string]int{"en": 5}},
	}
}

func TestCertificateIsSealedWithItsBundle(t *testing.T) {
	dir := t.TempDir()
	b := smallBundle(t)
	bare, err := b.Seal()
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"certificate", "reference"} {
		if strings.Contains(string(bare), field) {
			t.Errorf("a bundle without a %s mentions one", field)
		}
	}
	before := b.Manifest.Hash
	b.Manifest.Certificate, b.Manifest.Reference = smallCertificate(), &smallCertificate().Reference
	if err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	back, err := ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.Manifest, back.Manifest); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	if back.Manifest.Hash == before {
		t.Error("the certificate did not change the hash")
	}
}

func TestCertificatesThatCannotBeHonouredAreRefused(t *testing.T) {
	for _, tc := range []struct {
		want   string
		change func(*Certificate)
	}{
		{"certificate.alpha", func(c *Certificate) { c.Alpha = 0 }},
		{"certificate.delta", func(c *Certificate) { c.Delta = math.NaN() }},
		{"certificate.by", func(c *Certificate) { c.By = "agent" }},
		{"undivided", func(c *Certificate) { c.By = Undivided }},
		{"expires_at", func(c *Certificate) { c.ExpiresAt = c.IssuedAt }},
		{"no certified group", func(c *Certificate) { c.Groups[0].Refused = "no" }},
		{"no certified group", func(c *Certificate) { c.Groups = nil }},
		{"twice", func(c *Certificate) { c.Groups[1].Name = "a" }},
		{"threshold", func(c *Certificate) { c.Groups[0].Threshold = 0 }},
		{"threshold", func(c *Certificate) { c.Groups[0].Threshold = 1.1 }},
		{"upper_bound", func(c *Certificate) { c.Groups[0].UpperBound = .06 }},
		{"sets.alpha", func(c *Certificate) { c.Sets.Alpha = 1 }},
		{"sets.quantile", func(c *Certificate) { c.Sets.Quantile = math.NaN() }},
		{"sets.by_label", func(c *Certificate) { c.Sets.ByLabel["z"] = .5 }},
		{"reference.predicted", func(c *Certificate) { c.Reference.Predicted["z"] = 1 }},
		{"reference.confidence", func(c *Certificate) { c.Reference.Confidence = c.Reference.Confidence[1:] }},
		{"reference.rows", func(c *Certificate) { c.Reference.Rows++ }},
	} {
		b := smallBundle(t)
		b.Manifest.Certificate = smallCertificate()
		tc.change(b.Manifest.Certificate)
		if _, err := b.Seal(); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.want, err)
		}
	}
	b := smallBundle(t)
	b.Manifest.Reference = &Summary{Rows: 1}
	if _, err := b.Seal(); !errors.Is(err, ErrInvalid) {
		t.Errorf("a reference that does not add up: %v", err)
	}
}

func TestGroupOfAText(t *testing.T) {
	c := smallCertificate()
	name := func(language, label string) string {
		if g := c.Group(language, label); g != nil {
			return g.Name
		}
		return ""
	}
	if name("en", "a") != "a" || name("", "b") != "b" || name("en", "c") != "" {
		t.Error("by label")
	}
	c.By, c.Groups = ByLanguage, []CertifiedGroup{{Name: "pt"}, {Name: "und"}}
	if name("pt-BR", "a") != "pt" || name("PT", "a") != "pt" || name("", "a") != "und" || name("und", "a") != "und" || name("en", "a") != "" {
		t.Error("by language")
	}
	c.By, c.Groups = Undivided, []CertifiedGroup{{Name: AllTexts}}
	if name("xx", "c") != AllTexts {
		t.Error("undivided")
	}
}

// The score of a label and a running sum in ranked order are the same thing,
// said by training and by serving.
func TestAdaptiveScoreIsTheRunningSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.IntRange(0, 9), 2, 12).Draw(t, "probabilities")
		p, order := make([]float64, len(raw)), make([]int, len(raw))
		for i, v := range raw {
			p[i], order[i] = float64(v)/100, i
		}
		slices.SortStableFunc(order, func(a, b int) int { return raw[b] - raw[a] })
		var sum float64
		for _, label := range order {
			if got := AdaptiveScore(p, label); math.Abs(got-sum) > 1e-12 {
				t.Fatalf("%v: label %d has %v, want %v", p, label, got, sum)
			}
			sum += p[label]
		}
	})
}
