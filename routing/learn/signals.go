package learn

import (
	"math"
	"slices"
)

// Signals beyond this are mistakes, not measures.
const maxSignal = 1e12

// measureFrame learns what is usual of each signal: its median, and its spread
// between the quartiles, which a few absurd values do not move.
func measureFrame(rows []*row) frame {
	n := 0
	for _, r := range rows {
		n = max(n, len(r.Signals))
	}
	f := frame{center: make([]float64, n), scale: make([]float64, n)}
	var values []float64
	for i := range n {
		values = values[:0]
		for _, r := range rows {
			if i < len(r.Signals) && finite(r.Signals[i]) && math.Abs(r.Signals[i]) < maxSignal {
				values = append(values, r.Signals[i])
			}
		}
		f.center[i], f.scale[i] = usual(values)
	}
	return f
}

// usual is the middle of values and their spread, as a normal distribution's
// standard deviation. What differs rarely, as a flag does, has no quartiles
// apart: then it is the standard deviation.
func usual(values []float64) (center, scale float64) {
	if len(values) == 0 {
		return 0, 1
	}
	slices.Sort(values)
	at := func(q float64) float64 { return values[int(q*float64(len(values)-1))] }
	if scale = (at(.75) - at(.25)) / 1.349; scale > 1e-9*math.Abs(at(.5)) {
		return at(.5), scale
	}
	mean, square := 0., 0.
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		square += (v - mean) * (v - mean) / float64(len(values))
	}
	if scale = math.Sqrt(square); !(scale > 1e-9*math.Abs(mean)) || scale == 0 {
		scale = 1
	}
	return mean, scale
}
