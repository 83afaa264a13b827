package library

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/optimize"
)

// Example is a query's candidates and which of them was right, -1 for none.
type Example struct {
	Candidates []Features
	Right      int
}

// Fit learns weights that put the right candidate first, a conditional logit
// (McFadden 1974) with a ridge penalty l2 above 0, and then a bias and a common
// slope by which the chance of the first candidate is right as often as it says
// (Platt 1999). Examples without a right candidate teach the second step alone.
// It is deterministic.
func Fit(examples []Example, l2 float64) (Model, error) {
	var useful []Example
	for _, e := range examples {
		if e.Right >= 0 && len(e.Candidates) > 1 {
			useful = append(useful, e)
		}
	}
	if len(useful) == 0 || !(l2 > 0) {
		return Model{}, errors.New("fit: there is no example with a right candidate and another, or no penalty: give both")
	}
	scale := spread(useful)
	scaled := make([]Example, len(useful))
	for i, e := range useful {
		scaled[i] = Example{Right: e.Right, Candidates: make([]Features, len(e.Candidates))}
		for j := range e.Candidates {
			for k, v := range e.Candidates[j] {
				scaled[i].Candidates[j][k] = v / scale[k]
			}
		}
	}
	useful = scaled
	loss := func(w, gradient []float64) float64 {
		clear(gradient)
		sum := 0.
		var scores []float64
		for _, e := range useful {
			top := math.Inf(-1)
			scores = scores[:0]
			for i := range e.Candidates {
				s := (&Model{Weights: Features(w)}).Score(&e.Candidates[i])
				scores, top = append(scores, s), max(top, s)
			}
			z := 0.
			for i := range scores {
				scores[i] = math.Exp(scores[i] - top)
				z += scores[i]
			}
			sum -= math.Log(max(scores[e.Right]/z, 1e-300))
			for i := range e.Candidates {
				p := scores[i] / z
				if i == e.Right {
					p--
				}
				for k, v := range e.Candidates[i] {
					gradient[k] += p * v
				}
			}
		}
		n := float64(len(useful))
		sum /= n
		for i := range gradient {
			gradient[i] = gradient[i]/n + l2*w[i]
			sum += l2 / 2 * w[i] * w[i]
		}
		return sum
	}
	scratch := make([]float64, FeatureCount)
	problem := optimize.Problem{
		Func: func(w []float64) float64 { return loss(w, scratch) },
		Grad: func(g, w []float64) { loss(w, g) },
	}
	found, err := optimize.Minimize(problem, make([]float64, FeatureCount), &optimize.Settings{MajorIterations: 200, GradientThreshold: 1e-6}, &optimize.LBFGS{})
	if found == nil {
		return Model{}, err
	} // a line search that can find nothing better ends at the optimum as far as floats go
	m := Model{Weights: Features(found.X)}
	for i := range m.Weights {
		m.Weights[i] /= scale[i]
	}
	for _, w := range m.Weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return Model{}, errors.New("fit: the weights are not finite: look for features that are not")
		}
	}
	m.settle(examples)
	return m, nil
}

// spread is the standard deviation of each feature among the candidates of a
// query, 1 where they all agree: one penalty then suits every feature.
func spread(examples []Example) Features {
	var squares Features
	n := 0.
	for _, e := range examples {
		var mean Features
		for i := range e.Candidates {
			for k, v := range e.Candidates[i] {
				mean[k] += v / float64(len(e.Candidates))
			}
		}
		for i := range e.Candidates {
			for k, v := range e.Candidates[i] {
				squares[k] += (v - mean[k]) * (v - mean[k])
			}
			n++
		}
	}
	for k := range squares {
		if squares[k] = math.Sqrt(squares[k] / n); squares[k] < 1e-9 {
			squares[k] = 1
		}
	}
	return squares
}

// settle scales the weights and sets the bias by logistic regression, on the candidate
// that each example ranks first.
func (m *Model) settle(examples []Example) {
	var tops []float64
	var right []bool
	for _, e := range examples {
		best, at := math.Inf(-1), -1
		for i := range e.Candidates {
			if s := m.Score(&e.Candidates[i]); s > best {
				best, at = s, i
			}
		}
		if at >= 0 {
			tops = append(tops, best)
			right = append(right, at == e.Right)
		}
	}
	slope, bias := Calibrate(tops, right)
	m.Bias = bias
	for i := range m.Weights {
		m.Weights[i] *= slope
	}
}

// Calibrate gives the slope, above 0, and bias by which 1/(1+exp(-(slope*score+bias)))
// is right as often as it says (Platt 1999). Where the scores tell nothing it says
// for each how often they were right. Both lists have the same length.
func Calibrate(scores []float64, right []bool) (slope, bias float64) {
	const ridge = 1e-3 // keeps it finite where all are right
	loss := func(w, gradient []float64) float64 {
		sum := ridge * ((w[0]-1)*(w[0]-1) + w[1]*w[1]) / 2
		gradient[0], gradient[1] = ridge*(w[0]-1), ridge*w[1]
		for i, x := range scores {
			s, y := w[0]*x+w[1], 0.
			if right[i] {
				y = 1
			}
			n := float64(len(scores))
			d := (chance(s) - y) / n
			sum += (max(s, 0) + math.Log1p(math.Exp(-math.Abs(s))) - y*s) / n
			gradient[0], gradient[1] = gradient[0]+d*x, gradient[1]+d
		}
		return sum
	}
	found, _ := optimize.Minimize(optimize.Problem{ // a line search that finds nothing better has found the best
		Func: func(w []float64) float64 { return loss(w, make([]float64, 2)) },
		Grad: func(g, w []float64) { loss(w, g) },
	}, []float64{1, 0}, &optimize.Settings{MajorIterations: 100}, &optimize.LBFGS{})
	if found == nil || math.IsNaN(found.X[0]) || math.IsNaN(found.X[1]) || found.X[0] <= 0 {
		yes := 1.
		for _, is := range right {
			if is {
				yes++
			}
		}
		return 1e-6, math.Log(yes / (float64(len(right)) + 2 - yes))
	}
	return found.X[0], found.X[1]
}
