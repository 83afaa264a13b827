package triage_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"switchyard/classifier"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/models/modelstest"
)

// certified lets every answer of a model with these labels be applied.
func certified(task models.Task, labels ...string) models.Manifest {
	return models.Manifest{Task: task, Labels: labels, Certificate: &models.Certificate{
		Alpha: .05, Delta: .1, By: models.Undivided, Groups: []models.CertifiedGroup{{Name: models.AllTexts, Threshold: .1}},
		IssuedAt: today, ExpiresAt: today.AddDate(1, 0, 0), Sets: models.PredictionSets{Alpha: .05, Quantile: .6},
		Reference: models.Summary{Confidence: make([]int, len(models.ConfidenceEdges())+1)},
	}}
}

// lineup has a category and a spam model, and seconds that say something else.
func lineup(t testing.TB, share float64) (triage.Lineup, *triage.Tally) {
	t.Helper()
	first, err := models.NewSet(
		modelstest.Fixed(t, certified(models.Category, "billing", "network"), .8, .2),
		modelstest.Fixed(t, models.Manifest{Task: models.Spam, Labels: []string{"false", "true"}, Thresholds: models.Thresholds{Flag: .5}}, .9, .1))
	if err != nil {
		t.Fatal(err)
	}
	tally := new(triage.Tally)
	return triage.Lineup{First: first, Beside: map[models.Task]triage.Second{
		models.Category: {Model: modelstest.Fixed(t, certified(models.Category, "billing", "network"), .3, .7), Share: share, Tally: tally},
		models.Spam:     {Model: modelstest.Fixed(t, models.Manifest{Task: models.Spam, Labels: []string{"false", "true"}, Thresholds: models.Thresholds{Flag: .5}}, .2, .8), Share: share},
	}}, tally
}

func engineOf(t testing.TB, l triage.Lineup) *triage.Engine {
	t.Helper()
	e, err := triage.NewEngine(l, nil, .05)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func decide(t testing.TB, e *triage.Engine, id string) triage.Decision {
	t.Helper()
	d, err := e.Decide(triage.Item{ID: id, Body: "my bill is wrong", Explain: true}, today)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBothOpinionsStandInTheDecision(t *testing.T) {
	for name, tc := range map[string]struct {
		share float64
		id    string
		label string
		spam  bool
		other string
	}{
		"in shadow":          {0, "7", "billing", false, "network"},
		"for all":            {1, "7", "network", true, "billing"},
		"without an id":      {1, "", "billing", false, "network"},
		"in shadow, no name": {0, "", "billing", false, "network"},
	} {
		l, tally := lineup(t, tc.share)
		d := decide(t, engineOf(t, l), tc.id)
		versions := map[string]string{"billing": l.First.Model(models.Category).Manifest().Version(), "network": l.Beside[models.Category].Model.Manifest().Version()}
		o := d.Beside[models.Category]
		want := triage.Opinion{Label: tc.other, Probability: map[string]float64{"billing": .8, "network": .7}[tc.other], Model: versions[tc.other], Action: classifier.Apply, Share: tc.share}
		if diff := cmp.Diff(want, o, sixDecimals); diff != "" || d.Category.Label != tc.label || d.Models["category"] != versions[tc.label] {
			t.Errorf("%s: %s by %s, beside it (-want +got):\n%s", name, d.Category.Label, d.Models["category"], diff)
		}
		spam := d.Beside[models.Spam]
		if d.Spam.Flagged != tc.spam || spam.Label == strconv.FormatBool(tc.spam) || (spam.Action == classifier.Apply) == tc.spam {
			t.Errorf("%s: spam %v, beside it %+v", name, d.Spam.Flagged, spam)
		}
		if got := tally.Read(); got != (triage.Tallied{Answers: 1}) || d.Category.Explanation == nil {
			t.Errorf("%s: counted %+v, explained %v", name, got, d.Category.Explanation)
		}
		if encoded, err := json.Marshal(d); err != nil || !strings.Contains(string(encoded), `"beside":{"category":{"label":"`+tc.other) {
			t.Errorf("%s: %s, %v", name, encoded, err)
		}
	}
}

// A decision by a lineup without seconds says nothing of any.
func TestNothingStandsBesideWithoutASecond(t *testing.T) {
	l, _ := lineup(t, .5)
	l.Beside = nil
	d := decide(t, engineOf(t, l), "7")
	if encoded, err := json.Marshal(d); err != nil || strings.Contains(string(encoded), "beside") || strings.Contains(string(encoded), "held") {
		t.Errorf("%s, %v", encoded, err)
	}
}

// Which items a second answers follows from their id alone, and a larger share
// keeps those of a smaller one.
func TestShareOfItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, version := rapid.String().Draw(t, "id"), rapid.String().Draw(t, "version")
		small, large := rapid.Float64Range(0, 1).Draw(t, "small"), rapid.Float64Range(0, 1).Draw(t, "large")
		small, large = min(small, large), max(small, large)
		if triage.Counts(id, version, small) && !triage.Counts(id, version, large) {
			t.Fatalf("%q counts at %v and not at %v", id, small, large)
		}
		if triage.Counts(id, version, 0) || triage.Counts(id, version, math.NaN()) || triage.Counts("", version, 1) || (id != "" && !triage.Counts(id, version, 1)) {
			t.Fatalf("%q: nobody is in a share of 0, all are in a share of 1, but those without an id", id)
		}
	})
	counted := map[string]int{}
	for i := range 20_000 {
		for _, version := range []string{"category@a", "category@b"} {
			if triage.Counts(strconv.Itoa(i), version, .2) {
				counted[version]++
			}
		}
		if triage.Counts(strconv.Itoa(i), "category@a", .2) && triage.Counts(strconv.Itoa(i), "category@b", .2) {
			counted["both"]++
		}
	}
	// Five standard deviations.
	for name, want := range map[string]float64{"category@a": .2, "category@b": .2, "both": .04} {
		if got := float64(counted[name]) / 20_000; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/20_000) {
			t.Errorf("%s has %v of the items, want %v", name, got, want)
		}
	}
}

// broken panics when it is asked.
func broken(t testing.TB) *models.Model {
	m := modelstest.Fixed(t, certified(models.Category, "billing", "network", "other"), .3, .6, .1)
	m.Manifest().Labels = m.Manifest().Labels[:1]
	return m
}

func TestASecondThatFailsHarmsNobody(t *testing.T) {
	l, _ := lineup(t, 1)
	alone := l
	alone.Beside = nil
	want := decide(t, engineOf(t, alone), "7")
	tally := new(triage.Tally)
	l.Beside = map[models.Task]triage.Second{models.Category: {Model: broken(t), Share: 1, Tally: tally}, models.Spam: l.Beside[models.Spam]}
	e := engineOf(t, l)
	for range 20 {
		d := decide(t, e, "7")
		if diff := cmp.Diff(want.Category, d.Category); diff != "" || d.Models["category"] != want.Models["category"] {
			t.Fatalf("the category is another (-alone +beside):\n%s", diff)
		}
		if _, told := d.Beside[models.Category]; told || !d.Spam.Flagged || d.Beside[models.Spam].Label != "false" {
			t.Fatalf("%+v, spam %+v", d.Beside, d.Spam)
		}
	}
	if got := tally.Read(); got != (triage.Tallied{Answers: 20, Failed: 20}) {
		t.Errorf("counted %+v", got)
	}
}

func TestASecondThatTakesLongIsCounted(t *testing.T) {
	l, tally := lineup(t, 0)
	second := l.Beside[models.Category]
	second.Patience = time.Nanosecond // nothing is as fast as that
	l.Beside[models.Category] = second
	decide(t, engineOf(t, l), "7")
	if got := tally.Read(); got != (triage.Tallied{Answers: 1, Late: 1}) {
		t.Errorf("counted %+v", got)
	}
}

func TestHeldTasksAreSuggested(t *testing.T) {
	for _, share := range []float64{0, 1} {
		l, _ := lineup(t, share)
		free := decide(t, engineOf(t, l), "7")
		l.Held = map[models.Task]string{models.Category: "labels have shifted", models.Spam: "too many complaints"}
		d := decide(t, engineOf(t, l), "7")
		if free.Category.Action != classifier.Apply || d.Category.Action != classifier.Suggest || d.Category.Reason != classifier.Held {
			t.Errorf("share %v: %s before, then %s for %s", share, free.Category.Action, d.Category.Action, d.Category.Reason)
		}
		if d.Category.Label != free.Category.Label || d.Category.Abstained || d.Beside[models.Category].Action != classifier.Suggest {
			t.Errorf("share %v: %+v, beside %+v", share, d.Category, d.Beside[models.Category])
		}
		if free.Spam.Held || !d.Spam.Held || d.Spam.Flagged != free.Spam.Flagged || d.Beside[models.Spam].Action == classifier.Apply {
			t.Errorf("share %v: spam %+v, beside %+v", share, d.Spam, d.Beside[models.Spam])
		}
	}
}

func TestLineupsThatCannotBeUsed(t *testing.T) {
	good, _ := lineup(t, 0)
	category := good.Beside[models.Category].Model
	for want, l := range map[string]triage.Lineup{
		"no models":              {},
		"task anger can have no": {First: good.First, Beside: map[models.Task]triage.Second{models.Anger: {Model: category}}},
		"is no model":            {First: good.First, Beside: map[models.Task]triage.Second{models.Category: {}}},
		"no first":               {First: good.First, Beside: map[models.Task]triage.Second{models.Priority: {Model: category}}},
		"answers task category":  {First: good.First, Beside: map[models.Task]triage.Second{models.Spam: {Model: category}}},
		"give one from 0 to 1":   {First: good.First, Beside: map[models.Task]triage.Second{models.Category: {Model: category, Share: 1.5}}},
		"has the share NaN":      {First: good.First, Beside: map[models.Task]triage.Second{models.Category: {Model: category, Share: math.NaN()}}},
		"it must answer yes or no": {First: good.First, Beside: map[models.Task]triage.Second{
			models.Spam: {Model: modelstest.Fixed(t, models.Manifest{Task: models.Spam, Labels: []string{"a", "b", "c"}}, .3, .3, .4)}}},
	} {
		if _, err := triage.NewEngine(l, nil, .05); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is wrong, and the engine says %v", want, err)
		}
	}
}
