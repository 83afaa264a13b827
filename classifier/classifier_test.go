package classifier

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
	"switchyard/models/modelstest"
)

// fixedModel gives every text these probabilities for the labels a, b and c.
func fixedModel(t testing.TB, thresholds models.Thresholds, languages []string, probabilities ...float64) *models.Model {
	t.Helper()
	return modelstest.Fixed(t, models.Manifest{Task: models.Category, Labels: []string{"a", "b", "c"},
		Languages: languages, Thresholds: thresholds}, probabilities...)
}

func TestReasonsToAbstain(t *testing.T) {
	limits := models.Thresholds{Confidence: .5, Margin: .1, InScope: .3}
	for _, tc := range []struct {
		name, text, language string
		probabilities        []float64
		want                 Reason
	}{
		{"sure", "hello", "en", []float64{.1, .8, .1}, ""},
		{"sure in a region", "hello", "en-GB", []float64{.1, .8, .1}, ""},
		{"unknown language", "hello", "und", []float64{.1, .8, .1}, ""},
		{"no text", " \n", "en", []float64{.1, .8, .1}, NoText},
		{"other language", "hallo", "de", []float64{.1, .8, .1}, LanguageNotCovered},
		{"nothing likely", "hello", "en", []float64{.3, .45, .25}, LowConfidence},
		{"two alike", "hello", "en", []float64{.46, .54, .001}, ThinMargin},
		{"below the scope threshold", "hello", "en", []float64{.1, .25, .25, .4}, OutOfScope},
		{"out of scope likelier", "hello", "en", []float64{.02, .42, .02, .54}, OutOfScope},
		{"in scope", "hello", "en", []float64{.02, .9, .02, .06}, ""},
	} {
		c := New(fixedModel(t, limits, []string{"en", "pt-BR"}, tc.probabilities...))
		a, err := c.Classify(tc.text, tc.language)
		if err != nil {
			t.Fatal(err)
		}
		if a.Reason != tc.want || a.Abstained != (tc.want != "") {
			t.Errorf("%s: abstained %v for %q, want %q", tc.name, a.Abstained, a.Reason, tc.want)
		}
		if len(a.Ranked) != 3 || a.Ranked[0].Label != a.Label {
			t.Errorf("%s: ranked %v, label %s", tc.name, a.Ranked, a.Label)
		}
		sum := a.OutOfScope
		for i, r := range a.Ranked {
			sum += r.Probability
			if i > 0 && r.Probability > a.Ranked[i-1].Probability {
				t.Errorf("%s: not ranked: %v", tc.name, a.Ranked)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: probabilities sum to %v", tc.name, sum)
		}
	}
}

func TestCovers(t *testing.T) {
	c := New(fixedModel(t, models.Thresholds{}, []string{"en", "pt-BR"}, .4, .3, .3))
	for tag, want := range map[string]bool{"": true, "und": true, "en": true, "EN-us": true, "pt-PT": true, "es": false} {
		if got := c.Covers(tag); got != want {
			t.Errorf("Covers(%q) = %v", tag, got)
		}
	}
	if !New(fixedModel(t, models.Thresholds{}, nil, .4, .3, .3)).Covers("xx") {
		t.Error("a model that names no language refused one")
	}
}

func TestBatchEqualsOneByOne(t *testing.T) {
	c := New(fixedModel(t, models.Thresholds{Confidence: .5}, []string{"en"}, .1, .8, .1))
	batch, err := c.ClassifyBatch([]string{"x", "", "y"}, []string{"en", "en", "de"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Reason{"", NoText, LanguageNotCovered} {
		if batch[i].Reason != want {
			t.Errorf("text %d: %q, want %q", i, batch[i].Reason, want)
		}
	}
}

func TestAPassageIsClassifiedAsItsText(t *testing.T) {
	c := New(fixedModel(t, models.Thresholds{Confidence: .5}, []string{"en"}, .1, .8, .1))
	var passage models.Passage
	var got Answer
	for _, text := range []string{"where is my order", "", " "} {
		for _, language := range []string{"en", "de", ""} {
			passage.Reset(text)
			if err := c.ClassifyFrom(&got, &passage, language); err != nil {
				t.Fatal(err)
			}
			want, err := c.Classify(text, language)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q in %q (-text +passage):\n%s", text, language, diff)
			}
		}
	}
}
