// Package lap solves the assignment problem: who gets what, each at most one,
// so that the rewards sum to the most.
//
// Rows may be fewer or more than columns, pairs may be forbidden, and anybody
// may stay alone at a reward of 0. The method is that of shortest augmenting
// paths (Jonker & Volgenant 1987; for rectangles Crouse 2016). Columns that are
// the same and stand side by side, as the free slots of one agent do, are
// solved as one column with room for several.
package lap

import "math"

// None is the column of a row that stays alone.
const None = -1

// most is the largest reward there is: sums of it stay finite.
const most = 1e150

// Solution is an assignment of largest sum, with the proof that it is: prices
// Row and Column, none negative, such that Row[i]+Column[j] is at least the
// reward of every pair that is not forbidden. The sum over all prices is Sum, up to
// rounding. Its slices belong to the Scratch it was solved in.
type Solution struct {
	Assigned []int   // the column of each row, None for a row that stays alone
	Sum      float64 // of the rewards of the assigned pairs
	// Row is what each row gains by being there at all, 0 for one that stays alone.
	Row []float64
	// Column is what one more column like it would be worth at most, 0 for one that stays free.
	Column []float64
}

// Solve assigns rows to columns. reward holds rows*cols rewards, row after row.
// Only rewards above 0 are ever taken: all others, NaN and infinite ones of
// either sign forbid the pair, as do those that reward is too short for; a
// reward above 1e150 counts as 1e150. Counts below 0 are taken as 0.
//
// The same input gives the same output. Where it makes no difference to the sum
// a row takes the lowest of its columns, and earlier rows stay with theirs.
// Time is at most proportional to rows^2 times the number of different columns,
// near rows*cols when few rows want the same.
//
// A Scratch that is not nil is reused, and the Solution is good until its next
// use. Solve is safe for several goroutines at once if each has its own.
func Solve(reward []float64, rows, cols int, s *Scratch) Solution {
	if s == nil {
		s = &Scratch{}
	}
	rows, cols = max(0, rows), max(0, cols)
	s.read(reward, rows, cols)
	for row := range rows {
		s.admit(row)
	}
	return s.solution(rows, cols)
}

// worth is a reward as it counts: 0 for a pair that is never taken.
func worth(reward float64) float64 {
	if reward > 0 && !math.IsInf(reward, 1) {
		return min(reward, most)
	}
	return 0
}
