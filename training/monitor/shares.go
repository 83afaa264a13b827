package monitor

import "math"

// Guess is a label's calibrated probability for one ticket.
type Guess struct {
	Label       int     `json:"l"` // its place in the prior
	Probability float64 `json:"p"`
}

// rounds and settled end the iteration of Shares.
const (
	rounds  = 500
	settled = 1e-7
)

// Shares estimates the true shares of labels among some tickets from their
// calibrated probabilities, which hold for the prior: expectation maximisation
// (Saerens, Latinne and Decaestecker 2002), which a classifier that mistakes
// labels does not bias as counting its answers would. Labels that a ticket's
// guesses leave out have no part in it. Tickets whose guesses are all 0 or no
// probabilities are skipped; without any the prior is the answer.
func Shares(prior []float64, tickets [][]Guess) []float64 {
	now := append([]float64(nil), prior...)
	next := make([]float64, len(prior))
	for range rounds {
		clear(next)
		counted := 0.
		for _, guesses := range tickets {
			sum := 0.
			for _, g := range guesses {
				sum += g.weight(prior, now)
			}
			if !(sum > 0) {
				continue
			}
			counted++
			for _, g := range guesses {
				if w := g.weight(prior, now); w > 0 {
					next[g.Label] += w / sum
				}
			}
		}
		if counted == 0 {
			return now
		}
		moved := 0.
		for i := range next {
			next[i] /= counted
			moved += math.Abs(next[i] - now[i])
		}
		now, next = next, now
		if moved < settled {
			break
		}
	}
	return now
}

// weight is a guess's probability where the labels have these shares now, up to
// a factor; 0 for what is no guess.
func (g *Guess) weight(prior, now []float64) float64 {
	if g.Label < 0 || g.Label >= len(prior) || !(g.Probability > 0 && g.Probability <= 1) || !(prior[g.Label] > 0) {
		return 0
	}
	return g.Probability * now[g.Label] / prior[g.Label]
}
