package training

import (
	"math"
	"testing"
)

// checkSlope holds the gradient of an objective at x to its slope there.
func checkSlope(t *testing.T, f objective, x []float64) {
	t.Helper()
	const step = 1e-5
	gradient, rest := make([]float64, len(x)), make([]float64, len(x))
	f.evaluate(x, gradient)
	for i := range x {
		at := x[i]
		x[i] = at + step
		above := f.evaluate(x, rest)
		x[i] = at - step
		slope := (above - f.evaluate(x, rest)) / (2 * step)
		x[i] = at
		if math.Abs(slope-gradient[i]) > 1e-6 {
			t.Fatalf("parameter %d: gradient %v, slope %v", i, gradient[i], slope)
		}
	}
}
