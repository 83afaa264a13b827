package training

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// plant gives every nth row of a set the next label, and says which.
func plant(set *Dataset, nth int) map[string]string {
	truth := map[string]string{}
	for i := range set.Examples {
		if e := &set.Examples[i]; i%nth == 0 {
			truth[e.ID] = set.Labels[e.Label]
			e.Label = (e.Label + 1) % len(set.Labels)
		}
	}
	return truth
}

func TestSuspiciousFindsPlantedFlips(t *testing.T) {
	opts := toyOptions()
	opts.Batch = 8
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.IntRange(2, 5).Draw(t, "labels")
		set := toySet(rapid.Uint64Range(0, 1000).Draw(t, "seed"), labels, 240/labels)
		planted := plant(set, 11)
		found, err := Suspicious(context.Background(), set, SuspicionFolds, opts, quiet)
		if err != nil {
			t.Fatal(err)
		}
		// Of as many rows as were flipped, chance would find one in eleven.
		hits, restored := 0, 0
		for _, s := range found.Found[:min(len(planted), len(found.Found))] {
			if truth, flipped := planted[s.ID]; flipped {
				hits++
				if truth == s.Suggested {
					restored++
				}
			}
		}
		if share := float64(hits) / float64(len(planted)); share < .25 {
			t.Fatalf("found %.2f of %d flips", share, len(planted))
		}
		if restored*2 < hits {
			t.Fatalf("only %d of %d suggestions restore the label", restored, hits)
		}
		if found.Judged+found.Unjudged != len(set.Examples) {
			t.Fatalf("judged %d, unjudged %d of %d rows", found.Judged, found.Unjudged, len(set.Examples))
		}
		if !slices.IsSortedFunc(found.Found, func(a, b Suspicion) int {
			if a.Margin() < b.Margin() {
				return 1
			}
			return -1
		}) {
			t.Fatal("not ranked by margin")
		}
	})
}

func TestSuspiciousIsDeterministic(t *testing.T) {
	set := toySet(4, 3, 40)
	plant(set, 9)
	var first *Suspicions
	for _, workers := range []int{1, 3} {
		opts := toyOptions()
		opts.Workers = workers
		got, err := Suspicious(t.Context(), set, 3, opts, quiet)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSuspiciousLeavesSingleRowsUnjudged(t *testing.T) {
	set := toySet(4, 3, 30)
	set.Labels = append(set.Labels, "rare")
	set.Examples = append(set.Examples, Example{ID: "only", Text: "owl0a own1a", Label: 3})
	got, err := Suspicious(t.Context(), set, 3, toyOptions(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if got.Unjudged != 1 || slices.ContainsFunc(got.Found, func(s Suspicion) bool { return s.ID == "only" || s.Suggested == "rare" }) {
		t.Errorf("%d unjudged, found %v", got.Unjudged, got.Found)
	}
}

func TestSuspiciousRefusesAndStops(t *testing.T) {
	set := toySet(4, 3, 30)
	for _, folds := range []int{-1, 1, 21} {
		if _, err := Suspicious(t.Context(), set, folds, toyOptions(), quiet); err == nil {
			t.Errorf("%d folds were taken", folds)
		}
	}
	alike := toySet(1, 2, 5)
	for i := range alike.Examples {
		alike.Examples[i].Text = "the same"
	}
	if _, err := Suspicious(t.Context(), alike, 3, toyOptions(), quiet); err == nil {
		t.Error("rows of one text were taken")
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Suspicious(ctx, set, 3, toyOptions(), func(Progress) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

// Two labels, thresholds 2/3 and 1/2 by hand: the third row has a label whose
// threshold it misses while it reaches the other's.
func TestContradictedByHand(t *testing.T) {
	row := func(id string, label int, p ...float64) judgement {
		return judgement{Example{ID: id, Text: id, Label: label}, p}
	}
	judged := []judgement{row("sure", 0, .875, .125), row("half", 0, .875, .125), row("odd", 0, .25, .75), row("b", 1, .25, .75), row("c", 1, .75, .25)}
	got := contradicted(judged, []string{"a", "b"})
	want := []Suspicion{
		{ID: "c", Excerpt: "c", Given: "b", Suggested: "a", GivenProbability: .25, SuggestedProbability: .75},
		{ID: "odd", Excerpt: "odd", Given: "a", Suggested: "b", GivenProbability: .25, SuggestedProbability: .75},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExcerptIsShortAndOnOneLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return strings.Repeat(string(b), 9) })).Draw(t, "raw")
		got := excerpt(raw)
		if utf8.RuneCountInString(got) > excerptRunes || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\t\x00\x1b") {
			t.Fatalf("excerpt %q", got)
		}
	})
	for raw, want := range map[string]string{
		"  two \n\t words ":             "two words",
		"a\xffb":                        "a\ufffdb",
		strings.Repeat("x", 199):        strings.Repeat("x", 199),
		strings.Repeat("x", 199) + " y": strings.Repeat("x", 199) + "…",
		strings.Repeat("é", 5_000):      strings.Repeat("é", 199) + "…",
	} {
		if got := excerpt(raw); got != want {
			t.Errorf("excerpt(%.20q) = %q", raw, got)
		}
	}
}
