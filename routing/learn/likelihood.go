package learn

import (
	"math"
	"time"
)

// result of a row.
type state uint8

const (
	open state = iota
	failed
	solved
)

// trial is what a row says about success: its result, and the shares of
// failures and successes known at its age.
type trial struct {
	state          state
	failed, solved float64
	// wrong is the share of results that are written down as their opposite.
	wrong float64
}

// trials are the likelihood of success: logistic, seen through a delay and
// through those who write results down. A row of which nothing is known says so
// with the probability that it is one or the other and not known yet.
type trials []trial

func (t trials) score(row int, eta float64) (gradient, information float64) {
	return t[row].score(sigmoid(eta))
}

// told is the probability that a success will be told of, its slope by the
// log-odds of success, and the probability that nothing is told yet.
func (t *trial) told(p float64) (told, slope, unknown float64) {
	p = min(max(p, 1e-9), 1-1e-9)
	told = t.wrong + (1-2*t.wrong)*p
	return told, (1 - 2*t.wrong) * p * (1 - p), told*(1-t.solved) + (1-told)*(1-t.failed)
}

// score by the log-odds, with the information expected at the row's age
// whatever its result.
func (t *trial) score(p float64) (gradient, information float64) {
	told, slope, unknown := t.told(p)
	gap := t.failed - t.solved // how much likelier a success is to be unknown
	switch t.state {
	case solved:
		gradient = slope / told
	case failed:
		gradient = -slope / (1 - told)
	default:
		gradient = slope * gap / unknown
	}
	information = slope * slope * (t.solved/told + t.failed/(1-told) + gap*gap/unknown)
	if t.state != open { // known sooner than expected: it tells no less for that
		information = max(information, slope*slope/(told*(1-told))/2)
	}
	return gradient, information
}

// log is the logarithm of the probability of what is known, up to a constant.
func (t *trial) log(p float64) float64 {
	told, _, unknown := t.told(p)
	switch t.state {
	case solved:
		return math.Log(told)
	case failed:
		return math.Log(1 - told)
	}
	return math.Log(unknown)
}

// mass is a trial as a count: one for a result that is known, and for one that
// is not the part of a success (or of a failure, if those take longer) that
// makes up for the results of the same age that are known.
func (t *trial) mass(p float64) count {
	switch t.state {
	case solved:
		return count{1, 1}
	case failed:
		return count{1, 0}
	}
	told, _, unknown := t.told(p)
	if gap := t.failed - t.solved; gap > 0 {
		return count{told * gap / unknown, told * gap / unknown}
	}
	return count{n: (1 - told) * (t.solved - t.failed) / unknown}
}

// trial of a life, at an age. A result that is known has its age too: what is
// expected of a row must not depend on what came of it.
func (d *delays) trial(life lifetime, age time.Duration) trial {
	t := trial{}
	t.failed, t.solved = d.known(max(age, life.age))
	switch {
	case life.known && life.success:
		t.state = solved
	case life.known:
		t.state = failed
	}
	return t
}
