package learn

import "math"

// witness is a likelihood whose value is needed too.
type witness interface {
	likelihood
	// log is a row's log-likelihood, up to a constant.
	log(row int, eta float64) float64
}

func (t trials) log(row int, eta float64) float64 { return t[row].log(sigmoid(eta)) }

func (l *works) log(row int, eta float64) float64 {
	w := &l.rows[row]
	if !w.seen {
		return 0
	}
	z := (w.log - eta) / l.sigma
	if w.done {
		if a := math.Abs(z); a > outlier { // as score has it: linear from there on
			return -outlier * (a - outlier/2.)
		}
		return -z * z / 2
	}
	return math.Log(max(.5*math.Erfc(z/math.Sqrt2), 1e-300))
}
