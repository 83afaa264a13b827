package insight

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/routing/learn"
)

// A sample is the same whatever the order in which the rows come, and as large as
// it may be.
func TestSamplesDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, most := rapid.IntRange(0, 60).Draw(t, "rows"), rapid.IntRange(1, 40).Draw(t, "most")
		order := rapid.Permutation(places(n)).Draw(t, "order")
		one, other := newSample(most), newSample(most)
		for i := range n {
			one.add(row{id: made(1, i), at: monday.Add(time.Duration(i) * time.Hour)})
			other.add(row{id: made(1, order[i]), at: monday.Add(time.Duration(order[i]) * time.Hour)})
		}
		a, b := one.inOrder(), other.inOrder()
		if len(a) != min(n, most) || one.seen != n || !slices.Equal(a, b) {
			t.Fatalf("%d of %d, at most %d: %v and %v", len(a), n, most, a, b)
		}
		if fewer := one.fewest(max(1, most/2)); len(fewer) != min(n, max(1, most/2)) {
			t.Fatalf("%d of those", len(fewer))
		}
	})
}

func places(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestSharesLieWithinTheirIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(1, 1_000_000).Draw(t, "of")
		s := shareOf(rapid.IntRange(0, of).Draw(t, "n"), of)
		if !(0 <= s.Low && s.Low <= s.Value && s.Value <= s.High && s.High <= 1) {
			t.Fatalf("%+v", s)
		}
	})
	if shareOf(0, 0) != nil {
		t.Error("a share of nothing is a figure")
	}
}

// Somebody who gets what is hard is not taken for somebody who is weak, and agents
// who are alike are told to be.
func TestHardTicketsAreAllowedFor(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var alike []learn.Outcome
	for i := range 3000 {
		agent, category, chance := fmt.Sprint("a", i%4), "easy", .9
		if mostly := i%4 < 2; mostly == (r.Float64() < .8) { // a0 and a1 have what is hard
			category, chance = "hard", .45
		}
		at := monday.Add(time.Duration(i) * 10 * time.Minute)
		alike = append(alike, learn.Outcome{Ticket: strconv.Itoa(i), Agent: agent, Category: category, Priority: "normal", At: at, Known: at.Add(72 * time.Hour), Success: r.Float64() < chance})
	}
	found := fitted(t, alike)
	a0, _, _ := found.adjusted("a0")
	a3, _, _ := found.adjusted("a3")
	if d := found.differ(); d.P < .01 || d.Spread > .15 || math.Abs(a0-a3) > .04 {
		t.Errorf("agents who are alike: %+v, adjusted %.2f and %.2f", d, a0, a3)
	}
	better := slices.Clone(alike)
	for i := range better {
		if better[i].Agent == "a0" && r.Float64() < .6 {
			better[i].Success = true
		}
	}
	found = fitted(t, better)
	a0, low, _ := found.adjusted("a0")
	_, _, high := found.adjusted("a3")
	if d := found.differ(); d.P > .001 || a0 < .7 || low < high {
		t.Errorf("one who is better: %+v, %.2f from %.2f, another up to %.2f", d, a0, low, high)
	}
	if mean, low, high := found.adjusted("nobody"); !(low < mean && mean < high) || math.Abs(mean-found.mean) > 1e-9 {
		t.Errorf("somebody unknown: %v %v %v", mean, low, high)
	}
}

func fitted(t *testing.T, outcomes []learn.Outcome) comparison {
	t.Helper()
	learner := learn.New(learn.Options{Categories: []string{"easy", "hard"}})
	learner.Observe(outcomes...)
	if err := learner.Refit(t.Context(), monday.AddDate(0, 2, 0)); err != nil {
		t.Fatal(err)
	}
	return compare(outcomes, learner.Model())
}

func TestBursts(t *testing.T) {
	var rows []row
	at := func(hours float64) {
		rows = append(rows, row{at: monday.Add(time.Duration(hours * float64(time.Hour)))})
	}
	for day := range 60 { // one a day is no burst
		at(float64(24 * day))
	}
	steady := places(60)
	if got := burstsOf(rows, steady); got != nil {
		t.Errorf("one a day: %v", got)
	}
	rows = nil
	for i := range 3 {
		at(float64(200 * i))
	}
	for i := range 12 {
		at(700 + .1*float64(i))
	}
	at(1400)
	if got := burstsOf(rows, places(len(rows))); len(got) != 1 || got[0] != [2]int{3, 14} {
		t.Errorf("twelve within an hour: %v", got)
	}
	if got := burstsOf(rows, []int{0, 1}); got != nil {
		t.Errorf("two tickets: %v", got)
	}
}

// What another helpdesk shows of the time after its last change was not known.
func TestOutcomesThatWereNotKnownYet(t *testing.T) {
	outcomes := []learn.Outcome{{Known: monday, Success: true}, {Known: monday.Add(time.Hour), Success: true}}
	got := settled(outcomes, monday)
	if !got[0].Success || got[1].Success || !got[1].Known.IsZero() || outcomes[1].Known.IsZero() {
		t.Errorf("%+v", got)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("call me at +49 170 1234567 or jo@example.org", "Jo")
	f.Add("\xff\x00\u202e", "")
	f.Fuzz(func(t *testing.T, said, name string) {
		g := &Gatherer{o: quick(), names: map[string]string{"x": name}}
		if got := []rune(g.excerpt(&row{text: said, requester: name})); len(got) > excerptRunes {
			t.Errorf("%d characters", len(got))
		}
	})
}
