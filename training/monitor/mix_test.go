package monitor

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// draws of labels a to j: ever less frequent.
var urn = newAlias([]float64{.25, .18, .14, .11, .09, .07, .06, .05, .03, .02})

func label(i int) string { return string(rune('a' + i)) }

func drawn(rng *rand.Rand, n int) map[string]int {
	counts := map[string]int{}
	for range n {
		counts[label(urn.next(rng))]++
	}
	return counts
}

func usualMix(t testing.TB, rng *rand.Rand) *Mix {
	t.Helper()
	r, err := NewReference(drawn(rng, 2000))
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMix("labels", r, LabelAlarms)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A quarter of tickets as before raises no alarm, and a fifth of the mass that
// moves onto one label is noticed within 500 tickets; internal/bench, section
// drift, measures how often.
func TestAShiftIsNoticedAndAQuarterIsQuiet(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := usualMix(t, rng)
	for i := range Quarter {
		if a := m.Add(label(urn.next(rng))); a != nil {
			t.Fatalf("a false alarm after %d tickets: %s", i+1, a.Words)
		}
	}
	for i := range 500 {
		v := label(urn.next(rng))
		if rng.Float64() < .2 {
			v = "h"
		}
		a := m.Add(v)
		if a == nil {
			continue
		}
		if a.Moves[0].Value != "h" || a.Moves[0].Now < .15 || a.After != Quarter+i+1 || a.Evidence < a.Limit {
			t.Errorf("%+v", a)
		}
		if !strings.Contains(a.Words, "h are") || !strings.Contains(a.Words, "(were 5.") && !strings.Contains(a.Words, "(were 4.") {
			t.Errorf("it does not say what moved: %s", a.Words)
		}
		if m.Evidence() < 1 {
			t.Errorf("the evidence of an alarm is %v", m.Evidence())
		}
		return
	}
	t.Error("a fifth of the mass moved and was not noticed within 500 tickets")
}

// A value that was never seen is noticed as one of the others.
func TestWhatIsNewIsNoticed(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	m := usualMix(t, rng)
	for range 500 {
		v := label(urn.next(rng))
		if rng.Float64() < .2 {
			v = "never seen"
		}
		if a := m.Add(v); a != nil {
			if a.Moves[0].Value != Rest {
				t.Errorf("%s moved, not %s", a.Moves[0].Value, Rest)
			}
			return
		}
	}
	t.Error("a fifth of the tickets have a new value, and nobody notices")
}

// Corrections that become fewer are no cause for alarm.
func TestOnlyARiseIsNoticed(t *testing.T) {
	r, err := NewReference(map[string]int{"right": 1700, "wrong": 300})
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewRise("corrections", "wrong", r, CorrectionAlarms)
	if err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		if a := m.Add("right"); a != nil {
			t.Fatalf("nothing is wrong any more, and there is an alarm: %s", a.Words)
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for n := range 1000 {
		v := "right"
		if rng.Float64() < .3 {
			v = "wrong"
		}
		if m.Add(v) != nil {
			if n < 20 {
				t.Errorf("noticed after %d answers: that was chance", n)
			}
			return
		}
	}
	t.Error("twice as many corrections were not noticed")
}

// A Mix that was stored and read again goes on as if nothing had been.
func TestAStoredMixGoesOn(t *testing.T) {
	r, err := NewReference(map[string]int{"a": 300, "b": 200, "c": 1})
	if err != nil {
		t.Fatal(err)
	}
	start, err := NewMix("x", r, LabelAlarms)
	if err != nil {
		t.Fatal(err)
	}
	mix := func() *Mix { m := *start; return &m }
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 2600).Draw(t, "values") // the reference doubles within them
		at := rapid.IntRange(0, len(values)).Draw(t, "stored at")
		whole, parted := mix(), mix()
		for i, v := range values {
			if i == at {
				body, err := json.Marshal(parted)
				if err != nil {
					t.Fatal(err)
				}
				again := &Mix{}
				if err := json.Unmarshal(body, again); err != nil {
					t.Fatal(err)
				}
				if err := again.Validate(); err != nil {
					t.Fatal(err)
				}
				parted = again
			}
			if diff := cmp.Diff(whole.Add(v), parted.Add(v), cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
				t.Fatalf("ticket %d: %s", i, diff)
			}
		}
		if a, b := whole.Evidence(), parted.Evidence(); math.Abs(a-b) > 1e-6 && len(values) > at {
			t.Fatalf("evidence %v and %v", a, b)
		}
	})
}

// The statistics that are kept step by step are those of the definition.
func TestStatisticsAreThoseOfTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 6).Draw(t, "values")
		before := rapid.SliceOfN(rapid.IntRange(0, 40), k, k).Draw(t, "before")
		before[0] += 2
		total := 0
		for _, n := range before {
			total += n
		}
		r := &Reference{Counts: before}
		s := scansOf(r, -1)[0]
		values := rapid.SliceOfN(rapid.IntRange(0, k-1), s.size, s.size+40).Draw(t, "stream")
		for i, v := range values {
			out := -1
			if i >= s.size {
				out = values[i-s.size]
			}
			s.step(v, out)
		}
		distance, mean := 0., 0.
		for v, p := range r.shares() {
			d := float64(s.counts[v])/float64(s.size) - float64(before[v])/float64(total)
			distance += d * d / math.Sqrt(p)
			mean += math.Sqrt(p) * (1 - p) * (1/float64(s.size) + 1/float64(total))
		}
		if want := distance / mean; math.Abs(want-s.sum) > 1e-6*(1+want) {
			t.Fatalf("the distance is %v, kept as %v", want, s.sum)
		}
		s.one = 0
		s.look(0)
		want := binomial(before[0], total) + binomial(s.counts[0], s.size) - binomial(before[0]+s.counts[0], total+s.size)
		if math.Abs(want-s.one) > 1e-6 {
			t.Fatalf("the likelihood ratio is %v, not %v", s.one, want)
		}
	})
}

// binomial is the highest logarithm of the likelihood of k of n.
func binomial(k, n int) float64 {
	out := 0.
	for _, x := range []int{k, n - k} {
		if x > 0 {
			out += float64(x) * math.Log(float64(x)/float64(n))
		}
	}
	return out
}

func TestBadInputIsRefused(t *testing.T) {
	for _, counts := range []map[string]int{nil, {"a": 1}, {"a": -3, "b": 9}} {
		if r, err := NewReference(counts); err == nil {
			t.Errorf("%v is taken as a reference: %+v", counts, r)
		}
	}
	good, err := NewReference(map[string]int{"a": 10, "b": 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, alarms := range []float64{0, 1, -1, math.NaN(), math.Inf(1)} {
		if _, err := NewLimits(good, "", alarms); err == nil {
			t.Errorf("alarms of %v are taken", alarms)
		}
	}
	all := Limits{Sum: []float64{1, 1, 1}, One: []float64{1, 1, 1}}
	for name, m := range map[string]*Mix{
		"no reference": {Limits: all, Alarms: .01}, "no limits": {Reference: *good, Alarms: .01}, "no alarms": {Reference: *good, Limits: all},
		"a value too high": {Reference: *good, Limits: all, Alarms: .01, Seen: 1, Last: []int{3}}, "more than were seen": {Reference: *good, Limits: all, Alarms: .01, Last: []int{1}},
		"too few that wait": {Reference: *good, Limits: all, Alarms: .01, Waiting: []int{1}},
		"unsorted values":   {Reference: Reference{Values: []string{"b", "a", Rest}, Counts: []int{1, 2, 3}}, Limits: all, Alarms: .01},
	} {
		if m.Validate() == nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}

func TestAlike(t *testing.T) {
	a := map[string]int{"x": 500, "y": 300, "z": 200}
	if p := Alike(a, map[string]int{"x": 490, "y": 310, "z": 200}); p < .5 {
		t.Errorf("nearly the same have p = %v", p)
	}
	if p := Alike(a, map[string]int{"x": 400, "y": 300, "z": 300}); p > 1e-6 {
		t.Errorf("a tenth moved and p = %v", p)
	}
	for _, b := range []map[string]int{nil, {}, {"w": 0}} {
		if p := Alike(a, b); p != 1 {
			t.Errorf("%v: p = %v, want 1", b, p)
		}
	}
}

func TestBins(t *testing.T) {
	sorted := []int{1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	cuts := Cuts(sorted, 4)
	if diff := cmp.Diff([]int{4, 7}, cuts); diff != "" { // the fourth number is 1 still
		t.Error(diff)
	}
	for value, want := range map[int]string{cuts[0] - 1: fmt.Sprintf("under %d", cuts[0]), cuts[0]: fmt.Sprintf("%d to %d", cuts[0], cuts[1]), 100: fmt.Sprintf("%d and more", cuts[len(cuts)-1])} {
		if got := Bin(cuts, value); got != want {
			t.Errorf("%d lies in %q, want %q", value, got, want)
		}
	}
	if got := Bin([]int{}, 3); got != "all" {
		t.Errorf("without cuts there is %q", got)
	}
}
