package learn

import (
	"math"
	"reflect"
	"slices"
	"time"
)

// maxSignals is how many signals of a ticket are looked at, maxHours the
// longest working time that is believed, and maxAttempts from where on one more
// agent before makes no difference.
const (
	maxSignals  = 64
	maxHours    = 500
	minHours    = 1. / 120
	maxAttempts = 4
)

// clean is the outcome with everything in range: what makes no sense is
// neutral. It reports false for one that nothing can be learnt from: without
// ticket, agent or time.
func clean(o Outcome) (Outcome, bool) {
	if o.Ticket == "" || o.Agent == "" || !plausible(o.At) {
		return o, false
	}
	o.Attempt = max(0, o.Attempt)
	o.Foreign = share(o.Foreign)
	o.Declared = share(o.Declared)
	o.Tenure = max(0, o.Tenure)
	if !o.Known.IsZero() && !plausible(o.Known) {
		o.Known = time.Time{}
	}
	if !o.Known.IsZero() && o.Known.Before(o.At) { // two clocks
		o.Known = o.At
	}
	if !(o.Hours > 0) || math.IsInf(o.Hours, 0) {
		o.Hours, o.Done = 0, false
	} else {
		o.Hours = min(max(o.Hours, minHours), maxHours)
	}
	if !(o.Propensity > 0 && o.Propensity < 1) {
		o.Propensity = 1
	}
	o.Signals = slices.Clone(o.Signals[:min(len(o.Signals), maxSignals)])
	return o, true
}

// same is whether two clean outcomes say the same.
func same(a, b *Outcome) bool {
	x, y := *a, *b
	x.Signals, y.Signals = nil, nil
	x.At, y.At, x.Known, y.Known = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return reflect.DeepEqual(x, y) && a.At.Equal(b.At) && a.Known.Equal(b.Known) &&
		slices.EqualFunc(a.Signals, b.Signals, func(p, q float64) bool { return p == q || !finite(p) && !finite(q) })
}

// plausible is whether a time lies in years that arithmetic on durations can bear.
func plausible(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// share brings x into 0 to 1; what is no number is 0.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// sigmoid is the probability with the given log-odds.
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// logit of p, which is kept off 0 and 1.
func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
