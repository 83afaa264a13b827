package audit

import (
	"fmt"
	"math"
)

// Row is one answer that was judged blindly.
type Row struct {
	Right bool
	// Propensity is the probability with which it was drawn, above 0 and at most
	// 1. It may differ from row to row, as where a rare language is drawn more
	// often; what it depends on must not depend on whether the answer is right.
	Propensity float64
}

// Estimate is the accuracy of all answers that rows were drawn from.
type Estimate struct {
	Accuracy  float64 // 0 to 1
	Low, High float64 // the 95 % interval, within 0 to 1
	Rows      int
	// Effective is how many rows drawn alike would say as much, and Population
	// about how many answers they were drawn from.
	Effective  float64
	Population float64
}

// DefaultLeast is the least number of rows that an estimate is made of.
const DefaultLeast = 30

// TooFewError says that there are too few rows to say anything.
type TooFewError struct{ Rows, Least int }

func (e *TooFewError) Error() string {
	return fmt.Sprintf("there are %d judged rows, and an estimate needs %d: judge more", e.Rows, e.Least)
}

// Of estimates the accuracy of the answers that rows were drawn from. The error
// is a *TooFewError below a number of rows (0 for DefaultLeast), or names the
// row whose propensity is no probability.
func Of(rows []Row, least int) (Estimate, error) {
	if least <= 0 {
		least = DefaultLeast
	}
	if len(rows) < least {
		return Estimate{}, &TooFewError{len(rows), least}
	}
	var all, right float64
	for i, r := range rows {
		if !(r.Propensity > 0 && r.Propensity <= 1) {
			return Estimate{}, fmt.Errorf("rows[%d].propensity is %v: give the probability with which it was drawn, above 0 and at most 1", i, r.Propensity)
		}
		if all += 1 / r.Propensity; r.Right {
			right += 1 / r.Propensity
		}
	}
	e := Estimate{Accuracy: right / all, Rows: len(rows), Population: all}
	e.Effective = effective(rows, all)
	e.Low, e.High = wilson(e.Accuracy, e.Effective)
	return e, nil
}

// prior is how many rows of each kind, right and wrong, the doubt is smoothed
// with: without them a good model's few errors would decide how sure we are.
const prior = 2

// effective is how many rows drawn alike, from a population without end, would
// say as much as these: the variance of one, over that of the ratio (linearised,
// for rows drawn independently; Särndal, Swensson and Wretman 1992). A row that
// was certain to be drawn adds no doubt.
func effective(rows []Row, all float64) float64 {
	n, right, wrong, a := float64(len(rows)), 0., 0., 0.
	for _, r := range rows {
		doubt := (1 - r.Propensity) / (r.Propensity * r.Propensity)
		if r.Right {
			right, a = right+doubt, a+1/r.Propensity
		} else {
			wrong += doubt
		}
	}
	if right+wrong == 0 { // all there are were judged
		return math.Inf(1)
	}
	mean := (right + wrong) / n
	p := (a/all*n + prior) / (n + 2*prior)
	variance := ((right+prior*mean)*(1-p)*(1-p) + (wrong+prior*mean)*p*p) / (all * all)
	return p * (1 - p) / variance
}

// normal95 is the two-sided 95 % quantile of the normal distribution.
const normal95 = 1.959963984540054

// wilson is the score interval of a share p of n rows (Wilson 1927), n above 0.
// Of an n without end it is p alone.
func wilson(p, n float64) (low, high float64) {
	if math.IsInf(n, 1) {
		return p, p
	}
	z2 := normal95 * normal95
	middle := p + z2/(2*n)
	reach := normal95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	scale := 1 + z2/n
	return max(0, (middle-reach)/scale), min(1, (middle+reach)/scale)
}
