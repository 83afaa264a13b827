package training

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// objective is a smooth convex function to minimise.
type objective interface {
	// evaluate writes the gradient at x and gives the value there.
	evaluate(x, gradient []float64) float64
}

// flat is the largest element of a gradient at which a failed line search
// counts as the end of the way: rounding hides what is left of it.
const flat = 1e-5

// minimise finds the least value of an objective by L-BFGS (Liu and Nocedal
// 1989) from start in at most iterations steps; done is told of each.
func minimise(ctx context.Context, f objective, start []float64, iterations int, done func(iteration int)) ([]float64, error) {
	// gonum asks for value and gradient one after the other.
	var at []float64
	var value float64
	gradient := make([]float64, len(start))
	evaluate := func(x []float64) {
		if at == nil || !slices.Equal(at, x) {
			value = f.evaluate(x, gradient)
			at = append(at[:0], x...)
		}
	}
	result, err := optimize.Minimize(
		optimize.Problem{
			Func: func(x []float64) float64 { evaluate(x); return value },
			Grad: func(to, x []float64) { evaluate(x); copy(to, gradient) },
		}, start, &optimize.Settings{
			MajorIterations: iterations, GradientThreshold: 1e-6,
			Converger: &optimize.FunctionConverge{Relative: 1e-6, Iterations: 5},
			Recorder:  &iterationRecorder{ctx, done},
		}, &optimize.LBFGS{Linesearcher: &optimize.MoreThuente{}})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && (result == nil || len(result.Gradient) == 0 || floats.Norm(result.Gradient, math.Inf(1)) > flat) {
		return nil, fmt.Errorf("find the best weights: %w", err)
	}
	if math.IsNaN(result.F) || math.IsInf(result.F, 0) {
		return nil, errors.New("find the best weights: the loss is not a number")
	}
	return result.X, nil
}

// iterationRecorder tells of each step and ends the way with the context.
type iterationRecorder struct {
	ctx  context.Context
	done func(iteration int)
}

// Init does nothing.
func (r *iterationRecorder) Init() error { return nil }

// Record is called from the goroutine that called minimise.
func (r *iterationRecorder) Record(_ *optimize.Location, op optimize.Operation, stats *optimize.Stats) error {
	if op == optimize.MajorIteration {
		r.done(stats.MajorIterations)
	}
	return r.ctx.Err()
}
