package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
	"switchyard/models"
)

// toyEncoder gives each word of the set a random vector.
func toyEncoder(t testing.TB, set *Dataset) Encoder {
	t.Helper()
	rt, err := ort.Open("")
	if err != nil {
		t.Fatalf("%v: run the tests with make test, which fetches it", err)
	}
	const dims = 64 // more than words, so that a line divides any of them
	vocabulary := map[string]int{"[UNK]": 0, "[PAD]": 1}
	for _, e := range set.Examples {
		for _, w := range strings.Fields(e.Text) {
			if _, ok := vocabulary[w]; !ok {
				vocabulary[w] = len(vocabulary)
			}
		}
	}
	tokenizer, err := json.Marshal(map[string]any{
		"pre_tokenizer": map[string]any{"type": "WhitespaceSplit"},
		"model":         map[string]any{"type": "WordPiece", "unk_token": "[UNK]", "vocab": vocabulary},
	})
	if err != nil {
		t.Fatal(err)
	}
	rng, table := rand.New(rand.NewPCG(8, 8)), make([]float32, len(vocabulary)*dims)
	for i := range table {
		table[i] = float32(rng.NormFloat64())
	}
	batch, length := onnx.Free("batch"), onnx.Free("length")
	graph, err := (&onnx.Model{
		Producer:     "test",
		Inputs:       []onnx.Value{{Name: "input_ids", Type: onnx.Int64, Dims: []onnx.Dim{batch, length}}},
		Outputs:      []onnx.Value{{Name: "last_hidden_state", Type: onnx.Float32, Dims: []onnx.Dim{batch, length, onnx.Free("dims")}}},
		Initializers: []onnx.Tensor{onnx.Floats("table", table, int64(len(vocabulary)), dims)},
		Nodes:        []onnx.Node{{Op: "Gather", Inputs: []string{"table", "input_ids"}, Outputs: []string{"last_hidden_state"}}},
	}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := models.NewEncoderBundle(models.SequenceSource{Name: "toy", Graph: graph, Tokenizer: tokenizer}, rt)
	if err != nil {
		t.Fatal(err)
	}
	b.Files[models.CardFile] = []byte("about the encoder")
	e, err := models.OpenEmbedder(b, models.Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return Encoder{b, e}
}

var headTime = time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)

func fitToyHead(t testing.TB, encoder Encoder, set, held *Dataset, opts HeadOptions) *Result {
	t.Helper()
	r, err := FitHead(context.Background(), encoder, set, held, opts, headTime, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAHeadLearnsAndSurvivesItsFolder also compares what the bundle says of
// the held-out rows with what it answers when it is opened again.
func TestAHeadLearnsAndSurvivesItsFolder(t *testing.T) {
	set, held := toySet(1, 4, 60), toySet(2, 4, 30)
	for i := range 30 { // words in common alone belong to no label
		set.Examples = append(set.Examples, Example{ID: fmt.Sprint("none", i), Text: strings.Repeat(fmt.Sprintf("shared%c ", 'a'+i%20), 3), Label: 4})
		set.OutOfScope++
	}
	encoder := toyEncoder(t, set)
	r := fitToyHead(t, encoder, set, held, DefaultHeadOptions())
	if a := r.HeldOut.Measure().Accuracy; a < .9 {
		t.Errorf("accuracy %v", a)
	}
	dir := t.TempDir()
	if err := r.Bundle.Write(dir); err != nil {
		t.Fatal(err)
	}
	rt, err := ort.Open("")
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.OpenDir(dir, models.Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	about := m.Manifest()
	if about.Kind != models.Encoder || about.Task != models.Category || !about.OutOfScope || !cmp.Equal(about.Labels, set.Labels) ||
		about.Training.Encoder != "toy" || about.Training.Rows != len(set.Examples) || about.Training.HeldOut != len(held.Examples) ||
		!slices.Contains(DefaultHeadOptions().Strengths, about.Training.Strength) || about.Thresholds.InScope == 0 || !about.CreatedAt.Equal(headTime) {
		t.Errorf("manifest %+v, training %+v", about, about.Training)
	}
	if _, ok := r.Bundle.Files[models.CardFile]; ok {
		t.Error("the card of the encoder came along")
	}
	p := make([]float64, about.Outputs())
	for i, s := range r.HeldOut.Scored() {
		if err := m.Predict(p, held.Examples[i].Text); err != nil {
			t.Fatal(err)
		}
		for c := range p {
			if math.Abs(p[c]-s.Probabilities[c]) > 1e-5 {
				t.Fatalf("%q: measured %v, answered %v", s.ID, s.Probabilities, p)
			}
		}
	}
	if err := m.Predict(p, "sharedb sharedb sharedb"); err != nil || slices.Index(p, slices.Max(p)) != 4 {
		t.Errorf("a text of no label: %v, %v", p, err)
	}
}

func TestHeadsAreTheSameForAnyNumberOfWorkers(t *testing.T) {
	set := toySet(3, 3, 150)
	encoder := toyEncoder(t, set)
	var first []byte
	for _, workers := range []int{1, 2, 5} {
		opts := DefaultHeadOptions()
		opts.Workers, opts.ClassWeights = workers, Balanced
		sealed, err := fitToyHead(t, encoder, set, nil, opts).Bundle.Seal()
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = sealed
		}
		if !cmp.Equal(sealed, first) {
			t.Errorf("%d workers give another bundle", workers)
		}
	}
}

func TestHeadsThatCannotBeFittedSayWhy(t *testing.T) {
	set := toySet(4, 3, 20)
	encoder := toyEncoder(t, set)
	network := *encoder.Bundle
	network.Manifest.Kind = models.NGrams
	one := toySet(4, 1, 20)
	for name, c := range map[string]struct {
		encoder Encoder
		set     *Dataset
		change  func(*HeadOptions)
		words   string
	}{
		"no strength":   {encoder, set, func(o *HeadOptions) { o.Strengths = nil }, "strengths"},
		"no penalty":    {encoder, set, func(o *HeadOptions) { o.Strengths = []float64{1, 0} }, "strength 0"},
		"no iterations": {encoder, set, func(o *HeadOptions) { o.Iterations = 0 }, "iterations"},
		"no workers":    {encoder, set, func(o *HeadOptions) { o.Workers = 0 }, "workers"},
		"no weights":    {encoder, set, func(o *HeadOptions) { o.ClassWeights = "some" }, "class weights"},
		"network":       {Encoder{&network, encoder.Embedder}, set, func(*HeadOptions) {}, `kind "ngrams"`},
		"one label":     {encoder, one, func(*HeadOptions) {}, "two labels"},
	} {
		opts := DefaultHeadOptions()
		c.change(&opts)
		if _, err := FitHead(context.Background(), c.encoder, c.set, nil, opts, headTime, quiet); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAHeadStopsWhenAsked is told to stop at each stage in turn.
func TestAHeadStopsWhenAsked(t *testing.T) {
	set := toySet(5, 3, 60)
	encoder := toyEncoder(t, set)
	stages := map[string]bool{}
	fitAndStop := func(stop string) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		_, err := FitHead(ctx, encoder, set, nil, DefaultHeadOptions(), headTime, func(p Progress) {
			stages[p.Stage] = true
			if p.Done < 1 || p.Done > p.Total {
				t.Errorf("%+v", p)
			}
			if p.Stage == stop {
				cancel()
			}
		})
		return err
	}
	if err := fitAndStop(""); err != nil || len(stages) < 5 {
		t.Fatalf("%v after %v", err, stages)
	}
	for stage := range stages {
		if err := fitAndStop(stage); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at %q: %v", stage, err)
		}
	}
}
