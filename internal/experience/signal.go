package experience

import (
	"math"

	"switchyard/internal/ticket"
	"switchyard/routing"
)

// Signals are what a ticket alone shows of how hard it is, before anybody has
// it, in this order: the logarithm of one more than the text's length in bytes,
// how unsure the models are of its category (0 for certain, 1 for no idea), how
// often it was opened again, how many had it before, 1 for a requester with a
// tier, and, where its mood was read, the latest anger and valence. All are
// finite. Their order is part of what is learnt: add new ones at the end.
func Signals(t *ticket.Ticket, length int, category []routing.Chance) []float64 {
	tier := 0.
	if t.Tier != "" {
		tier = 1
	}
	out := []float64{math.Log1p(float64(max(0, length))), doubt(category), float64(t.Reopens()), float64(t.Attempts()), tier}
	if n := len(t.Mood); n > 0 {
		out = append(out, t.Mood[n-1].Anger, t.Mood[n-1].Valence)
	}
	for i, x := range out { // four decimals are more than these can vouch for
		if out[i] = math.Round(x*1e4) / 1e4; math.IsNaN(x) || math.IsInf(x, 0) {
			out[i] = 0
		}
	}
	return out
}

// doubt is the entropy of a distribution over that of three equal chances, at
// most 1. What is missing to a sum of 1 is a chance of its own.
func doubt(category []routing.Chance) float64 {
	if len(category) == 0 {
		return 1
	}
	entropy, rest := 0., 1.
	for _, c := range category {
		if c.P > 0 && c.P <= 1 {
			entropy, rest = entropy-c.P*math.Log(c.P), rest-c.P
		}
	}
	if rest > 1e-6 {
		entropy -= rest * math.Log(rest)
	}
	return min(1, max(0, entropy/math.Log(3)))
}
