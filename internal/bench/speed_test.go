package main

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"switchyard/classifier"
	"switchyard/internal/ort"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/models/starter"
	"switchyard/sentiment"
)

var (
	//go:embed testdata/words20.txt
	words20 string
	//go:embed testdata/words200.txt
	words200 string
)

// texts of so many words each.
var texts = map[int][]string{20: lines(words20), 200: lines(words200)}

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }

func TestTextsHaveTheirLength(t *testing.T) {
	for _, l := range lengths {
		for i, text := range texts[l.words] {
			if n := len(strings.Fields(text)); n != l.words {
				t.Errorf("text %d of words%d.txt has %d words", i+1, l.words, n)
			}
		}
	}
}

// BenchmarkCategory times the starter model on one text after another. p50-us
// is the median of single calls.
func BenchmarkCategory(b *testing.B) {
	runtime, missing := ort.Open("")
	for _, engine := range []struct {
		name   string
		choice models.EngineChoice
	}{{"native", models.Native}, {"onnxruntime", models.ONNX}} {
		for _, l := range lengths {
			b.Run(engine.name+"/"+strconv.Itoa(l.words), func(b *testing.B) {
				if engine.choice == models.ONNX && missing != nil {
					b.Skip(missing)
				}
				classify(b, models.Options{Engine: engine.choice, Runtime: runtime}, texts[l.words])
			})
		}
	}
}

func classify(b *testing.B, opts models.Options, texts []string) {
	model, err := models.Open(category(b), opts)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = model.Close() }()
	c := classifier.New(model)
	var answer classifier.Answer
	timed(b, texts, func(text string) error { return c.ClassifyInto(&answer, text, "en") })
}

// BenchmarkDecision times whole decisions on 20 words with the starter models,
// one after another, and their parts.
func BenchmarkDecision(b *testing.B) {
	bundles, err := starter.Bundles()
	if err != nil {
		b.Fatal(err)
	}
	set, err := models.OpenSet(bundles, models.Options{Engine: models.Native})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = set.Close() }()
	detector, err := langdetect.New(langdetect.Config{})
	if err != nil {
		b.Fatal(err)
	}
	if err := detector.Load(b.Context()); err != nil {
		b.Fatal(err)
	}
	engine, err := triage.New(set, detector, sentiment.DefaultFalseAlarms)
	if err != nil {
		b.Fatal(err)
	}
	model, now := set.Model(models.Category), time.Now()
	p := make([]float64, model.Manifest().Outputs())
	for _, part := range []struct {
		name string
		do   func(text string) error
	}{
		{"decision", func(text string) error { _, err := engine.Decide(triage.Item{Body: text}, now); return err }},
		{"language", func(text string) error { detector.Detect(text); return nil }},
		{"explained", func(text string) error {
			_, err := engine.Decide(triage.Item{Body: text, Explain: true}, now)
			return err
		}},
		{"category", func(text string) error { return model.Predict(p, text) }},
		{"explanation", func(text string) error { _, err := model.Explain(text, 0); return err }},
	} {
		b.Run(part.name, func(b *testing.B) { timed(b, texts[20], part.do) })
	}
}

// timed reports the median of single calls on one text after another.
func timed(b *testing.B, texts []string, do func(text string) error) {
	took := make([]time.Duration, 1<<16)
	for _, text := range texts { // warm up
		if err := do(text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		start := time.Now()
		if err := do(texts[n%len(texts)]); err != nil {
			b.Fatal(err)
		}
		took[n%len(took)] = time.Since(start)
		n++
	}
	took = took[:min(n, len(took))]
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1e3, "p50-us")
}

func category(b *testing.B) *models.Bundle {
	bundle, err := starter.Bundle("support")
	if err != nil {
		b.Fatal(err)
	}
	return bundle
}
