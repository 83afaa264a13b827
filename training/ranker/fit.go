package ranker

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// logit holds the weights of the conditional logit, and what each feature is
// divided by first, so that one penalty suits all.
type logit struct {
	weights []float64 // of features as they are
	scale   []float64 // 1/deviation within a case, 0 for a feature that never differs
}

// probabilities of the candidates of a row.
func (l *logit) probabilities(x *row) []float64 {
	out := make([]float64, len(x.who))
	if len(out) == 0 {
		return out
	}
	width := len(x.x) / len(x.who)
	for i := range out {
		for k, v := range x.x[i*width : (i+1)*width] {
			out[i] += l.weights[k] * float64(v)
		}
	}
	logSoftmax(out, 0)
	for i, v := range out {
		out[i] = math.Exp(v)
	}
	return out
}

// fitLogit finds the weights with the least
//
//	sum over rows weight * -log P(truth) + ridge/2 * |(w - prior) * deviation|^2
//
// starting from those of an earlier fit.
func fitLogit(rows []row, prior []float64, ridge float64, earlier *logit) (*logit, error) {
	width := len(prior)
	l := &logit{scale: scales(rows, width)}
	start := make([]float64, width) // x is (w - prior) * deviation
	for k, s := range l.scale {
		if s > 0 {
			start[k] = (earlier.weights[k] - prior[k]) / s
		}
	}
	n := 0.
	for _, r := range rows {
		n += r.weight
	}
	w, slope := make([]float64, width), make([]float64, width)
	var scores []float64
	best, err := minimise(func(x, gradient []float64) float64 {
		norm := floats.Norm(x, 2)
		value := ridge / 2 * norm * norm
		floats.MulTo(w, x, l.scale)
		floats.Add(w, prior)
		clear(slope)
		for _, r := range rows {
			scores = r.scores(w, scores)
			value -= r.weight * logSoftmax(scores, r.truth)
			for i, s := range scores {
				p := math.Exp(s)
				if i == r.truth {
					p--
				}
				if math.Abs(p) < 1e-7 { // too small to be seen in the sum
					continue
				}
				p *= r.weight
				for k, v := range r.x[i*width : (i+1)*width] {
					slope[k] += p * float64(v)
				}
			}
		}
		for k := range gradient {
			gradient[k] = (slope[k]*l.scale[k] + ridge*x[k]) / n
		}
		return value / n
	}, start, 100)
	if err != nil {
		return nil, err
	}
	floats.Mul(best, l.scale)
	floats.Add(best, prior)
	l.weights = best
	return l, nil
}

func (r *row) scores(w, to []float64) []float64 {
	to = to[:0]
	width := len(w)
	for i := range r.who {
		var sum float64
		for k, v := range r.x[i*width : (i+1)*width] {
			sum += w[k] * float64(v)
		}
		to = append(to, sum)
	}
	return to
}

// scales are 1 over the deviation of each feature among the candidates of one
// case, over all rows.
func scales(rows []row, width int) []float64 {
	square, n := make([]float64, width), 0.
	mean := make([]float64, width)
	for _, r := range rows {
		m := float64(len(r.who))
		clear(mean)
		for i := range r.who {
			for k, v := range r.x[i*width : (i+1)*width] {
				mean[k] += float64(v) / m
			}
		}
		for i := range r.who {
			for k, v := range r.x[i*width : (i+1)*width] {
				d := float64(v) - mean[k]
				square[k] += d * d
			}
		}
		n += m
	}
	for k, s := range square {
		square[k] = 0
		if d := math.Sqrt(s / n); d > 1e-6 {
			square[k] = 1 / d
		}
	}
	return square
}
