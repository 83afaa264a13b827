package learn

import "math"

// work is what a row says about working time.
type work struct {
	log  float64 // of the hours
	seen bool    // whether anything is known
	done bool    // all of it, and not only so far
}

// works are the likelihood of working time: log-normal, and censored for work
// that goes on (an accelerated failure time model).
type works struct {
	rows  []work
	sigma float64
}

// outlier is how many standard deviations count as more than they should.
const outlier = 3

func (l *works) score(row int, eta float64) (gradient, information float64) {
	w := &l.rows[row]
	if !w.seen {
		return 0, 0
	}
	z := (w.log - eta) / l.sigma
	if w.done {
		return min(max(z, -outlier), outlier) / l.sigma, 1 / (l.sigma * l.sigma)
	}
	m := mills(z)
	return m / l.sigma, min(m*(m-z), 1) / (l.sigma * l.sigma)
}

// mills is the hazard of the standard normal distribution: density over what is
// left of it.
func mills(z float64) float64 {
	if z > 25 { // the first terms of the asymptotic series
		return z + 1/z
	}
	return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / (.5 * math.Erfc(z/math.Sqrt2))
}

// square is the expected square of a row's residual, in units of sigma squared.
func (l *works) square(row int, eta float64) float64 {
	w := &l.rows[row]
	z := (w.log - eta) / l.sigma
	if w.done {
		z = min(max(z, -outlier), outlier)
		return z * z
	}
	return 1 + z*mills(z)
}
