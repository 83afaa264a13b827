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
	// The traces of the first three powers of the weighted covariance, whose entries
	// are those of a multinomial distribution: diagonal less the product of the shares.
	var diagonal, cross [3]float64
	for _, p := range shares {
		w := weight(p)
		for k, x := 0, w*p; k < 3; k++ {
			diagonal[k] += x
			cross[k] += x * p
			x *= w * p
		}
	}
	one := diagonal[0] - cross[0]
	two := diagonal[1] - 2*cross[1] + cross[0]*cross[0]
	three := diagonal[2] - 3*cross[2] + 3*cross[1]*cross[0] - cross[0]*cross[0]*cross[0]
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
