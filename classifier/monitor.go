package classifier

import (
	"fmt"
	"math"
)

// Monitor watches audited answers that were applied, a random sample of them,
// and says when their error can no longer be believed to be at most Alpha. It
// may be looked at after every audit: as long as each audited answer is wrong
// with probability Alpha at most, whatever was seen before, the chance that it
// ever alarms is at most Delta.
//
// It bets against the promise. Each bet of a share f multiplies what it holds by
// 1 + f/Alpha (wrong - Alpha), which does not grow on average while the promise
// holds; so the mean over the bets exceeds 1/Delta with probability Delta at
// most (Ville's inequality; Waudby-Smith and Ramdas 2024).
//
// A Monitor is a value: Observe leaves the old one as it was. All of it is
// exported to be stored.
type Monitor struct {
	Alpha float64 `json:"alpha"` // within 0 and 1
	Delta float64 `json:"delta"` // within 0 and 1
	Seen  int     `json:"seen"`
	Wrong int     `json:"wrong"`
	// Holdings are the natural logarithms of what the bets hold.
	Holdings [5]float64 `json:"holdings"`
	// Alarmed stays true once Evidence has reached 1/Delta.
	Alarmed bool `json:"alarmed"`
}

// bets are the shares: each suits an error rate of Alpha + f (1-Alpha).
var bets = [5]float64{.01, .025, .05, .1, .25}

// NewMonitor starts with no evidence. alpha and delta must lie within 0 and 1;
// those of the certificate are meant.
func NewMonitor(alpha, delta float64) (Monitor, error) {
	if !(alpha > 0 && alpha < 1) {
		return Monitor{}, fmt.Errorf("alpha is %v: it must lie within 0 and 1", alpha)
	}
	if !(delta > 0 && delta < 1) {
		return Monitor{}, fmt.Errorf("delta is %v: it must lie within 0 and 1", delta)
	}
	return Monitor{Alpha: alpha, Delta: delta}, nil
}

// Observe takes in one audited answer.
func (m Monitor) Observe(wrong bool) Monitor {
	m.Seen++
	outcome := 0.
	if wrong {
		m.Wrong++
		outcome = 1
	}
	for i, f := range bets {
		m.Holdings[i] += math.Log1p(f / m.Alpha * (outcome - m.Alpha))
	}
	m.Alarmed = m.Alarmed || m.Evidence() >= 1/m.Delta
	return m
}

// Evidence against the promise: 1 before anything is seen, larger the more
// unlikely the errors are under it; +Inf where that is beyond a float.
func (m Monitor) Evidence() float64 {
	var sum float64
	for _, holding := range m.Holdings {
		sum += math.Exp(holding)
	}
	return sum / float64(len(m.Holdings))
}
