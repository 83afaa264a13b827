package models

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"switchyard/internal/signs"
	"switchyard/internal/text"
)

// fusedModel is a random yes/no network whose fusion counts every sign.
func fusedModel(t testing.TB, change func(*Manifest)) (*Model, error) {
	t.Helper()
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 10
	graph, err := randomNetwork(rand.New(rand.NewPCG(2, 3)), settings.Buckets, 8, 2).Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	fusion := &Fusion{Slope: .8, Bias: -.3, Signs: signs.Names()}
	for i := range fusion.Signs {
		fusion.Weights = append(fusion.Weights, .5+float64(i)/10)
	}
	m := Manifest{Task: Anger, Kind: NGrams, Name: "fused", Labels: []string{"false", "true"}, Features: &settings, Temperature: 1.2,
		CreatedAt: time.Unix(0, 0).UTC(), Fusion: fusion,
		Flags: []FlagPoint{{FalseAlarms: .05, Threshold: .6}, {FalseAlarms: .1, Threshold: .5}, {Language: "de", FalseAlarms: .1, Threshold: .4}}}
	if change != nil {
		change(&m)
	}
	b := &Bundle{Manifest: m, Files: map[string][]byte{GraphFile: graph}}
	if _, err := b.Seal(); err != nil {
		return nil, err
	}
	model, err := Open(b, Options{})
	if err == nil {
		t.Cleanup(func() { _ = model.Close() })
	}
	return model, err
}

const furious = "This is the third time I write, you idiots!!! I will call my lawyer."

func TestFusionCountsTheSigns(t *testing.T) {
	fused, err := fusedModel(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := fusedModel(t, func(m *Manifest) { m.Fusion = nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{furious, "could you look at my order", ""} {
		p := predicted(t, alone, s)
		want := fused.Manifest().Fusion.LogOdds(math.Log(p[1]/p[0]), signs.Read(s).Values())
		got := predicted(t, fused, s)
		if odds := math.Log(got[1] / got[0]); math.Abs(odds-want) > 1e-9 || math.Abs(got[0]+got[1]-1) > 1e-12 {
			t.Errorf("%q: %v, want log-odds %v", s, got, want)
		}
		batch := make([]float64, 4)
		if err := fused.PredictBatch(batch, []string{"hello there", s}); err != nil || math.Abs(batch[3]-got[1]) > 1e-12 {
			t.Errorf("%q: %v in a batch, %v alone (%v)", s, batch[3], got[1], err)
		}
	}
}

// An explanation of joined log-odds adds up too, and names the signs.
func TestFusedExplanationIsComplete(t *testing.T) {
	m, err := fusedModel(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for output := range 2 {
		e, err := m.Explain(furious, output)
		if err != nil {
			t.Fatal(err)
		}
		sum := e.Base
		for _, p := range e.Parts {
			sum += p.Weight
		}
		p := predicted(t, m, furious)
		if want := math.Log(p[output] / p[1-output]); math.Abs(sum-want) > 1e-6 || math.Abs(e.LogOdds-want) > 1e-6 {
			t.Errorf("output %d: parts and base sum to %v, log-odds %v, want %v", output, sum, e.LogOdds, want)
		}
	}
	e, err := m.Explain(furious, 1)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := fusedModel(t, func(m *Manifest) { m.Fusion = nil })
	if err != nil {
		t.Fatal(err)
	}
	before, err := alone.Explain(furious, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(furious, "idiots")
	for i, p := range e.Parts {
		if p.Start == at && p.Weight <= m.Manifest().Fusion.Slope*before.Parts[i].Weight {
			t.Errorf("an insult weighs %v, the model alone gave it %v", p.Weight, before.Parts[i].Weight)
		}
	}
}

func TestFusionsThatCannotBeHonoured(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Manifest)
		words  string
	}{
		"other signs": {func(m *Manifest) { m.Fusion.Signs = append([]string{"volume"}, m.Fusion.Signs[1:]...) }, "train the bundle again"},
		"few weights": {func(m *Manifest) { m.Fusion.Weights = m.Fusion.Weights[1:] }, "weights for"},
	} {
		if _, err := fusedModel(t, c.change); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFlag(t *testing.T) {
	m, err := fusedModel(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language  string
		rate      float64
		threshold float64
	}{{"de", .1, .4}, {"de-AT", .1, .4}, {"de", .05, .6}, {"fr", .1, .5}, {"", .1, .5}} {
		if p, err := m.Manifest().Flag(c.language, c.rate); err != nil || p.Threshold != c.threshold {
			t.Errorf("%s at %v: %+v, %v", c.language, c.rate, p, err)
		}
	}
	if _, err := m.Manifest().Flag("de", .03); err == nil || !strings.Contains(err.Error(), "[0.05 0.1]") {
		t.Errorf("a rate without a threshold: %v", err)
	}
}
