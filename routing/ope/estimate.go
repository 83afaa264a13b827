package ope

import (
	"errors"
	"math"
)

// normal95 is the two-sided 95 % quantile of the normal distribution.
const normal95 = 1.959963984540054

// Estimate is a mean reward with what chance leaves open.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"` // 95 % interval, normal
	High  float64 `json:"high"`
	// Safe is a lower bound that holds for rewards of any distribution but for
	// Limits.Risk (empirical Bernstein, Maurer & Pontil 2009), and is wider for it. 0 for SNIPS,
	// which has none. DR's holds where nothing was clipped.
	Safe float64 `json:"safe"`
}

func (l Limits) check() error {
	switch {
	case !(l.Clip > 0) || math.IsInf(l.Clip, 1):
		return errors.New("limits.clip: give the largest weight, above 0, as in 50")
	case !(l.Effective >= 2) || math.IsInf(l.Effective, 1):
		return errors.New("limits.effective: give the smallest effective sample size, 2 or more, as in 200")
	case !(l.Unsupported >= 0 && l.Unsupported < 1):
		return errors.New("limits.unsupported: give a share of 0 to below 1")
	case !(l.Risk > 0 && l.Risk < 1):
		return errors.New("limits.risk: give a probability above 0 and below 1, as in .05")
	}
	return nil
}

// inverse weighs each reward by how much more often the other policy would have
// chosen it (inverse propensity scoring, Horvitz & Thompson 1952).
func inverse(rows []Row, weights []float64, limits Limits) Estimate {
	terms := make([]float64, len(rows))
	for i := range rows {
		terms[i] = weights[i] * rows[i].Reward
	}
	return ofTerms(terms, limits.Clip, limits.Risk)
}

// selfNormalised divides by the sum of the weights, not by their number
// (Swaminathan & Joachims 2015): a little bias for much less variance.
func selfNormalised(rows []Row, weights []float64) Estimate {
	var sum, value, variance float64
	for i := range rows {
		sum += weights[i]
		value += weights[i] * rows[i].Reward
	}
	value /= sum
	for i := range rows {
		d := weights[i] / sum * (rows[i].Reward - value)
		variance += d * d
	}
	reach := normal95 * math.Sqrt(variance)
	return Estimate{Value: value, Low: value - reach, High: value + reach}
}

// doublyRobust takes what a model expects and weighs only what it missed by
// (Dudik, Langford & Li 2011): right on average when either the propensities or the
// model is.
func doublyRobust(rows []Row, baselines []Baseline, weights []float64, limits Limits) Estimate {
	terms := make([]float64, len(rows))
	for i := range rows {
		terms[i] = baselines[i].New + weights[i]*(rows[i].Reward-baselines[i].Chosen)
	}
	return ofTerms(terms, 2*limits.Clip+1, limits.Risk)
}

// ofTerms is the mean of independent terms that lie within a range of some
// width.
func ofTerms(terms []float64, width, risk float64) Estimate {
	n := float64(len(terms))
	mean, variance := 0.0, 0.0
	for _, term := range terms {
		mean += term / n
	}
	for _, term := range terms {
		variance += (term - mean) * (term - mean) / (n - 1)
	}
	reach := normal95 * math.Sqrt(variance/n)
	bits := math.Log(2 / risk)
	safe := mean - math.Sqrt(2*variance*bits/n) - 7*width*bits/(3*(n-1))
	return Estimate{Value: mean, Low: mean - reach, High: mean + reach, Safe: max(0, safe)}
}
