package library

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func filled(t testing.TB, entries ...Entry) *Library {
	t.Helper()
	l, err := New(DefaultModel())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		l.Add(e)
	}
	l.Settle()
	return l
}

func ask(t testing.TB, l *Library, q Query) []Match {
	t.Helper()
	d, err := NewDesk()
	if err != nil {
		t.Fatal(err)
	}
	if q.Limit == 0 {
		q.Limit = 10
	}
	return l.Find(d, &q)
}

const resetReply = "Please open the login page and ask for a new reset link, as the old link is valid for one hour only."

func TestOneReplyTenThousandTimes(t *testing.T) {
	l := filled(t)
	for i := range 10_000 {
		l.Add(Entry{ID: strconv.Itoa(i), Kind: Reply, Source: strconv.Itoa(i), Ticket: "my password reset link has expired", Text: resetReply, Language: "en", At: day})
	}
	l.Add(Entry{ID: "other", Kind: Reply, Ticket: "my parcel with shoes is late", Text: "The parcel will arrive tomorrow, as the van was late.", Language: "en", At: day})
	got := ask(t, l, Query{Body: "the reset link for the password has expired", Language: "en", At: day})
	if len(got) == 0 || got[0].Support != 10_000 || got[0].Text != resetReply || len(got[0].Sources) != 5 {
		t.Fatalf("found %+v", got)
	}
	if parcel := ask(t, l, Query{Body: "where is the parcel with my shoes", Language: "en", At: day}); len(parcel) == 0 || parcel[0].Support != 1 {
		t.Errorf("a reply that is given often hides the one that fits: %+v", parcel)
	}
}

func TestNearlyTheSameIsOneCandidate(t *testing.T) {
	near := "Please open the login page and ask for a new reset link, as the old link is valid for one hour only. Bye."
	l := filled(t, Entry{ID: "a", Kind: Reply, Text: resetReply, Language: "en"}, Entry{ID: "b", Kind: Reply, Text: near, Language: "en"},
		Entry{ID: "c", Kind: Reply, Text: resetReply, Language: "nl"}, Entry{ID: "d", Kind: Reply, Text: "The refund was sent to your card today.", Language: "en"})
	if len(l.candidates) != 3 || l.candidates[0].support != 2 {
		t.Errorf("%d candidates, the first stands for %d", len(l.candidates), l.candidates[0].support)
	}
}

func TestOnlyTheLanguageOfTheCustomer(t *testing.T) {
	l := filled(t, Entry{ID: "de", Kind: Reply, Ticket: "Passwort reset Link", Text: "Bitte fordern Sie einen neuen Link für das Passwort an.", Language: "de"},
		Entry{ID: "en", Kind: Reply, Ticket: "password reset link", Text: resetReply, Language: "en-GB"},
		Entry{ID: "und", Kind: Macro, Title: "reset link", Text: "reset link: see the page", Group: "macro und"})
	for _, m := range ask(t, l, Query{Body: "reset link password Passwort", Language: "en", At: day}) {
		if m.Language == "de" {
			t.Errorf("%q is suggested in English", m.Text)
		}
	}
	if all := ask(t, l, Query{Body: "reset link password Passwort", Language: "und", At: day}); len(all) != 3 {
		t.Errorf("of an unknown language %d are suggested", len(all))
	}
}

func TestWhatIsAcceptedComesFirst(t *testing.T) {
	a, b := "Use the first reset page of the portal to get in again.", "Take another reset page at the portal and sign in after."
	l := filled(t, Entry{ID: "a", Kind: Reply, Ticket: "reset page", Text: a, Language: "en", At: day}, Entry{ID: "b", Kind: Reply, Ticket: "reset page", Text: b, Language: "en", At: day})
	for range 30 {
		l.Feedback("reply a", 0)
		l.Feedback("reply b", 1)
	}
	l.Feedback("reply none", 1)
	l.Feedback("reply a", math.NaN())
	got := ask(t, l, Query{Body: "reset page portal", Language: "en", At: day})
	if len(got) != 2 || got[0].Text != b || got[0].Features[Acceptance] <= got[1].Features[Acceptance] {
		t.Errorf("found %+v", got)
	}
}

// TestForgetting compares a library that had and lost entries with one that never
// had them. Every third is lost.
func TestForgetting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SampledFrom([]string{"reset link password", "parcel late shoes", "refund invoice card", "printer paper driver"})
		l, _ := New(DefaultModel())
		kept, _ := New(DefaultModel())
		n := rapid.IntRange(1, 12).Draw(t, "n")
		for i := range n {
			w := words.Draw(t, "words")
			e := Entry{ID: strconv.Itoa(i), Kind: Reply, Ticket: w, Text: fmt.Sprintf("about %s nr %d we say this and that %d", w, i, i), Language: "en", At: day}
			l.Add(e)
			if i%3 == 0 {
				l.Remove(e.ID)
			} else {
				kept.Add(e)
			}
		}
		if l.Len() != kept.Len() {
			t.Fatalf("%d entries, not %d", l.Len(), kept.Len())
		}
		d, _ := NewDesk()
		q := Query{Body: words.Draw(t, "query"), Language: "en", At: day, Limit: 50}
		got := l.Find(d, &q)
		found := map[string]bool{}
		for _, m := range got {
			found[m.Group] = true
			if id, _ := strconv.Atoi(strings.TrimPrefix(m.Group, "reply ")); id%3 == 0 {
				t.Fatalf("%s was removed", m.Group)
			}
		}
		for _, m := range kept.Find(d, &q) { // a sketch alone may find more, or less
			if m.Features[Asked] > 0 && !found[m.Group] {
				t.Fatalf("%s is not found any more", m.Group)
			}
		}
		for _, m := range got {
			for i, f := range m.Features {
				if math.IsNaN(f) || math.IsInf(f, 0) {
					t.Fatalf("%s is %v", FeatureNames()[i], f)
				}
			}
		}
	})
}

func TestFitPutsTheRightOneFirstAndCalibrates(t *testing.T) {
	var examples []Example
	for i := range 400 {
		var right, wrong Features
		right[Grams], wrong[Grams] = .6+float64(i%7)/50, .3+float64(i%5)/50
		e := Example{Candidates: []Features{wrong, right}, Right: 1}
		if i%4 == 0 { // and now and then nothing fits
			e.Right = -1
		}
		examples = append(examples, e)
	}
	m, err := Fit(examples, .01)
	if err != nil || m.Weights[Grams] <= 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	mean := 0.
	for _, e := range examples {
		mean += chance(m.Score(&e.Candidates[1])) / float64(len(examples))
	}
	if math.Abs(mean-.75) > .02 {
		t.Errorf("the chance is %.3f, and .75 are right", mean)
	}
	if _, err := Fit(nil, .01); err == nil {
		t.Error("nothing was fitted")
	}
}

// Scores that tell nothing, or the wrong way round, give all the same chance.
func TestCalibrateOnScoresThatTellNothing(t *testing.T) {
	var scores []float64
	var right []bool
	for i := range 300 {
		scores, right = append(scores, float64(i%7)), append(right, i%7 == 0)
	}
	slope, bias := Calibrate(scores, right)
	for _, score := range []float64{0, 6} {
		if got := chance(slope*score + bias); math.Abs(got-1./7) > .02 || !(slope > 0) {
			t.Errorf("a score of %v is right with %.3f by slope %v, and one in seven is", score, got, slope)
		}
	}
}

func TestNothing(t *testing.T) {
	l := filled(t, Entry{ID: "empty", Kind: Reply, Text: "  "})
	if l.Len() != 0 || ask(t, l, Query{Body: "hello"}) != nil || ask(t, l, Query{}) != nil {
		t.Error("nothing was found to say")
	}
	l.Remove("empty")
	if len(FeatureNames()) != FeatureCount {
		t.Errorf("%d names for %d features", len(FeatureNames()), FeatureCount)
	}
}
