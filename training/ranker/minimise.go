package ranker

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// minimise finds the least value of a convex function by L-BFGS (Liu and
// Nocedal 1989) from start, which it leaves alone. f writes the gradient at x
// and gives the value there.
func minimise(f func(x, gradient []float64) float64, start []float64, iterations int) ([]float64, error) {
	var at []float64 // gonum asks for value and gradient one after the other
	var value float64
	gradient := make([]float64, len(start))
	evaluate := func(x []float64) {
		if at == nil || !slices.Equal(at, x) {
			value = f(x, gradient)
			at = append(at[:0], x...)
		}
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 { evaluate(x); return value },
		Grad: func(to, x []float64) { evaluate(x); copy(to, gradient) },
	}
	// A line search may find no lower point where the memory of earlier steps
	// misleads it: it begins afresh from there. Near the minimum rounding hides
	// what is left, so that a second failure in a row ends the way.
	for try := 0; ; try++ {
		result, err := optimize.Minimize(problem, start, &optimize.Settings{MajorIterations: iterations, GradientThreshold: 1e-6,
			Converger: &optimize.FunctionConverge{Relative: 1e-6, Iterations: 4},
		}, &optimize.LBFGS{Store: 8})
		switch {
		case result == nil || math.IsNaN(result.F) || math.IsInf(result.F, 0):
			return nil, errors.Join(errors.New("ranker: find the best weights: the loss is not a number"), err)
		case err == nil:
			return result.X, nil
		case try > 0 && (floats.Norm(result.Gradient, math.Inf(1)) < 1e-3 || try > 5):
			return result.X, nil
		}
		start = result.X
	}
}
