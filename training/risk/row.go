// Package risk foretells what may go wrong with a ticket: that its answer does
// not hold, that a promise is missed, that somebody rates it badly. It learns from
// rows of numbers and words, in order of time, and gives calibrated chances with
// their reasons.
//
// A model joins a logistic regression, which gives each word a weight, and boosted
// trees (Friedman 2001) with second-order steps (Chen & Guestrin 2016) over binned
// features, to which a word is what became of the earlier rows that have it
// (ordered target statistics, Prokhorenkova et al. 2018), so that no row sees its
// own answer. How much each counts is chosen on rows that neither has seen.
//
// Functions may be called from any goroutine; a Model is read-only once made.
package risk

import (
	"fmt"
	"math"
	"time"
)

// Shape names the features of the rows, in the order of their values.
type Shape struct {
	Numbers []string `json:"numbers"`
	Words   []string `json:"words"`
}

// Row is what was known of a ticket at an instant, and what became of it.
type Row struct {
	At      time.Time
	Numbers []float64 // NaN where it is not known
	Words   []string  // empty where it is not known
	Bad     bool
	// Known is when that was known; rows before it cannot have learnt from it. Zero
	// stands for At.
	Known time.Time
	// Weight is for how many rows it counts, such as the inverse of the chance that
	// it was seen at all. Zero stands for 1.
	Weight float64
}

// known is when a row's answer was known.
func (r *Row) known() time.Time {
	if r.Known.IsZero() {
		return r.At
	}
	return r.Known
}

// weight is for how many rows it counts.
func (r *Row) weight() float64 {
	if r.Weight == 0 {
		return 1
	}
	return r.Weight
}

func (s *Shape) check(rows []Row) error {
	for i := range rows {
		r := &rows[i]
		if len(r.Numbers) != len(s.Numbers) || len(r.Words) != len(s.Words) {
			return fmt.Errorf("risk: row %d has %d numbers and %d words: give %d and %d, as the shape names them",
				i, len(r.Numbers), len(r.Words), len(s.Numbers), len(s.Words))
		}
		for k, v := range r.Numbers {
			if math.IsInf(v, 0) {
				return fmt.Errorf("risk: row %d: %s is %v: give a finite number, or NaN where it is not known", i, s.Numbers[k], v)
			}
		}
		if !(r.Weight >= 0) || math.IsInf(r.Weight, 0) {
			return fmt.Errorf("risk: row %d weighs %v: give a positive number, or 0 for 1", i, r.Weight)
		}
		if i > 0 && r.At.Before(rows[i-1].At) {
			return fmt.Errorf("risk: row %d lies before the one above it: put rows in order of time", i)
		}
	}
	return nil
}
