package dispatch

import (
	"math"

	"switchyard/internal/ticket"
)

// signals are what a ticket alone shows of how hard it is: how long it is, how
// unsure the models are of its category (0 for certain, 1 for no idea), how
// often it was opened again, and, where its mood was read, anger and valence.
// Their order is part of what is learnt: add new ones at the end.
func signals(t *ticket.Ticket, f *facts) []float64 {
	out := []float64{math.Log1p(float64(f.length)), doubt(f), float64(t.Reopens())}
	if n := len(t.Mood); n > 0 {
		out = append(out, finite(t.Mood[n-1].Anger), finite(t.Mood[n-1].Valence))
	}
	for i := range out {
		out[i] = rounded(out[i], 1e4)
	}
	return out
}

// doubt is the entropy of the category over that of three equal chances, at most 1.
func doubt(f *facts) float64 {
	if len(f.category) == 0 {
		return 1
	}
	sum, entropy := 0.0, 0.0
	for _, c := range f.category {
		if c.P > 0 {
			sum, entropy = sum+c.P, entropy-c.P*math.Log(c.P)
		}
	}
	if rest := 1 - sum; rest > 1e-6 {
		entropy -= rest * math.Log(rest)
	}
	return min(1, max(0, entropy/math.Log(3)))
}

// rounded keeps as many decimals as a scale has noughts.
func rounded(x, scale float64) float64 { return math.Round(finite(x)*scale) / scale }
