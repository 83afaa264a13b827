package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Figure is one measured number, beside the goal it has to reach.
type Figure struct {
	What   string
	Unit   string
	Digits int // after the decimal point
	Goal   Goal
	// Values are the runs, at least one. NaN stands for undefined.
	Values []float64
	// Timed figures are summed up by their median, which one disturbed run
	// leaves alone; the others by their mean.
	Timed bool
	Note  string
}

// Goal bounds a figure. The zero Goal asks nothing.
type Goal struct {
	kind  goalKind
	bound float64
}

type goalKind int

const (
	anything goalKind = iota
	atLeast
	atMost
)

// AtLeast and AtMost are the goals a figure can have.
func AtLeast(bound float64) Goal { return Goal{atLeast, bound} }

// AtMost asks for no more than bound.
func AtMost(bound float64) Goal { return Goal{atMost, bound} }

// String is empty for the zero Goal.
func (g Goal) String() string {
	bound := strconv.FormatFloat(g.bound, 'g', 6, 64)
	switch g.kind {
	case atLeast:
		return "≥ " + bound
	case atMost:
		return "≤ " + bound
	default:
		return ""
	}
}

// Value sums up the runs.
func (f Figure) Value() float64 {
	if !f.Timed {
		var sum float64
		for _, v := range f.Values {
			sum += v
		}
		return sum / float64(len(f.Values))
	}
	sorted := slices.Sorted(slices.Values(f.Values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Verdict compares the value as it is, not as it is rounded for print.
func (f Figure) Verdict() string {
	v := f.Value()
	switch {
	case f.Goal.kind == anything:
		return ""
	case f.Goal.kind == atLeast && v >= f.Goal.bound, f.Goal.kind == atMost && v <= f.Goal.bound:
		return "met"
	}
	return "**missed**"
}

// spread is the range of the runs, empty for a single one.
func (f Figure) spread() string {
	if len(f.Values) < 2 {
		return ""
	}
	return fmt.Sprintf("%s to %s of %d", f.number(slices.Min(f.Values)), f.number(slices.Max(f.Values)), len(f.Values))
}

func (f Figure) number(v float64) string {
	if math.IsNaN(v) {
		return "undefined"
	}
	return strconv.FormatFloat(v, 'f', f.Digits, 64)
}
