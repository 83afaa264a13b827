package learn

import "time"

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
}

// trials are the likelihood of success: logistic, seen through a delay. A row of
// which nothing is known says so with the probability that it is one or the
// other and not known yet.
type trials []trial

func (t trials) score(row int, eta float64) (gradient, information float64) {
	return t[row].score(sigmoid(eta))
}

// score by the log-odds, with the information expected at the row's age
// whatever its result.
func (t *trial) score(p float64) (gradient, information float64) {
	p = min(max(p, 1e-9), 1-1e-9)
	slope := p * (1 - p)
	unknown := p*(1-t.solved) + (1-p)*(1-t.failed)
	gap := t.failed - t.solved // how much likelier a success is to be unknown
	switch t.state {
	case solved:
		gradient = 1 - p
	case failed:
		gradient = -p
	default:
		gradient = slope * gap / unknown
	}
	information = slope * (t.solved*(1-p) + t.failed*p + slope*gap*gap/unknown)
	if t.state != open { // known sooner than expected: it tells no less for that
		information = max(information, slope/2)
	}
	return gradient, information
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
