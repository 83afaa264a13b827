package training

import "math"

// normal95 is the two-sided 95 % quantile of the normal distribution.
const normal95 = 1.959963984540054

// AccuracyInterval is the 95 % score interval of the accuracy (Wilson 1927),
// within 0 to 1; NaN without rows. It speaks of rows drawn as the measured
// ones were.
func (m Measures) AccuracyInterval() (low, high float64) {
	return wilson(m.Accuracy, float64(m.Rows))
}

func wilson(p, n float64) (low, high float64) {
	z2 := normal95 * normal95
	middle := p + z2/(2*n)
	reach := normal95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	scale := 1 + z2/n
	return max(0, (middle-reach)/scale), min(1, (middle+reach)/scale)
}
