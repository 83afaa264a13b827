package topic

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A new matter that is told in words that never come twice is found by what the
// model takes it for, and is not without.
func TestATopicInOtherWordsIsFound(t *testing.T) {
	words := vocabularyOf(scripts["latin"].alphabet)
	label := func(n int) string { return fmt.Sprint("label ", n) }
	found := func(guessing bool) bool {
		rng := rand.New(rand.NewPCG(12, 13))
		f := newFinder(t, rng)
		for n := range 4500 {
			score, fresh := rng.Float64(), n >= 4000 && rng.Float64() < .06
			if fresh {
				score = .7 + .3*rng.Float64()
			}
			if !f.Unfit(score) {
				f.Pass()
				continue
			}
			a, b := label(rng.IntN(30)), label(rng.IntN(30))
			if fresh {
				a, b = label(3), label(4)
			}
			guess := Guess{a: .3 + .2*rng.Float64(), b: .3 * rng.Float64()}
			if !guessing {
				guess = nil
			}
			if _, g := f.Add(strconv.Itoa(n), babble(rng, words), guess); g != nil {
				if n < 4000 {
					t.Fatalf("ticket %d: a topic %q of nothing", n, g.Name)
				}
				return true
			}
		}
		return false
	}
	if !found(true) {
		t.Error("it is not found by what the model takes it for")
	}
	if found(false) {
		t.Error("it is found without: the test shows nothing")
	}
}

func TestOfAGuessTheLikeliestLabelsAreKept(t *testing.T) {
	g := Guess{"a": .1, "b": .2, "c": .05, "d": .3, "e": .04, "f": .15, "g": -1, "h": math.NaN(), "i": math.Inf(1), "j": 0}
	if diff := cmp.Diff(Guess{"d": .3, "b": .2, "f": .15, "a": .1, "c": .05}, g.Kept()); diff != "" {
		t.Error(diff)
	}
	if got := (Guess{"a": 0}).Kept(); got != nil {
		t.Errorf("of nothing, %v", got)
	}
}
