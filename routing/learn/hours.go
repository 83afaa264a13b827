package learn

import "math"

// logHours is what a row tells the counters of working time. Only finished
// work counts: the time so far says little by itself.
func logHours(r *row) sums {
	if !r.Done {
		return sums{}
	}
	return sums{n: 1, sum: math.Log(r.Hours)}
}

// The prior of the mean logarithm of working hours: half an hour, worth a few
// outcomes, and the spread of working times around it.
const (
	typicalLogHours = -.69
	hoursStrength   = 3
	hoursVariance   = .25
)

// hoursTable is the expected hours by category, each shrunk to the mean of all.
func hoursTable(sums []sums) []float64 {
	n, sum := float64(hoursStrength), hoursStrength*typicalLogHours
	for _, s := range sums {
		n, sum = n+s.n, sum+s.sum
	}
	mean := sum / n
	out := make([]float64, len(sums))
	for c, s := range sums {
		out[c] = believable(math.Exp((s.sum+hoursStrength*mean)/(s.n+hoursStrength) + hoursVariance/2))
	}
	return out
}

// believable brings hours into the range of working times.
func believable(hours float64) float64 {
	if !(hours > minHours) {
		return minHours
	}
	return min(hours, maxHours)
}
