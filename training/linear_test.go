package training

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/text"
	"switchyard/models"
)

// wordBags are bags of a few words out of many, the label given by some of
// them.
func wordBags(n, buckets, outputs int) (*bags, []target) {
	rng := rand.New(rand.NewPCG(4, 2))
	data, targets := &bags{start: []int{0}}, make([]target, n)
	for i := range n {
		label := rng.IntN(outputs)
		for range 6 {
			id := rng.IntN(buckets)
			if rng.IntN(3) == 0 {
				id = id/outputs*outputs + label // speaks for the label
			}
			data.ids, data.weights = append(data.ids, int32(min(id, buckets-1))), append(data.weights, .2+rng.Float32())
		}
		data.start = append(data.start, len(data.ids))
		targets[i] = target{row: i, label: label, weight: .5 + rng.Float32()}
	}
	return data, targets
}

func TestLinearGradientIsTheSlopeOfTheLoss(t *testing.T) {
	for _, outputs := range []int{2, 4} {
		const buckets = 16
		data, targets := wordBags(200, buckets, outputs)
		l := newLinear(data, targets, buckets, outputs, .7, 2)
		rng := rand.New(rand.NewPCG(1, 1))
		x := make([]float64, (buckets+1)*l.cols)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		checkSlope(t, l, x)
	}
}

// The network gives the scores of the weights, and its int8 form nearly so.
func TestLinearNetworkScoresAsItsWeights(t *testing.T) {
	for _, outputs := range []int{2, 3} {
		const buckets = 64
		data, targets := wordBags(500, buckets, outputs)
		l := newLinear(data, targets, buckets, outputs, 1, 2)
		x, err := minimise(context.Background(), l, make([]float64, (buckets+1)*l.cols), 100, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		net := l.network(x)
		for name, c := range map[string]struct {
			net    *models.Network
			within float64
		}{"float32": {net, 1e-4}, "int8": {net.Quantise(), 2e-3}} {
			engine := models.NewNativeEngine(c.net)
			for row := range 100 {
				logits, want := make([]float32, outputs), make([]float64, outputs)
				if err := engine.Score(logits, []text.Bag{data.at(row)}); err != nil {
					t.Fatal(err)
				}
				for col := range l.cols {
					sum := x[buckets*l.cols+col]
					bag := data.at(row)
					for k, id := range bag.IDs {
						sum += float64(bag.Weights[k]) * x[int(id)*l.cols+col]
					}
					want[outputs-l.cols+col] = sum
				}
				for k := range want {
					if math.Abs(float64(logits[k])-want[k]) > c.within {
						t.Fatalf("%s, %d outputs: scores %v, weights say %v", name, outputs, logits, want)
					}
				}
			}
		}
	}
}

func TestWorkersDoNotChangeTheLinearPart(t *testing.T) {
	const buckets, outputs = 32, 3
	data, targets := wordBags(300, buckets, outputs)
	var first *models.Network
	for _, workers := range []int{1, 2, 5} {
		net, err := newLinear(data, targets, buckets, outputs, 1, workers).fit(context.Background(), func(Progress) {})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = net
		} else if diff := cmp.Diff(first, net); diff != "" {
			t.Fatalf("%d workers gave other weights:\n%s", workers, diff)
		}
	}
}

func TestLinearStopsWhenTold(t *testing.T) {
	data, targets := wordBags(300, 32, 2)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := newLinear(data, targets, 32, 2, 1, 1).fit(ctx, func(Progress) {}); err == nil {
		t.Error("a cancelled fit gave a network")
	}
}

func TestRarities(t *testing.T) {
	// Feature 0 is in all four rows, 1 in two (twice in one of them), 2 in one.
	data := &bags{start: []int{0, 2, 3, 6, 7}, ids: []int32{0, 1, 0, 0, 1, 1, 0}, weights: []float32{1, 1, 1, 1, 1, 1, 1}}
	data.ids, data.weights, data.start = append(data.ids, 2), append(data.weights, 1), append(data.start[:4:4], 8)
	if got := rarities(data, 4, false, 0); got != nil {
		t.Errorf("nothing was asked for: %v", got)
	}
	if diff := cmp.Diff([]float32{1, 1, 0, 0}, rarities(data, 4, false, 2)); diff != "" {
		t.Errorf("least rows (-want +got):\n%s", diff)
	}
	idf := rarities(data, 4, true, 0)
	if ratio, want := float64(idf[1]/idf[0]), math.Log(5./3)+1; math.Abs(ratio-want) > 1e-6 {
		t.Errorf("a feature in two rows of four weighs %v of one in all, want %v", ratio, want)
	}
	weighed := data.weighed(idf)
	var before, after float64
	for i := range data.ids {
		before += float64(data.weights[i]) * float64(data.weights[i])
	}
	for _, w := range weighed.weights {
		after += float64(w) * float64(w)
	}
	if math.Abs(before-after) > 1e-5 {
		t.Errorf("the rows were %v long in all and are %v", before, after)
	}
	dropped := data.weighed([]float32{1, 0, 1, 0})
	if diff := cmp.Diff([]int{0, 1, 2, 3, 5}, dropped.start); diff != "" {
		t.Errorf("starts without feature 1 (-want +got):\n%s", diff)
	}
}

// A network whose table took the factors in reads plain bags as the fitted one
// reads weighed bags.
func TestFoldedFactorsChangeNoScore(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	data, _ := wordBags(50, 16, 2)
	net := &models.Network{Rows: 16, Hidden: 5, Outputs: 2, Table: make([]float32, 80), Bias: make([]float32, 5), Out: make([]float32, 10), OutBias: make([]float32, 2)}
	for _, w := range [][]float32{net.Table, net.Bias, net.Out} {
		for i := range w {
			w[i] = float32(rng.NormFloat64())
		}
	}
	factors := rarities(data, 16, true, 2)
	weighed := data.weighed(factors)
	score := func(b *bags, row int) []float32 {
		logits := make([]float32, 2)
		if err := models.NewNativeEngine(net).Score(logits, []text.Bag{b.at(row)}); err != nil {
			t.Fatal(err)
		}
		return logits
	}
	var want [][]float32
	for row := range 50 {
		want = append(want, score(weighed, row))
	}
	fold(net, factors)
	for row := range 50 {
		if got := score(data, row); math.Abs(float64(got[0]-want[row][0])) > 1e-4 {
			t.Fatalf("row %d: %v, want %v", row, got, want[row])
		}
	}
}

func TestClassWeights(t *testing.T) {
	var examples []Example
	for language, counts := range map[string][2]int{"de": {8, 2}, "en": {50, 50}} {
		for label, n := range counts {
			for i := range n {
				examples = append(examples, Example{ID: fmt.Sprint(language, label, i), Language: language, Label: label})
			}
		}
	}
	sums := map[string]float64{}
	for i, w := range classWeights(examples, 2, ByLanguage) {
		sums[fmt.Sprint(examples[i].Language, examples[i].Label)] += w
	}
	if diff := cmp.Diff(map[string]float64{"de0": 5, "de1": 5, "en0": 50, "en1": 50}, sums); diff != "" {
		t.Errorf("weights by language (-want +got):\n%s", diff)
	}
	for how, want := range map[ClassWeights]float64{Uniform: 1, Balanced: 58. / 52, Root: math.Sqrt(58. / 52)} {
		var rare, frequent float64
		for i, w := range classWeights(examples, 2, how) {
			if examples[i].Label == 1 {
				rare = w
			} else {
				frequent = w
			}
		}
		if math.Abs(rare/frequent-want) > 1e-9 {
			t.Errorf("%s: the rarer label weighs %v times the other, want %v", how, rare/frequent, want)
		}
	}
}
