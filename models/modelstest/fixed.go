// Package modelstest makes models whose answers a test can foresee.
package modelstest

import (
	"math"
	"testing"
	"time"

	"switchyard/internal/text"
	"switchyard/models"
)

// Fixed opens a model that gives every text these probabilities, one a label
// and, where there is one more, out of scope last. The task, labels, languages
// and thresholds are those of the manifest; the rest of it is filled in. The
// model is closed when the test ends.
func Fixed(t testing.TB, manifest models.Manifest, probabilities ...float64) *models.Model {
	t.Helper()
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 8
	outputs := len(probabilities)
	// The table is zero, so only the biases of the outputs speak.
	network := &models.Network{Rows: settings.Buckets, Hidden: 1, Outputs: outputs, Table: make([]float32, settings.Buckets),
		Bias: make([]float32, 1), Out: make([]float32, outputs), OutBias: make([]float32, outputs)}
	for i, p := range probabilities {
		network.OutBias[i] = float32(math.Log(p))
	}
	graph, err := network.Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	manifest.Kind, manifest.Name, manifest.Features, manifest.Temperature = models.NGrams, "fixed", &settings, 1
	manifest.OutOfScope, manifest.CreatedAt = outputs > len(manifest.Labels), time.Unix(0, 0).UTC()
	b := &models.Bundle{Manifest: manifest, Files: map[string][]byte{models.GraphFile: graph}}
	if _, err := b.Seal(); err != nil {
		t.Fatal(err)
	}
	m, err := models.Open(b, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}
