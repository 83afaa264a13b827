package ranker

import "math"

// The three ways in which counts fade: slowly and quickly with time, and with
// each further case.
const (
	slow = iota
	quick
	byCase
	fadings
)

type counts [fadings]float64

// tally counts, for one value of one facet, the cases of each candidate.
// Shares are all that is asked of it, so no zero ever needs to be stored.
type tally struct {
	at    float64 // hour of the counts
	total counts
	cells []tallyCell
}

type tallyCell struct {
	who int32
	n   counts
}

// fading says how much is left of counts.
type fading struct {
	long, short float64 // half-lives in hours
	step        float64 // what a case leaves of counts by case
}

// left is what remains of counts after so many hours without a case.
func (f fading) left(hours float64) counts {
	return counts{math.Exp2(-hours / f.long), math.Exp2(-hours / f.short), 1}
}

// add counts one case of a candidate at an hour.
func (t *tally) add(f fading, who int32, hour float64) {
	left := f.left(hour - t.at)
	left[byCase] = f.step
	t.at = hour
	found := false
	for i := range t.cells {
		c := &t.cells[i]
		for k := range c.n {
			c.n[k] *= left[k]
		}
		if c.who == who {
			found = true
			for k := range c.n {
				c.n[k]++
			}
		}
	}
	if !found {
		t.cells = append(t.cells, tallyCell{who, counts{1, 1, 1}})
	}
	for k := range t.total {
		t.total[k] = t.total[k]*left[k] + 1
	}
}

// read adds the counts at an hour to those of each candidate and to the total.
func (t *tally) read(f fading, hour float64, to []counts, total *counts) {
	left := f.left(hour - t.at)
	for _, c := range t.cells {
		for k, n := range c.n {
			to[c.who][k] += n * left[k]
		}
	}
	for k, n := range t.total {
		total[k] += n * left[k]
	}
}
