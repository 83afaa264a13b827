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
	"switchyard/models"
	"switchyard/models/starter"
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
	c, took := classifier.New(model), make([]time.Duration, 1<<16)
	var answer classifier.Answer
	for _, text := range texts { // warm up
		if err := c.ClassifyInto(&answer, text, "en"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		start := time.Now()
		if err := c.ClassifyInto(&answer, texts[n%len(texts)], "en"); err != nil {
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
