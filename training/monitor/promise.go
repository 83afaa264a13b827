package monitor

import (
	"fmt"
	"math"
)

// Promise watches a bound on an error: among answers that are applied at most
// Alpha are wrong. It bets on more. Its capital is an e-value: as long as the
// bound holds it is expected not to grow, so that by Ville's inequality it
// reaches 1/Delta with a chance of at most Delta, whenever one looks.
//
// Half of the capital bets from the first answer, the other half goes in evenly
// over Horizon answers, so that a promise that is broken late is noticed too (an
// e-detector in the sense of Shin, Ramdas and Rinaldo 2023). After Horizon answers it
// goes on the same way: then the chance grows by Delta/2 with each Horizon.
type Promise struct {
	Alpha   float64 `json:"alpha"`
	Delta   float64 `json:"delta"`
	Horizon int     `json:"horizon"` // answers judged in a quarter, about

	Seen  int `json:"seen"`
	Wrong int `json:"wrong"`
	// Capital that bets on each of the errors in bets.
	Capital []float64 `json:"capital"`
}

// bets are the errors that are bet on, as multiples of Alpha.
func bets() []float64 { return []float64{1.5, 2, 3, 5} }

// NewPromise watches alpha with a chance of false alarms of delta in horizon
// judged answers.
func NewPromise(alpha, delta float64, horizon int) (*Promise, error) {
	p := &Promise{Alpha: alpha, Delta: delta, Horizon: horizon}
	for range bets() {
		p.Capital = append(p.Capital, .5/float64(len(bets())))
	}
	return p, p.Validate()
}

// Validate says what a stored Promise lacks.
func (p *Promise) Validate() error {
	if !(p.Alpha > 0 && p.Alpha < 1) || !(p.Delta > 0 && p.Delta < 1) || p.Horizon < 1 || len(p.Capital) != len(bets()) {
		return fmt.Errorf("monitor: a promise of %v with false alarms of %v over %d answers and %d bets cannot be watched", p.Alpha, p.Delta, p.Horizon, len(p.Capital))
	}
	for _, c := range p.Capital {
		if !(c >= 0) || math.IsInf(c, 0) {
			return fmt.Errorf("monitor: a capital of %v is none", c)
		}
	}
	return nil
}

// enough bounds the capital, so that it stays a number.
const enough = 1e100

// Add takes whether the next judged answer was wrong, and gives an alarm where
// the promise is not believable any more, else nil.
func (p *Promise) Add(wrong bool) *Alarm {
	fresh := .5 / float64(len(bets())*p.Horizon)
	for i, times := range bets() {
		q := min(p.Alpha*times, (1+p.Alpha)/2) // more than alpha, less than all
		factor := (1 - q) / (1 - p.Alpha)
		if wrong {
			factor = q / p.Alpha
		}
		p.Capital[i] = min(enough, (p.Capital[i]+fresh)*factor)
	}
	if p.Seen++; wrong {
		p.Wrong++
	}
	if p.Evidence() < 1 {
		return nil
	}
	e := p.capital()
	return &Alarm{What: "errors", After: p.Seen, Window: p.Seen, Statistic: "e-value", Evidence: e, Limit: 1 / p.Delta,
		Moves: []Move{{"wrong", p.Alpha, float64(p.Wrong) / float64(p.Seen)}},
		Words: fmt.Sprintf("answers that are applied are wrong more often than promised: %d of %d that were judged (%.1f %%), promised at most %.1f %%; by chance such evidence comes in at most one of %.0f quarters",
			p.Wrong, p.Seen, 100*float64(p.Wrong)/float64(p.Seen), 100*p.Alpha, 1/p.Delta)}
}

// capital is all that there is by now.
func (p *Promise) capital() float64 {
	sum := 0.
	for _, c := range p.Capital {
		sum += c
	}
	return sum
}

// Evidence is the logarithm of the e-value as a share of its limit's: from 1 on
// there is an alarm.
func (p *Promise) Evidence() float64 { return max(0, math.Log(p.capital())/math.Log(1/p.Delta)) }
