package training

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/floats"
)

// randomRows draws embeddings, one dimension of which is always the same, and
// labels that a line decides but for some noise.
func randomRows(n, dims, outputs int) ([]float32, []target) {
	rng := rand.New(rand.NewPCG(5, 6))
	rows, targets := make([]float32, n*dims), make([]target, n)
	for i := range targets {
		row := rows[i*dims : (i+1)*dims]
		for k := range row {
			row[k] = float32(rng.NormFloat64()*float64(k+1) + 3)
		}
		row[dims-1] = 7
		label := min(outputs-1, max(0, int(math.Floor(float64(row[0])-3+float64(outputs)/2+.5*rng.NormFloat64()))))
		targets[i] = target{row: i, label: label, weight: float32(.5 + rng.Float64())}
	}
	return rows, targets
}

func TestGradientIsTheSlopeOfTheLoss(t *testing.T) {
	const dims, outputs = 4, 3
	rows, targets := randomRows(700, dims, outputs)
	l := newLogistic(rows, targets, dims, outputs, 2)
	l.strength = .02
	x, rng := make([]float64, (dims+1)*outputs), rand.New(rand.NewPCG(1, 1))
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	checkSlope(t, l, x)
}

// TestLossIsThatOfTheFormula sums the formula row by row, on the scores of
// the head that the parameters stand for.
func TestLossIsThatOfTheFormula(t *testing.T) {
	const dims, outputs = 3, 4
	rows, targets := randomRows(2*logisticParts*blockRows+77, dims, outputs)
	l := newLogistic(rows, targets, dims, outputs, 1)
	x, err := l.fit(context.Background(), 1e-3, nil, 100, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	var want, sum float64
	for _, v := range x {
		want += 1e-3 / 2 * v * v
	}
	head, scores := l.head(x), make([]float32, outputs)
	for _, s := range targets {
		head.Score(scores, rows[s.row*dims:(s.row+1)*dims])
		sum = 0
		for _, v := range scores {
			sum += math.Exp(float64(v))
		}
		want += float64(s.weight) * (math.Log(sum) - float64(scores[s.label])) / float64(len(targets))
	}
	gradient := make([]float64, len(x))
	if loss := l.evaluate(x, gradient); math.Abs(loss-want) > 1e-5 {
		t.Errorf("loss %v, want %v", loss, want)
	}
	if slope := floats.Norm(gradient, math.Inf(1)); slope > 1e-3 {
		t.Errorf("the loss still falls by %v at the end", slope)
	}
	if head.Weights[(dims-1)*outputs] != 0 {
		t.Error("a dimension that never changes was learnt from")
	}
}

func TestWorkersDoNotChangeTheHead(t *testing.T) {
	const dims, outputs = 5, 3
	rows, targets := randomRows(3000, dims, outputs)
	var first []float64
	for _, workers := range []int{1, 2, 3, 11} {
		x, err := newLogistic(rows, targets, dims, outputs, workers).fit(context.Background(), 1e-4, nil, 100, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = x
		}
		if !cmp.Equal(x, first) {
			t.Errorf("%d workers give another head", workers)
		}
	}
}

// TestFitsOfHardRowsEnd has rows that a line divides, rows that are all
// alike, a label of no row, and no penalty to speak of.
func TestFitsOfHardRowsEnd(t *testing.T) {
	divided := []float32{-2, -1, 1, 2}
	for name, rows := range map[string][]float32{"divided": divided, "alike": {3, 3, 3, 3}, "huge": {-3e30, -1e30, 1e30, 3e30}} {
		targets := []target{{0, 0, 1}, {1, 0, 1}, {2, 1, 1}, {3, 1, 1}}
		l := newLogistic(rows, targets, 1, 3, 2)
		x, err := l.fit(context.Background(), 1e-9, nil, 1000, func(int) {})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		scores := make([]float32, 3)
		l.head(x).Score(scores, rows[3:])
		if best := slices.Index(scores, slices.Max(scores)); name != "alike" && best != 1 || scores[2] >= scores[1] {
			t.Errorf("%s: scores %v", name, scores)
		}
	}
}
