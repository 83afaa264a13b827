package models

import (
	"math/rand/v2"
	"slices"
	"testing"

	"switchyard/internal/text"
)

// networkBundle is smallBundle with other weights and feature settings.
func networkBundle(t testing.TB, seed uint64, settings text.Settings) *Bundle {
	t.Helper()
	b := smallBundle(t)
	graph, err := randomNetwork(rand.New(rand.NewPCG(seed, 3)), settings.Buckets, 72, 4).Quantise().Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	b.Manifest.Features, b.Files[GraphFile] = &settings, graph
	return b
}

// readers opens four models of two feature settings.
func readers(t testing.TB, opts Options) []*Model {
	t.Helper()
	wide := text.DefaultSettings()
	wide.Buckets = 1 << 9
	narrow := wide
	narrow.CharMax = 3
	var out []*Model
	for i, settings := range []text.Settings{wide, narrow, wide, wide} {
		m, err := Open(networkBundle(t, uint64(i), settings), opts)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = m.Close() })
		out = append(out, m)
	}
	return out
}

func TestAPassageReadOnceGivesTheBitsOfPredict(t *testing.T) {
	rt := openRuntime(t)
	texts := append(randomTexts(rand.New(rand.NewPCG(6, 1)), 60), "", " ", "\xff\x00")
	for _, choice := range []EngineChoice{Native, ONNX} {
		models := readers(t, Options{Engine: choice, Runtime: rt})
		var passage Passage
		got, want := make([]float64, 4), make([]float64, 4)
		for _, s := range texts {
			passage.Reset(s)
			if passage.Text() != s {
				t.Fatalf("a passage of %q has the text %q", s, passage.Text())
			}
			for i, m := range models {
				if err := m.PredictFrom(got, &passage); err != nil {
					t.Fatal(err)
				}
				if err := m.Predict(want, s); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s: model %d on %q: %v from the passage, %v alone", choice, i, s, got, want)
				}
			}
		}
		if n := len(passage.readings); n != 2 {
			t.Errorf("%s: %d readings for two feature settings", choice, n)
		}
	}
}

func TestAFreshPassageIsAnEmptyText(t *testing.T) {
	m := readers(t, Options{})[0]
	got, want := make([]float64, 4), make([]float64, 4)
	if err := m.PredictFrom(got, new(Passage)); err != nil {
		t.Fatal(err)
	}
	if err := m.Predict(want, ""); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v (%v)", got, want, err)
	}
}

// BenchmarkFourModels is what one decision asks of the models.
func BenchmarkFourModels(b *testing.B) {
	settings := text.DefaultSettings()
	var models []*Model
	for i := range 4 {
		m, err := Open(networkBundle(b, uint64(i), settings), Options{})
		if err != nil {
			b.Fatal(err)
		}
		models = append(models, m)
	}
	const s = "my laptop cannot reach the office network since this morning and the whole sales team is waiting"
	p := make([]float64, 4)
	b.Run("each reads", func(b *testing.B) {
		for b.Loop() {
			for _, m := range models {
				if err := m.Predict(p, s); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("one reads", func(b *testing.B) {
		var passage Passage
		for b.Loop() {
			passage.Reset(s)
			for _, m := range models {
				if err := m.PredictFrom(p, &passage); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
