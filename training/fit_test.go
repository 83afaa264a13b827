package training

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/internal/vec"
	"switchyard/models"
)

// crossEntropy is weight times the loss of logits against the smoothed label.
func crossEntropy(logits []float64, label int, weight, smoothing float64) float64 {
	var sum float64
	for _, l := range logits {
		sum += math.Exp(l)
	}
	var loss float64
	for i, l := range logits {
		share := smoothing / float64(len(logits))
		if i == label {
			share += 1 - smoothing
		}
		loss -= share * (l - math.Log(sum))
	}
	return weight * loss
}

func TestGradientIsThatOfTheLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logits := rapid.SliceOfN(rapid.Float64Range(-6, 6), 2, 12).Draw(t, "logits")
		label := rapid.IntRange(0, len(logits)-1).Draw(t, "label")
		weight, smoothing := rapid.Float64Range(.01, 3).Draw(t, "weight"), rapid.Float64Range(0, .5).Draw(t, "smoothing")
		got := make([]float32, len(logits))
		for i, l := range logits {
			got[i] = float32(l)
		}
		gradient(got, label, float32(weight), smoothing)
		const h = 1e-5
		for i := range logits {
			up, down := append([]float64(nil), logits...), append([]float64(nil), logits...)
			up[i] += h
			down[i] -= h
			want := (crossEntropy(up, label, weight, smoothing) - crossEntropy(down, label, weight, smoothing)) / (2 * h)
			if math.Abs(float64(got[i])-want) > 1e-5*(1+weight) {
				t.Fatalf("d/dlogit %d = %v, want %v", i, got[i], want)
			}
		}
	})
}

// batchLoss is the mean loss of a batch in double precision, without dropout.
func batchLoss(net *models.Network, data *bags, batch []target, smoothing float64) float64 {
	var sum float64
	for _, t := range batch {
		bag := data.at(t.row)
		logits := make([]float64, net.Outputs)
		for o, b := range net.OutBias {
			logits[o] = float64(b)
		}
		for i := range net.Hidden {
			h := float64(net.Bias[i])
			for j, id := range bag.IDs {
				h += float64(bag.Weights[j]) * float64(net.Table[int(id)*net.Hidden+i])
			}
			for o := range logits {
				logits[o] += max(0, h) * float64(net.Out[i*net.Outputs+o])
			}
		}
		sum += crossEntropy(logits, t.label, float64(t.weight), smoothing)
	}
	return sum / float64(len(batch))
}

// The first step of Adam leaves (1-beta1) times the gradient in the first
// moment: that is held against finite differences of the loss.
func TestStepFollowsTheLoss(t *testing.T) {
	set, opts := toySet(3, 3, 4), toyOptions()
	opts.DropInput, opts.DropHidden, opts.Workers, opts.Batch = 0, 0, 2, len(set.Examples)
	const smoothing = .1
	var texts []string
	var batch []target
	var order []int
	for i, e := range set.Examples {
		texts = append(texts, e.Text)
		batch = append(batch, target{row: i, label: e.Label, weight: .5 + float32(i%3)/2})
		order = append(order, i)
	}
	data, err := featurise(opts.Features, texts, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := newFitter(data, opts.Features.Buckets, len(set.Labels), opts)
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range f.net.Bias { // away from the kink of ReLU
		f.net.Bias[i] = float32(rng.NormFloat64())
	}
	f.forward(order, batch, 0, smoothing)
	f.update(len(order), vec.NewAdamStep(0, beta1, beta2, 1), 1) // at rate 0 no weight moves

	used := data.at(0).IDs
	checks := 0
	check := func(name string, weights, moments []float32, i int) {
		const h = 1e-2
		at := weights[i]
		weights[i] = at + h
		up := batchLoss(f.net, data, batch, smoothing)
		weights[i] = at - h
		down := batchLoss(f.net, data, batch, smoothing)
		weights[i] = at
		want, got := (up-down)/(2*h), float64(moments[i])/(1-beta1)
		if math.Abs(got-want) > 1e-4+.01*math.Abs(want) {
			t.Errorf("gradient of %s[%d] = %v, finite difference %v", name, i, got, want)
		}
		checks++
	}
	for i := range f.net.Out {
		check("out", f.net.Out, f.outM, i)
	}
	for i := range f.net.OutBias {
		check("out bias", f.net.OutBias, f.outBiasM, i)
	}
	for i := range f.net.Bias {
		check("bias", f.net.Bias, f.biasM, i)
	}
	for range 300 {
		id := int(used[rng.IntN(len(used))])
		check("table", f.net.Table, f.tableM, id*f.net.Hidden+rng.IntN(f.net.Hidden))
	}
	if checks < 350 {
		t.Errorf("only %d gradients were held against the loss", checks)
	}
}

func TestWorkersDoNotChangeABit(t *testing.T) {
	set := toySet(1, 4, 30)
	set.Examples[5].Label = len(set.Labels)
	set.OutOfScope = 1
	var first []byte
	for _, workers := range []int{1, 2, 3, 5} {
		opts := toyOptions()
		opts.Workers = workers
		result, err := Train(t.Context(), set, nil, opts, time.Unix(0, 0), quiet)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := result.Bundle.Seal()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = sealed
		}
		if !bytes.Equal(first, sealed) { // the hashes of all files are in it
			t.Errorf("%d workers gave another bundle", workers)
		}
	}
	other := toyOptions()
	other.Seed = 2
	result, err := Train(t.Context(), set, nil, other, time.Unix(0, 0), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if sealed, err := result.Bundle.Seal(); err != nil || bytes.Equal(first, sealed) {
		t.Errorf("another seed gave the same bundle (%v)", err)
	}
}

func TestTrainLearns(t *testing.T) {
	result, err := Train(t.Context(), toySet(1, 4, 60), toySet(2, 4, 25), toyOptions(), time.Unix(0, 0), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if m := result.HeldOut.Measure(); m.Rows != 100 || m.Accuracy < .95 {
		t.Errorf("accuracy %v on %d rows", m.Accuracy, m.Rows)
	}
}

func TestTrainStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	told := 0
	result, err := Train(ctx, toySet(1, 3, 20), nil, toyOptions(), time.Unix(0, 0), func(Progress) {
		told++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || result != nil || told != 1 {
		t.Errorf("result %v, error %v after %d reports", result, err, told)
	}
}

func TestTrainRefuses(t *testing.T) {
	single := toySet(1, 1, 10)
	if _, err := Train(t.Context(), single, nil, toyOptions(), time.Unix(0, 0), quiet); err == nil {
		t.Error("a set of one label was taken")
	}
	few := toySet(1, 2, 1)
	few.Examples[1].Text = few.Examples[0].Text
	if _, err := Train(t.Context(), few, nil, toyOptions(), time.Unix(0, 0), quiet); err == nil {
		t.Error("a set that cannot be divided was taken")
	}
	broken := toyOptions()
	broken.Workers = 0
	if _, err := Train(t.Context(), toySet(1, 2, 10), nil, broken, time.Unix(0, 0), quiet); err == nil {
		t.Error("no workers were taken")
	}
}

func TestTrainTakesLabelsOfOneRow(t *testing.T) {
	set := toySet(1, 30, 1)
	result, err := Train(t.Context(), set, toySet(2, 30, 1), toyOptions(), time.Unix(0, 0), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := models.Open(sealed(t, result.Bundle), models.Options{}); err != nil {
		t.Error(err)
	}
}

func sealed(t *testing.T, b *models.Bundle) *models.Bundle {
	t.Helper()
	if _, err := b.Seal(); err != nil {
		t.Fatal(err)
	}
	return b
}
