package monitor

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// distances are the weighted distances that chance makes between a window and a
// reference: a shifted gamma distribution with the first three moments of the
// weighted sum of squares that they are nearly (Pearson 1959).
type distances struct {
	mean   float64 // before it is divided by itself
	spread float64 // standard deviation, as a share of the mean
	shape  float64
}

// chances are those of a window of size tickets beside a reference of total.
func chances(shares []float64, size, total int) distances {
	var one, two, three float64 // sums of the powers of the variances
	for _, p := range shares {
		v := weight(p) * p * (1 - p)
		one, two, three = one+v, two+v*v, three+v*v*v
	}
	return distances{mean: one * (1/float64(size) + 1/float64(total)), spread: math.Sqrt(2*two) / one, shape: two * two * two / (2 * three * three)}
}

// nats is minus the logarithm of the chance of a distance, a multiple of the mean.
func (d distances) nats(distance float64) float64 {
	x := d.shape + (distance-1)/d.spread*math.Sqrt(d.shape)
	if !(x > 0) {
		return 0
	}
	return min(unlikely, -math.Log(mathext.GammaIncRegComp(d.shape, x)))
}

// unlikely bounds what is told apart, in nats: 1e-130.
const unlikely = 300

// value is the distance of so many nats.
func (d distances) value(nats float64) float64 {
	low, high := 1., 2.
	for d.nats(high) < min(nats, unlikely) && high < 1e6 {
		low, high = high, 2*high
	}
	for range 60 {
		if middle := (low + high) / 2; d.nats(middle) < nats {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
