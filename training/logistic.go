package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"

	"switchyard/models"
)

// logistic is a softmax regression on embeddings:
//
//	loss(W, b) = 1/n sum_i w_i * -log softmax(z(x_i)*W + b)[y_i] + strength/2 * (|W|^2 + |b|^2)
//
// z centres each dimension and gives it deviation 1, so that one strength
// suits every encoder. The loss is strictly convex: there is one answer.
type logistic struct {
	rows     []float32 // n times dims
	targets  []target
	dims     int
	outputs  int
	strength float64

	mean, inverse []float64 // of each dimension; inverse deviation, 0 where all rows agree
	parts         []logisticPart
	workers       int
}

// logisticPart sums loss and gradient over its own rows. The parts depend on
// nothing but n and are added up in order, so the number of workers does not
// change a bit.
type logisticPart struct {
	from, to int // in the targets
	loss     float64
	gradient []float64
	block    []float64 // blockRows times dims
	scores   []float64 // blockRows times outputs
}

const (
	logisticParts = 8
	blockRows     = 256
)

func newLogistic(rows []float32, targets []target, dims, outputs, workers int) *logistic {
	l := &logistic{rows: rows, targets: targets, dims: dims, outputs: outputs, workers: workers,
		mean: make([]float64, dims), inverse: make([]float64, dims)}
	l.measureRows()
	for p := range logisticParts {
		from, to := share(len(targets), logisticParts, p)
		l.parts = append(l.parts, logisticPart{from: from, to: to, gradient: make([]float64, (dims+1)*outputs),
			block: make([]float64, blockRows*dims), scores: make([]float64, blockRows*outputs)})
	}
	return l
}

// measureRows finds mean and deviation of each dimension over the targets.
func (l *logistic) measureRows() {
	squares, n := make([]float64, l.dims), float64(len(l.targets))
	for _, t := range l.targets {
		for k, v := range l.rows[t.row*l.dims : (t.row+1)*l.dims] {
			l.mean[k] += float64(v) / n
		}
	}
	for _, t := range l.targets {
		for k, v := range l.rows[t.row*l.dims : (t.row+1)*l.dims] {
			squares[k] += (float64(v) - l.mean[k]) * (float64(v) - l.mean[k]) / n
		}
	}
	for k, s := range squares {
		if deviation := math.Sqrt(s); deviation > 1e-7 {
			l.inverse[k] = 1 / deviation
		}
	}
}

// evaluate is that of an objective; x is W row by row, then b.
func (l *logistic) evaluate(x, gradient []float64) float64 {
	parallel(l.workers, func(w int) {
		from, to := share(len(l.parts), l.workers, w)
		for i := from; i < to; i++ {
			l.parts[i].evaluate(l, x)
		}
	})
	norm := floats.Norm(x, 2)
	loss := l.strength / 2 * norm * norm
	floats.ScaleTo(gradient, l.strength, x)
	for i := range l.parts {
		loss += l.parts[i].loss
		floats.Add(gradient, l.parts[i].gradient)
	}
	return loss
}

func (p *logisticPart) evaluate(l *logistic, x []float64) {
	p.loss = 0
	clear(p.gradient)
	weights := blas64.General{Rows: l.dims, Cols: l.outputs, Stride: l.outputs, Data: x[:l.dims*l.outputs]}
	gradient := weights
	gradient.Data = p.gradient[:l.dims*l.outputs]
	bias, biasGradient := x[l.dims*l.outputs:], p.gradient[l.dims*l.outputs:]
	for start := p.from; start < p.to; start += blockRows {
		targets := l.targets[start:min(start+blockRows, p.to)]
		block := blas64.General{Rows: len(targets), Cols: l.dims, Stride: l.dims, Data: p.block}
		scores := blas64.General{Rows: len(targets), Cols: l.outputs, Stride: l.outputs, Data: p.scores}
		for i, t := range targets {
			row := p.block[i*l.dims : (i+1)*l.dims]
			for k, v := range l.rows[t.row*l.dims : (t.row+1)*l.dims] {
				row[k] = (float64(v) - l.mean[k]) * l.inverse[k]
			}
			copy(p.scores[i*l.outputs:], bias)
		}
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, block, weights, 1, scores)
		for i, t := range targets {
			row := p.scores[i*l.outputs : (i+1)*l.outputs]
			weight := float64(t.weight) / float64(len(l.targets))
			p.loss += weight * softmax(row, t.label)
			row[t.label]--
			floats.Scale(weight, row)
			floats.Add(biasGradient, row)
		}
		blas64.Gemm(blas.Trans, blas.NoTrans, 1, block, scores, 1, gradient)
	}
}

// softmax turns scores into probabilities and gives the log-loss of a label.
func softmax(row []float64, label int) float64 {
	top, sum := floats.Max(row), 0.
	loss := top - row[label]
	for i, v := range row {
		row[i] = math.Exp(v - top)
		sum += row[i]
	}
	floats.Scale(1/sum, row)
	return loss + math.Log(sum)
}

// fit minimises the loss from start, which may be nil, in at most iterations
// steps; done is told of each. It gives the best weights found.
func (l *logistic) fit(ctx context.Context, strength float64, start []float64, iterations int, done func(iteration int)) ([]float64, error) {
	l.strength = strength
	if start == nil {
		start = make([]float64, (l.dims+1)*l.outputs)
	}
	x, err := minimise(ctx, l, start, iterations, done)
	if err != nil {
		return nil, fmt.Errorf("fit the head with strength %g: %w", strength, err)
	}
	return x, nil
}

// head gives weights found by fit in the form that reads embeddings as they
// are.
func (l *logistic) head(x []float64) *models.Head {
	h := &models.Head{Inputs: l.dims, Outputs: l.outputs, Weights: make([]float32, l.dims*l.outputs), Bias: make([]float32, l.outputs)}
	bias := slices.Clone(x[l.dims*l.outputs:])
	for k := range l.dims {
		for c := range l.outputs {
			w := x[k*l.outputs+c] * l.inverse[k]
			h.Weights[k*l.outputs+c] = float32(w)
			bias[c] -= l.mean[k] * w
		}
	}
	for c, b := range bias {
		h.Bias[c] = float32(b)
	}
	return h
}
