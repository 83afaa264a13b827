package training

import (
	"context"
	"fmt"
	"math"

	"switchyard/models"
)

// linear is a softmax regression on hashed n-grams:
//
//	loss(W, b) = sum_i w_i * -log softmax(x_i*W + b)[y_i] + penalty/2 * |W|^2, all divided by n
//
// Two outputs need one column only: the score of the second against the first.
// The loss is strictly convex in W: there is one answer.
type linear struct {
	data     *bags
	columns  bagColumns
	targets  []target
	rows     int // of the table
	cols     int // columns of W
	outputs  int
	penalty  float64
	workers  int
	residual []float64 // targets times cols: probability minus truth, weighed
	loss     []float64 // of each block of targets
}

// bagColumns holds the same numbers as bags, by feature: which targets have
// it, in order.
type bagColumns struct {
	start   []int
	targets []int32
	weights []float32
}

// linearBlocks is how many sums the loss is made of: it depends on nothing, so
// that the number of workers does not change a bit.
const linearBlocks = 16

func newLinear(data *bags, targets []target, rows, outputs int, penalty float64, workers int) *linear {
	cols := outputs
	if outputs == 2 {
		cols = 1
	}
	l := &linear{data: data, targets: targets, rows: rows, cols: cols, outputs: outputs, penalty: penalty, workers: workers,
		residual: make([]float64, len(targets)*cols), loss: make([]float64, linearBlocks)}
	l.columns.start = make([]int, rows+1)
	for _, t := range targets {
		for _, id := range data.at(t.row).IDs {
			l.columns.start[id+1]++
		}
	}
	for id := range rows {
		l.columns.start[id+1] += l.columns.start[id]
	}
	free := append([]int(nil), l.columns.start...)
	l.columns.targets = make([]int32, l.columns.start[rows])
	l.columns.weights = make([]float32, l.columns.start[rows])
	for i, t := range targets {
		bag := data.at(t.row)
		for k, id := range bag.IDs {
			l.columns.targets[free[id]], l.columns.weights[free[id]] = int32(i), bag.Weights[k]
			free[id]++
		}
	}
	return l
}

// evaluate is that of an objective; x is W row by row, then b.
func (l *linear) evaluate(x, gradient []float64) float64 {
	bias := x[l.rows*l.cols:]
	parallel(l.workers, func(w int) {
		from, to := share(linearBlocks, l.workers, w)
		scores := make([]float64, l.outputs)
		for b := from; b < to; b++ {
			l.loss[b] = 0
			first, last := share(len(l.targets), linearBlocks, b)
			for i := first; i < last; i++ {
				l.loss[b] += l.read(i, x, bias, scores)
			}
		}
	})
	n := float64(len(l.targets))
	squares := make([]float64, linearBlocks)
	parallel(l.workers, func(w int) {
		from, to := share(linearBlocks, l.workers, w)
		for b := from; b < to; b++ {
			first, last := share(l.rows, linearBlocks, b)
			squares[b] = l.slopes(x, gradient, first, last, n)
		}
	})
	biasGradient := gradient[l.rows*l.cols:]
	clear(biasGradient)
	for i := range l.targets {
		for c := range biasGradient {
			biasGradient[c] += l.residual[i*l.cols+c] / n
		}
	}
	var loss, square float64
	for b := range linearBlocks {
		loss += l.loss[b]
		square += squares[b]
	}
	return loss/n + l.penalty/(2*n)*square
}

// read finds the scores of one target, leaves the residual and gives the loss.
func (l *linear) read(i int, x, bias, scores []float64) float64 {
	t := l.targets[i]
	to := l.residual[i*l.cols : (i+1)*l.cols]
	copy(to, bias)
	bag := l.data.at(t.row)
	for k, id := range bag.IDs {
		w := float64(bag.Weights[k])
		for c, v := range x[int(id)*l.cols : (int(id)+1)*l.cols] {
			to[c] += w * v
		}
	}
	clear(scores)
	copy(scores[l.outputs-l.cols:], to)
	loss := softmax(scores, t.label)
	scores[t.label]--
	for c, v := range scores[l.outputs-l.cols:] {
		to[c] = v * float64(t.weight)
	}
	return loss * float64(t.weight)
}

// slopes writes the gradient of the features first to last and gives the sum
// of their squared weights.
func (l *linear) slopes(x, gradient []float64, first, last int, n float64) (square float64) {
	for id := first; id < last; id++ {
		g := gradient[id*l.cols : (id+1)*l.cols]
		clear(g)
		for k := l.columns.start[id]; k < l.columns.start[id+1]; k++ {
			w, r := float64(l.columns.weights[k]), l.residual[int(l.columns.targets[k])*l.cols:]
			for c := range g {
				g[c] += w * r[c]
			}
		}
		for c, v := range x[id*l.cols : (id+1)*l.cols] {
			g[c] = (g[c] + l.penalty*v) / n
			square += v * v
		}
	}
	return square
}

// linearIterations bounds the steps of a linear fit.
const linearIterations = 80

// fit gives the best weights as a network; see network.
func (l *linear) fit(ctx context.Context, report func(Progress)) (*models.Network, error) {
	start := make([]float64, (l.rows+1)*l.cols)
	x, err := minimise(ctx, l, start, linearIterations, func(iteration int) {
		report(Progress{Stage: "fitting the linear part", Done: iteration, Total: linearIterations})
	})
	if err != nil {
		return nil, fmt.Errorf("fit the linear part: %w", err)
	}
	report(Progress{Stage: "fitting the linear part", Done: linearIterations, Total: linearIterations}) // it may be there early
	return l.network(x), nil
}

// headroom is how much larger than any training text's a score may be before
// the hidden unit that carries it cuts it off.
const headroom = 8

// network writes linear weights as the built-in network. Each column of W
// takes two hidden units whose bias keeps them positive, so that ReLU changes
// nothing: one with the weights as int8 rounds them and one with what rounding
// leaves, so that a table in int8 holds 15 bits of each weight.
func (l *linear) network(x []float64) *models.Network {
	hidden := 2 * l.cols
	net := &models.Network{Rows: l.rows, Hidden: hidden, Outputs: l.outputs,
		Table: make([]float32, l.rows*hidden), Bias: make([]float32, hidden),
		Out: make([]float32, hidden*l.outputs), OutBias: make([]float32, l.outputs)}
	for c := range l.cols {
		step := 0.
		for id := range l.rows {
			step = math.Max(step, math.Abs(x[id*l.cols+c])/127)
		}
		for id := range l.rows {
			v, coarse := x[id*l.cols+c], 0.
			if step > 0 {
				coarse = math.RoundToEven(v/step) * step
			}
			net.Table[id*hidden+2*c], net.Table[id*hidden+2*c+1] = float32(coarse), float32(v-coarse)
		}
		output := l.outputs - l.cols + c
		net.OutBias[output] = float32(x[l.rows*l.cols+c])
		for unit := 2 * c; unit < 2*c+2; unit++ {
			lift := l.reach(net.Table, hidden, unit) * headroom
			net.Bias[unit] = lift
			net.Out[unit*l.outputs+output] = 1
			net.OutBias[output] -= lift
		}
	}
	return net
}

// reach is the largest score that a unit has on the training texts, at least 1.
func (l *linear) reach(table []float32, hidden, unit int) float32 {
	most := float32(1)
	for _, t := range l.targets {
		var sum float32
		bag := l.data.at(t.row)
		for k, id := range bag.IDs {
			sum += bag.Weights[k] * table[int(id)*hidden+unit]
		}
		most = max(most, sum, -sum)
	}
	return most
}
