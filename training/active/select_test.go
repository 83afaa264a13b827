package active

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// line is a row of candidates at 0, 1, 2 and so on, the surest last.
func line(n int) []Candidate {
	out := make([]Candidate, n)
	for i := range out {
		out[i] = Candidate{Margin: float64(i) / float64(n), Vector: []float32{float32(i), 0}}
	}
	return out
}

func count(picks []Pick, why Reason) (n int) {
	for _, p := range picks {
		if p.Reason == why {
			n++
		}
	}
	return n
}

func TestSelect(t *testing.T) {
	candidates := line(100)
	picks, err := Select(candidates, 20, 3)
	if err != nil || len(picks) != 20 || count(picks, Margin) != 12 || count(picks, Diversity) != 5 || count(picks, Random) != 3 {
		t.Fatalf("%v, %v", picks, err)
	}
	for i, p := range picks[:12] {
		if p.Index != i || p.Propensity != 0 {
			t.Errorf("the %dth most doubtful is %+v", i, p)
		}
	}
	if picks[12].Index != 99 || picks[13].Index != 55 {
		t.Errorf("the farthest from 0 to 11 are %+v", picks[12:14])
	}
	for _, p := range picks[17:] {
		if p.Propensity != 3./83 {
			t.Errorf("drawn with %v, want 3 of 83", p.Propensity)
		}
	}
	if again, _ := Select(candidates, 20, 3); !slices.Equal(again, picks) {
		t.Error("the same seed chooses otherwise")
	}
	if other, _ := Select(candidates, 20, 4); slices.Equal(other, picks) {
		t.Error("every seed draws the same")
	}
	if all, err := Select(candidates, 1000, 1); err != nil || len(all) != 100 {
		t.Errorf("%d of 100, %v", len(all), err)
	}
	if none, err := Select(nil, 5, 1); err != nil || len(none) != 0 {
		t.Errorf("%v of nothing, %v", none, err)
	}
}

func TestSelectRefuses(t *testing.T) {
	for want, change := range map[string]func([]Candidate){
		"candidates[2].margin":    func(c []Candidate) { c[2].Margin = math.NaN() },
		"candidates[1].margin":    func(c []Candidate) { c[1].Margin = 1.5 },
		"candidates[3].vector":    func(c []Candidate) { c[3].Vector = nil },
		"candidates[0].vector[1]": func(c []Candidate) { c[0].Vector[1] = float32(math.Inf(1)) },
	} {
		candidates := line(5)
		change(candidates)
		if _, err := Select(candidates, 2, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := Select(line(5), 0, 1); err == nil {
		t.Error("chose none")
	}
}

// Rows that are all alike are as likely as one another.
func TestTiesAreDrawn(t *testing.T) {
	seen := map[int]int{}
	for seed := range uint64(300) {
		picks, err := Select(make([]Candidate, 10), 1, seed)
		if err != nil {
			t.Fatal(err)
		}
		seen[picks[0].Index]++
	}
	for i := range 10 {
		if seen[i] < 10 || seen[i] > 60 {
			t.Errorf("row %d was chosen %d times of 300", i, seen[i])
		}
	}
}

func TestSelectHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		candidates := make([]Candidate, rapid.IntRange(0, 60).Draw(t, "candidates"))
		for i := range candidates {
			candidates[i] = Candidate{rapid.Float64Range(0, 1).Draw(t, "margin"), []float32{rapid.Float32Range(-2, 2).Draw(t, "x"), 1}}
		}
		n := rapid.IntRange(1, 80).Draw(t, "n")
		picks, err := Select(candidates, n, rapid.Uint64().Draw(t, "seed"))
		if err != nil || len(picks) != min(n, len(candidates)) {
			t.Fatalf("%d of %d: %v", len(picks), len(candidates), err)
		}
		seen := map[int]bool{}
		for _, p := range picks {
			if seen[p.Index] {
				t.Fatalf("%d is chosen twice", p.Index)
			}
			if seen[p.Index] = true; (p.Reason == Random) != (p.Propensity > 0) || p.Propensity > 1 {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func TestVector(t *testing.T) {
	a, b, c := Vector(strings.Fields("my invoice is wrong"), 64), Vector(strings.Fields("wrong is my invoice"), 64), Vector(strings.Fields("reset the password"), 64)
	if distance(a, b) != 0 || distance(a, c) < 1 {
		t.Errorf("distances %v and %v", distance(a, b), distance(a, c))
	}
	if zero := Vector(nil, 8); distance(zero, make([]float32, 8)) != 0 {
		t.Errorf("nothing lies at %v", zero)
	}
}
