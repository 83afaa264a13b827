package monitor

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestNoEvidenceBeforeAnythingIsSeen(t *testing.T) {
	for _, contests := range [][]Contest{nil, {{Chance: .5}}, {{Chance: .05}, {Chance: .2}}, {{Chance: 0, Lost: 9}}, {{Chance: math.NaN(), Lost: 9}}, {{Chance: .5, Lost: -1}}} {
		if e := Evidence(contests...); math.Abs(e-1) > 1e-12 {
			t.Errorf("%v is evidence %v, want 1", contests, e)
		}
	}
}

// One comparison more is a fair bet or a bad one: on average the evidence of
// contests in which both are alike does not grow, whatever was seen before.
func TestEvidenceIsAMartingale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		contests := make([]Contest, rapid.IntRange(1, 2).Draw(t, "contests"))
		for i := range contests {
			contests[i] = Contest{rapid.Float64Range(.01, .99).Draw(t, "chance"), rapid.IntRange(0, 60).Draw(t, "lost"), rapid.IntRange(0, 60).Draw(t, "won")}
		}
		i := rapid.IntRange(0, len(contests)-1).Draw(t, "next")
		now, chance := Evidence(contests...), contests[i].Chance
		contests[i].Lost++
		lost := Evidence(contests...)
		contests[i].Lost--
		contests[i].Won++
		won := Evidence(contests...)
		if mean := chance*lost + (1-chance)*won; math.Abs(mean-now) > 1e-9*now {
			t.Fatalf("%v is followed by %v on average", now, mean)
		}
		if !(lost > now && won < now) || won < 0 {
			t.Fatalf("evidence %v: %v after a loss, %v after a win", now, lost, won)
		}
	})
}

// reached says whether evidence ever reaches 20 when n comparisons are looked at
// one after another, each lost with probability p.
func reached(rng *rand.Rand, chance, p float64, n int) bool {
	c := Contest{Chance: chance}
	for range n {
		if rng.Float64() < p {
			c.Lost++
		} else {
			c.Won++
		}
		if Evidence(c) >= 20 {
			return true
		}
	}
	return false
}

func TestEvidenceKeepsItsPromiseAndFindsTheWorse(t *testing.T) {
	const runs = 1000
	for _, tc := range []struct {
		name            string
		chance, p       float64
		n               int
		atLeast, atMost float64
	}{
		{"equal pairs", .5, .5, 400, 0, .05},
		{"equal arms", .2, .2, 400, 0, .05},
		{"a better one", .5, .4, 400, 0, .01},
		{"pairs lost three to one", .5, .75, 60, .9, 1},
		{"twice as many corrections in a fifth", .2, 1. / 3, 200, .9, 1},
	} {
		rng, found := rand.New(rand.NewPCG(1, 2)), 0
		for range runs {
			if reached(rng, tc.chance, tc.p, tc.n) {
				found++
			}
		}
		if share := float64(found) / runs; share < tc.atLeast || share > tc.atMost {
			t.Errorf("%s: found in %v of the runs, want %v to %v", tc.name, share, tc.atLeast, tc.atMost)
		}
	}
}

func FuzzEvidence(f *testing.F) {
	f.Add(.5, 3, 1, .05, 1000000, 2)
	f.Add(.999, 1<<40, 0, 1e-300, 0, 1<<40)
	f.Fuzz(func(t *testing.T, chance float64, lost, won int, chance2 float64, lost2, won2 int) {
		if e := Evidence(Contest{chance, lost, won}, Contest{chance2, lost2, won2}); math.IsNaN(e) || e < 0 {
			t.Errorf("evidence %v", e)
		}
	})
}
