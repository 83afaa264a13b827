package triage_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/classifier"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/models/starter"
	"switchyard/sentiment"
)

// today is when the tests decide.
var today = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func openStarter(t testing.TB) *models.Set {
	t.Helper()
	bundles, err := starter.Bundles()
	if err != nil {
		t.Fatal(err)
	}
	set, err := models.OpenSet(bundles, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = set.Close() })
	return set
}

// newEngine tells a few languages apart.
func newEngine(t testing.TB) *triage.Engine {
	t.Helper()
	detector, err := langdetect.New(langdetect.Config{Languages: []string{"en", "de", "hi", "ko"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := detector.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	engine, err := triage.New(openStarter(t), detector, sentiment.DefaultFalseAlarms)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func TestDecisionIsWhole(t *testing.T) {
	d, err := newEngine(t).Decide(triage.Item{ID: "7", Subject: "New laptop", Body: "Please order a laptop and a monitor for our new colleague, thank you."}, today)
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "7" || d.Language.Tag != "en" || d.Category == nil || d.Priority == nil || d.Sentiment == nil || d.Anger == nil {
		t.Fatalf("%+v", d)
	}
	if len(d.Category.Ranked) != 12 || len(d.Priority.Ranked) != 4 {
		t.Errorf("%d categories, %d priorities", len(d.Category.Ranked), len(d.Priority.Ranked))
	}
	for _, part := range []string{"category", "priority", "sentiment", "anger"} {
		if !strings.Contains(d.Models[part], "@") {
			t.Errorf("models says %q for %s", d.Models[part], part)
		}
	}
	var sum float64
	for _, r := range d.Category.Ranked {
		sum += r.Probability
	}
	if math.Abs(sum+d.Category.OutOfScope-1) > 1e-5 {
		t.Errorf("category probabilities sum to %v", sum)
	}
}

func TestOnlyTheNewestMessageCounts(t *testing.T) {
	engine := newEngine(t)
	plain, err := engine.Decide(triage.Item{Body: "I need access to the shared folder."}, today)
	if err != nil {
		t.Fatal(err)
	}
	quoting, err := engine.Decide(triage.Item{Body: "I need access to the shared folder.\n\nOn Mon, Jan 5, 2026 at 9:00 AM Support <help@example.com> wrote:\n> We hate you, our laptop order is late.\n> Idiots!"}, today)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(plain)
	b, _ := json.Marshal(quoting)
	if string(a) != string(b) {
		t.Errorf("a quoted reply changed the decision:\n%s\n%s", a, b)
	}
}

func TestUncoveredAndStatedLanguages(t *testing.T) {
	engine := newEngine(t)
	for _, tc := range []struct {
		item triage.Item
		tag  string
		want classifier.Reason
	}{
		{triage.Item{Body: "내 노트북이 오늘 아침부터 작동하지 않아요, 도와주세요"}, "ko", classifier.LanguageNotCovered},
		{triage.Item{Body: "please order a new laptop for me", Language: "fi"}, "fi", classifier.LanguageNotCovered},
		{triage.Item{Body: ""}, "und", classifier.NoText},
	} {
		d, err := engine.Decide(tc.item, today)
		if err != nil {
			t.Fatal(err)
		}
		if d.Language.Tag != tc.tag || d.Category.Reason != tc.want || !d.Category.Abstained {
			t.Errorf("%q: language %q, category abstains for %q; want %q, %q", tc.item.Body, d.Language.Tag, d.Category.Reason, tc.tag, tc.want)
		}
	}
}

func TestAnyBytesAreATicket(t *testing.T) {
	engine := newEngine(t)
	for name, body := range map[string]string{
		"emoji": "👍🏽", "nul": "\x00\x00", "invalid": "\xff\xfe\xc3(", "surrogate": "\xed\xa0\x80",
		"right to left": "\u202eabc \u200f\u200e", "one word": strings.Repeat("a", 1<<20),
		"bomb": strings.Repeat("<div>", 200_000), "long": strings.Repeat("please help me ", 700_000),
	} {
		d, err := engine.Decide(triage.Item{Body: body}, today)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := json.Marshal(d); err != nil {
			t.Errorf("%s: decision does not encode: %v", name, err)
		}
	}
}

func TestDecideWhileManyAsk(t *testing.T) {
	engine := newEngine(t)
	item := triage.Item{Body: "Wo bleibt mein Paket? Ich warte seit drei Wochen und niemand antwortet."}
	want, err := engine.Decide(item, today)
	if err != nil {
		t.Fatal(err)
	}
	expected, _ := json.Marshal(want)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				d, err := engine.Decide(item, today)
				got, _ := json.Marshal(d)
				if err != nil || string(got) != string(expected) {
					t.Errorf("%s, %v; want %s", got, err, expected)
					return
				}
			}
		})
	}
	wg.Wait()
}

// sixDecimals compares probabilities as far as a decision gives them.
var sixDecimals = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 5.1e-7 })

// A decision reads its text once for all models; each must answer as it does
// alone.
func TestPartsAreWhatEachModelSaysAlone(t *testing.T) {
	engine := newEngine(t)
	set := engine.Models()
	feelings, err := sentiment.NewReader(set.Model(models.Sentiment), set.Model(models.Anger), sentiment.DefaultFalseAlarms)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"My laptop is broken and I am furious, this is the third time!", "Thank you, all is well.", "", "मेरा लैपटॉप टूट गया है"} {
		d, err := engine.Decide(triage.Item{Body: body}, today)
		if err != nil {
			t.Fatal(err)
		}
		for task, choice := range map[models.Task]*triage.Choice{models.Category: d.Category, models.Priority: d.Priority} {
			a, err := classifier.New(set.Model(task)).Classify(body, d.Language.Tag)
			if err != nil {
				t.Fatal(err)
			}
			action, reason := classifier.New(set.Model(task)).Action(&a, d.Language.Tag, today)
			if a.Abstained {
				reason = a.Reason
			}
			want := triage.Choice{Label: a.Label, Probability: a.Probability, Ranked: a.Ranked, OutOfScope: a.OutOfScope,
				Abstained: a.Abstained, Action: action, Reason: reason, Likely: a.Set}
			if diff := cmp.Diff(want, *choice, sixDecimals); diff != "" {
				t.Errorf("%s of %q (-alone +decided):\n%s", task, body, diff)
			}
		}
		feeling, err := feelings.Sentiment(body)
		if err != nil {
			t.Fatal(err)
		}
		anger, err := feelings.Anger(body, d.Language.Tag)
		if err != nil {
			t.Fatal(err)
		}
		if d.Sentiment.Label != feeling.Label {
			t.Errorf("%q feels %s, alone %s", body, d.Sentiment.Label, feeling.Label)
		}
		got, alone := []float64{d.Sentiment.Valence, d.Anger.Probability}, []float64{feeling.Valence, anger.Probability}
		if diff := cmp.Diff(alone, got, sixDecimals); diff != "" {
			t.Errorf("valence and anger of %q (-alone +decided):\n%s", body, diff)
		}
	}
}
