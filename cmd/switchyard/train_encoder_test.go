//go:build cgo

package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/onnx"
)

// bareEncoder is a folder as others publish encoders: it gives each word of
// the rows a random vector.
func bareEncoder(t *testing.T) string {
	t.Helper()
	const dims = 16
	vocabulary := map[string]int{"[UNK]": 0}
	for _, w := range strings.Fields("charged twice for invoice parcel has not arrived what is the weather on day") {
		vocabulary[w] = len(vocabulary)
	}
	tokenizer, err := json.Marshal(map[string]any{
		"pre_tokenizer": map[string]any{"type": "WhitespaceSplit"},
		"model":         map[string]any{"type": "WordPiece", "unk_token": "[UNK]", "vocab": vocabulary},
	})
	if err != nil {
		t.Fatal(err)
	}
	rng, table := rand.New(rand.NewPCG(2, 3)), make([]float32, len(vocabulary)*dims)
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
	dir := filepath.Join(t.TempDir(), "words")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"model.onnx": graph, "tokenizer.json": tokenizer} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAHeadFromTheCommandLine(t *testing.T) {
	ctx, data, encoder := context.Background(), rows(t, 30), bareEncoder(t)
	head := filepath.Join(t.TempDir(), "head")
	code, out, errs := switchyard(ctx, t, "", "train", "--task", "category", "--train", data, "--encoder", encoder, "--max-tokens", "20", "--out", head)
	if code != 0 || !strings.Contains(out, "accuracy 100.0 %") || !strings.Contains(errs, "fitting the head") {
		t.Fatalf("train: %d %s %s", code, out, errs)
	}
	// The bundle, head and all, is an encoder itself.
	second := filepath.Join(t.TempDir(), "second")
	if code, _, errs := switchyard(ctx, t, "", "train", "-q", "--task", "category", "--train", data, "--encoder", head, "--out", second); code != 0 {
		t.Fatalf("train on a bundle: %s", errs)
	}
	for _, c := range []struct {
		in    string
		args  []string
		words string
	}{
		{"", []string{"eval", "--bundle", head, "--test", data}, "accuracy 1.0000"},
		{"", []string{"models", "show", head}, "by encoder"},
		{"", []string{"models", "verify", head, second}, "sound; runs on onnxruntime"},
		{`{"body":"the parcel has not arrived"}`, []string{"triage", "--no-language", "--bundle", second}, `"label":"shipping"`},
	} {
		if code, out, errs := switchyard(ctx, t, c.in, c.args...); code != 0 || !strings.Contains(out, c.words) {
			t.Errorf("%v: %d %s %s", c.args, code, out, errs)
		}
	}

	missing := filepath.Join(t.TempDir(), "other.so") // the library in use stays in use, so ask for another
	for _, c := range []struct {
		args  []string
		words []string
	}{
		{[]string{"--encoder", encoder, "--onnxruntime", missing}, []string{"--encoder", "ONNX Runtime is not available"}},
		{[]string{"--encoder", t.TempDir()}, []string{"must be a bundle", "model.onnx", "tokenizer.json"}},
		{[]string{"--encoder", head, "--max-tokens", "9"}, []string{"--max-tokens", "leave"}},
		{[]string{"--encoder", encoder, "--pooling", "pooled"}, []string{"pooled", "model.onnx"}},
		{[]string{"--encoder", encoder, "--pooling", "max"}, []string{"--pooling", "first"}},
		{[]string{"--encoder", encoder, "--epochs", "3"}, []string{"--epochs", "--encoder"}},
		{[]string{"--encoder", encoder, "--report", "r.html"}, []string{"--report", "--encoder"}},
		{[]string{"--pooling", "mean"}, []string{"--pooling", "give --encoder"}},
	} {
		out := filepath.Join(t.TempDir(), "out")
		args := append([]string{"train", "-q", "--task", "category", "--train", data, "--out", out}, c.args...)
		code, _, errs := switchyard(ctx, t, "", args...)
		for _, w := range c.words {
			if code == 0 || !strings.Contains(errs, w) || strings.Contains(errs, "panic") {
				t.Errorf("%v: %d %q does not say %q", c.args, code, errs, w)
			}
		}
		if _, err := os.Stat(filepath.Join(out, "bundle.json")); err == nil {
			t.Errorf("%v: left a bundle", c.args)
		}
	}
}

func TestTheCommandOfAHeadIsRecorded(t *testing.T) {
	c := parseTrain(t, "--task", "category", "--train", "a/x.jsonl", "--out", "head", "--encoder", "e5 small", "--max-tokens", "128", "--pooling", "first")
	again := parseTrain(t, words(t, c.commandLine())[2:]...)
	if diff := cmp.Diff(c, again, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("%s\n%s", c.commandLine(), diff)
	}
}
