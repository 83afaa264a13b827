package ranker

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// Linear is a softmax regression on sparse features,
//
//	loss(W, b) = sum_i weight_i * -log softmax(x_i*W + b)[y_i] + ridge/2 * |W|^2, all divided by n
//
// fitted by L-BFGS to its one best answer. Features of one example alone are
// left out: they can say nothing of another, and are most of all. A fitted Linear may be read by any
// number of goroutines.
type Linear struct {
	classes int
	row     map[int32]int // of a feature in the weights
	weights []float64     // rows times classes, then the bias
}

// Example is a sparse vector and its class. Vectors are expected to have length 1 or so.
type Example struct {
	Bag    Bag
	Class  int
	Weight float64
}

// FitLinear fits examples of classes 0 to classes-1. The same examples give
// the same weights.
func FitLinear(examples []Example, classes int, ridge float64, iterations int) (*Linear, error) {
	if len(examples) == 0 || classes < 1 {
		return nil, fmt.Errorf("ranker: %d examples of %d classes: a linear model needs at least one of each", len(examples), classes)
	}
	l := &Linear{classes: classes, row: map[int32]int{}}
	var sum float64
	seen := map[int32]bool{}
	for i, e := range examples {
		if e.Class < 0 || e.Class >= classes || !(e.Weight >= 0) || math.IsInf(e.Weight, 0) {
			return nil, fmt.Errorf("ranker: example %d has class %d and weight %g: classes go from 0 to %d, weights are finite and not negative", i, e.Class, e.Weight, classes-1)
		}
		sum += e.Weight
		for _, id := range e.Bag.IDs {
			if _, known := l.row[id]; seen[id] && !known {
				l.row[id] = len(l.row)
			}
			seen[id] = true
		}
	}
	if sum == 0 {
		return nil, fmt.Errorf("ranker: all %d examples have weight 0", len(examples))
	}
	x, err := minimise(func(x, gradient []float64) float64 { return l.loss(examples, x, gradient, ridge, sum) },
		make([]float64, (len(l.row)+1)*classes), iterations)
	if err != nil {
		return nil, err
	}
	l.weights = x
	return l, nil
}

// loss writes the gradient and gives the value of what is to be minimised.
func (l *Linear) loss(examples []Example, x, gradient []float64, ridge, sum float64) float64 {
	k, bias := l.classes, len(l.row)*l.classes
	for i, v := range x[:bias] {
		gradient[i] = ridge * v
	}
	clear(gradient[bias:])
	norm := floats.Norm(x[:bias], 2)
	value := ridge / 2 * norm * norm
	scores := make([]float64, k)
	for _, e := range examples {
		l.scores(x, e.Bag, scores)
		value -= e.Weight * logSoftmax(scores, e.Class)
		for c := range scores {
			scores[c] = e.Weight * math.Exp(scores[c])
		}
		scores[e.Class] -= e.Weight
		floats.Add(gradient[bias:], scores)
		for j, id := range e.Bag.IDs {
			at := l.row[id] * k
			floats.AddScaled(gradient[at:at+k], float64(e.Bag.Weights[j]), scores)
		}
	}
	floats.Scale(1/sum, gradient)
	return value / sum
}

func (l *Linear) scores(x []float64, b Bag, to []float64) {
	copy(to, x[len(l.row)*l.classes:])
	for j, id := range b.IDs {
		if at, known := l.row[id]; known {
			floats.AddScaled(to, float64(b.Weights[j]), x[at*l.classes:(at+1)*l.classes])
		}
	}
}

// LogProbabilities writes the log probability of each class, to being as long
// as there are classes. Unknown features say nothing.
func (l *Linear) LogProbabilities(b Bag, to []float64) {
	l.scores(l.weights, b, to)
	logSoftmax(to, 0)
}

// logSoftmax turns scores into log probabilities and gives that of one.
func logSoftmax(scores []float64, of int) float64 {
	floats.AddConst(-floats.LogSumExp(scores), scores)
	return scores[of]
}

// Classes is how many classes the model was fitted on.
func (l *Linear) Classes() int { return l.classes }
