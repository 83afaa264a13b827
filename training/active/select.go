package active

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Candidate is a row that could get a label.
type Candidate struct {
	// Margin is the probability of the likeliest label less that of the next, 0
	// (no idea) to 1.
	Margin float64
	// Vector is where the row lies among the others, all of one length; rows that
	// are alike lie close together. The scale does not matter, only its sameness.
	Vector []float32
}

// Reason says why a row was chosen.
type Reason string

// The reasons.
const (
	Margin    Reason = "margin"    // the model is unsure of it
	Diversity Reason = "diversity" // nothing chosen is like it
	Random    Reason = "random"    // the draw
)

// Pick is a chosen row.
type Pick struct {
	Index  int // of the candidate
	Reason Reason
	// Propensity is the probability with which a row that was not chosen for
	// another reason was drawn at random, 0 where Reason is another.
	Propensity float64
}

// Shares of a choice: the smallest margins, the farthest rows; the rest is drawn.
const (
	MarginShare    = .6
	DiversityShare = .25
)

// Select chooses n of the candidates, or all where there are no more: first
// those with the smallest margins, then row by row the one farthest from all that
// were chosen before (k-center greedy; Gonzalez 1985, Sener and Savarese 2018),
// then some at random of the rest. No row is chosen twice. Those that are alike
// in everything go by a draw, and the same seed gives the same choice. It costs
// candidates x chosen x length of a vector. The error names the candidate that
// cannot be used.
func Select(candidates []Candidate, n int, seed uint64) ([]Pick, error) {
	if n < 1 {
		return nil, fmt.Errorf("n is %d: choose at least 1", n)
	}
	if err := check(candidates); err != nil {
		return nil, err
	}
	n = min(n, len(candidates))
	unsure := int(math.Round(MarginShare * float64(n)))
	far := min(int(math.Round(DiversityShare*float64(n))), n-unsure)
	c := choice{candidates: candidates, chosen: make([]bool, len(candidates)), random: rand.New(rand.NewPCG(seed, 0xac71fe))}
	c.order = c.random.Perm(len(candidates))
	c.unsure(unsure)
	c.far(far)
	c.draw(n - unsure - far)
	return c.picks, nil
}

func check(candidates []Candidate) error {
	for i := range candidates {
		c := &candidates[i]
		if !(c.Margin >= 0 && c.Margin <= 1) {
			return fmt.Errorf("candidates[%d].margin is %v: give a number from 0 to 1", i, c.Margin)
		}
		if len(c.Vector) != len(candidates[0].Vector) {
			return fmt.Errorf("candidates[%d].vector has %d numbers and the first has %d: give all the same length", i, len(c.Vector), len(candidates[0].Vector))
		}
		for j, x := range c.Vector {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return fmt.Errorf("candidates[%d].vector[%d] is %v: give a finite number", i, j, x)
			}
		}
	}
	return nil
}

type choice struct {
	candidates []Candidate
	order      []int // in which ties go
	chosen     []bool
	random     *rand.Rand
	picks      []Pick
}

func (c *choice) take(i int, why Reason, propensity float64) {
	c.chosen[i] = true
	c.picks = append(c.picks, Pick{i, why, propensity})
}

// unsure takes the smallest margins.
func (c *choice) unsure(n int) {
	byMargin := slices.Clone(c.order)
	slices.SortStableFunc(byMargin, func(a, b int) int { return cmp.Compare(c.candidates[a].Margin, c.candidates[b].Margin) })
	for _, i := range byMargin[:n] {
		c.take(i, Margin, 0)
	}
}

// far takes the farthest rows one by one.
func (c *choice) far(n int) {
	if n == 0 {
		return
	}
	nearest := make([]float64, len(c.candidates)) // squared distance to what was chosen
	for i := range nearest {
		nearest[i] = math.Inf(1)
	}
	for _, p := range c.picks {
		c.approach(nearest, p.Index)
	}
	for range n {
		best := -1
		for _, i := range c.order {
			if !c.chosen[i] && (best < 0 || nearest[i] > nearest[best]) {
				best = i
			}
		}
		c.take(best, Diversity, 0)
		c.approach(nearest, best)
	}
}

func (c *choice) approach(nearest []float64, to int) {
	for i := range nearest {
		if !c.chosen[i] {
			nearest[i] = min(nearest[i], distance(c.candidates[i].Vector, c.candidates[to].Vector))
		}
	}
}

// distance is the squared one.
func distance(a, b []float32) float64 {
	var sum float32
	for i, x := range a {
		d := x - b[i]
		sum += d * d
	}
	return float64(sum)
}

// draw takes some of the rest, each with the same probability.
func (c *choice) draw(n int) {
	rest := slices.DeleteFunc(c.random.Perm(len(c.candidates)), func(i int) bool { return c.chosen[i] })
	for _, i := range rest[:n] {
		c.take(i, Random, float64(n)/float64(len(rest)))
	}
}
