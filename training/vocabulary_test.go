package training

import (
	"math"
	"testing"
	"time"

	"switchyard/internal/ort"
	"switchyard/models"
)

// A model with a vocabulary has rows for its features alone, reads others as
// nothing, and answers alike on both engines.
func TestTrainKeepsWhatIsFrequent(t *testing.T) {
	set := toySet(3, 3, 40)
	set.Examples[0].Text += " onceonly"
	opts := toyOptions()
	opts.Features.Buckets, opts.MinRows, opts.Linear = 1<<16, 3, 1
	result, err := Train(t.Context(), set, nil, opts, time.Unix(0, 0), quiet)
	if err != nil {
		t.Fatal(err)
	}
	bundle := result.Bundle
	if _, err := bundle.Seal(); err != nil {
		t.Fatal(err)
	}
	rows := bundle.Manifest.Training.Features
	if rows < 50 || rows > 2000 {
		t.Fatalf("%d features were learnt of %d buckets", rows, opts.Features.Buckets)
	}
	runtime, err := ort.Open("")
	if err != nil {
		t.Fatalf("%v: run the tests with make test, which fetches it", err)
	}
	answers := func(engine models.EngineChoice, text string) []float64 {
		model, err := models.Open(bundle, models.Options{Engine: engine, Runtime: runtime})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = model.Close() }()
		p := make([]float64, 3)
		if err := model.Predict(p, text); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, text := range []string{set.Examples[5].Text, "owna sharedb qqqq", ""} {
		native, graph := answers(models.Native, text), answers(models.ONNX, text)
		for i := range native {
			if math.Abs(native[i]-graph[i]) > 1e-5 {
				t.Errorf("%q: %v natively, %v in ONNX Runtime", text, native, graph)
			}
		}
	}
	empty, unknown := answers(models.Native, ""), answers(models.Native, "onceonly")
	for i := range empty {
		if math.Abs(empty[i]-unknown[i]) > .05 { // but for letter groups that others have
			t.Errorf("a word of one row is answered with %v, an empty text with %v", unknown, empty)
		}
	}
	if right := result.HeldOut.Measure().Accuracy; right < .9 {
		t.Errorf("%.0f %% of the held-out rows are right", 100*right)
	}

	delete(bundle.Files, models.VocabularyFile)
	if _, err := models.Open(bundle, models.Options{Engine: models.Native}); err == nil {
		t.Error("opened without its vocabulary")
	}
}
