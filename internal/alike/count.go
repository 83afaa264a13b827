package alike

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Count is how often something happened lately and how often it did before.
type Count struct {
	Recent int
	Before float64 // how often before, what is long ago counting less; 0 or more
	Hours  float64 // how long that before was, in units of the recent time and faded likewise; 0 or more
	Surge  float64 // how many times more of everything there is than usual, 1 for as usual
}

// Expected is how often it should have happened lately: the mean of a rate
// whose prior is one in one unit of time.
func (c Count) Expected() float64 {
	shape, rate, surge := c.prior()
	return shape / rate * surge
}

// prior are the shape and the rate of the distribution of the rate, and the
// surge. What is no number counts as nothing.
func (c Count) prior() (shape, rate, surge float64) {
	bounded := func(x float64) float64 {
		if x > 0 { // not so for NaN
			return min(x, 1e12)
		}
		return 0
	}
	return bounded(c.Before) + 1, bounded(c.Hours) + 1, bounded(c.Surge)
}

// Chance is that of Recent or more. Given its rate the number is Poisson; the
// rate is only as well known as the past is long, so it has a gamma
// distribution and the number a negative binomial one (Greenwood and Yule 1920).
func (c Count) Chance() float64 {
	if c.Recent <= 0 {
		return 1
	}
	shape, rate, surge := c.prior()
	if surge == 0 {
		return 0
	}
	share := surge / (rate + surge)
	return mathext.RegIncBeta(float64(c.Recent), shape, share)
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
