package models

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"switchyard/internal/ort"
	"switchyard/internal/text"
)

// smallBundle is a valid bundle with random weights and three labels, the
// last logit being out of scope.
func smallBundle(t testing.TB) *Bundle {
	t.Helper()
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 8
	graph, err := randomNetwork(rand.New(rand.NewPCG(2, 3)), settings.Buckets, 8, 4).Quantise().Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return &Bundle{
		Manifest: Manifest{Format: FormatVersion, Task: Category, Kind: NGrams, Name: "small", Licence: "CC0-1.0",
			Labels: []string{"a", "b", "c"}, OutOfScope: true, Languages: []string{"en"}, Features: &settings,
			Temperature: 1.5, Thresholds: Thresholds{Confidence: .5, Margin: .1, InScope: .3},
			CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		Files: map[string][]byte{GraphFile: graph, CardFile: []byte("# small\n")},
	}
}

func TestBundleSurvivesItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "bundle")
	b := smallBundle(t)
	if err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	back, err := ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if back.Manifest.Hash != b.Manifest.Hash || !bytes.Equal(back.Files[GraphFile], b.Files[GraphFile]) {
		t.Error("the bundle changed on its way through the folder")
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".bundle-*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if v := back.Manifest.Version(); !strings.HasPrefix(v, "small@") || len(v) != len("small@")+12 {
		t.Errorf("version %q", v)
	}
}

func TestSealingIsReproducible(t *testing.T) {
	a, err := smallBundle(t).Seal()
	if err != nil {
		t.Fatal(err)
	}
	b, err := smallBundle(t).Seal()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the same bundle sealed to other bytes")
	}
}

func TestEveryFlippedByteIsFound(t *testing.T) {
	dir := t.TempDir()
	if err := smallBundle(t).Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{ManifestFile, GraphFile, CardFile} {
		path := filepath.Join(dir, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		step := max(1, len(data)/400)
		for at := 0; at < len(data); at += step {
			broken := bytes.Clone(data)
			broken[at] ^= 1
			if err := os.WriteFile(path, broken, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadDir(dir); !errors.Is(err, ErrInvalid) {
				t.Fatalf("%s with byte %d flipped: %v", name, at, err)
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadDir(dir); err != nil {
		t.Errorf("mended bundle: %v", err)
	}
}

func TestWhatDoesNotFitIsRefusedByName(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Bundle)
		want   string
	}{
		{"label too many", func(b *Bundle) { b.Manifest.Labels = append(b.Manifest.Labels, "d") }, "gives 4 scores but bundle.json describes 5"},
		{"label twice", func(b *Bundle) { b.Manifest.Labels[1] = "a" }, "labels"},
		{"one label", func(b *Bundle) { b.Manifest.Labels = b.Manifest.Labels[:1] }, "at least 2"},
		{"other buckets", func(b *Bundle) { b.Manifest.Features.Buckets *= 2 }, "buckets"},
		{"other featuriser", func(b *Bundle) { b.Manifest.Features.Version++ }, "features.version"},
		{"unknown task", func(b *Bundle) { b.Manifest.Task = "mood" }, "task"},
		{"no temperature", func(b *Bundle) { b.Manifest.Temperature = math.NaN() }, "temperature"},
		{"threshold", func(b *Bundle) { b.Manifest.Thresholds.Margin = 2 }, "thresholds.margin"},
		{"no graph", func(b *Bundle) { delete(b.Files, GraphFile) }, "model.onnx"},
		{"graph is no graph", func(b *Bundle) { b.Files[GraphFile] = []byte("label,text\n") }, "model.onnx"},
		{"graph of another kind", func(b *Bundle) { b.Manifest.Kind = "forest" }, "kind"},
	} {
		b := smallBundle(t)
		tc.change(b)
		err := b.Write(t.TempDir())
		if err == nil {
			err = b.checkFiles()
		}
		if err == nil {
			_, err = Open(b, Options{})
		}
		if !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v does not say %q", tc.name, err, tc.want)
		}
	}
}

func TestFoldersThatAreNoBundle(t *testing.T) {
	later := t.TempDir()
	if err := os.WriteFile(filepath.Join(later, ManifestFile), []byte(`{"format": 99, "new_field": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		t.TempDir():                           "has no bundle.json",
		later:                                 "format is 99",
		filepath.Join(t.TempDir(), "missing"): "missing",
	} {
		if _, err := ReadDir(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}

func TestAFailedWriteLeavesNoBundle(t *testing.T) {
	dir := t.TempDir()
	// A folder that stands where a file should go makes the last step fail.
	if err := os.MkdirAll(filepath.Join(dir, GraphFile, "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := smallBundle(t).Write(dir); err == nil {
		t.Fatal("written over a folder")
	}
	if _, err := ReadDir(dir); !errors.Is(err, ErrInvalid) {
		t.Errorf("half a bundle was read: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := smallBundle(t).Write(filepath.Join(file, "below")); err == nil {
		t.Error("written below a file")
	}
}

func TestPredictIsADistributionForAnyBytes(t *testing.T) {
	rt := openRuntime(t)
	for _, choice := range []EngineChoice{Native, ONNX} {
		m, err := Open(smallBundle(t), Options{Engine: choice, Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		p := make([]float64, 4)
		for _, s := range append(randomTexts(rand.New(rand.NewPCG(1, 9)), 50), "", " ", "\x00", "\xff\xfe", strings.Repeat("a", 1<<20)) {
			if err := m.Predict(p, s); err != nil {
				t.Fatal(err)
			}
			var sum float64
			for _, v := range p {
				sum += v
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%s: %.20q: probabilities sum to %v", choice, s, sum)
			}
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBatchEqualsOneByOne(t *testing.T) {
	rt := openRuntime(t)
	texts := randomTexts(rand.New(rand.NewPCG(4, 4)), 120)
	for _, choice := range []EngineChoice{Native, ONNX} {
		m, err := Open(smallBundle(t), Options{Engine: choice, Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		batch, one := make([]float64, 4*len(texts)), make([]float64, 4)
		if err := m.PredictBatch(batch, texts); err != nil {
			t.Fatal(err)
		}
		for i, s := range texts {
			if err := m.Predict(one, s); err != nil {
				t.Fatal(err)
			}
			for j := range one {
				if math.Abs(one[j]-batch[4*i+j]) > 1e-6 {
					t.Fatalf("%s: text %d: %v alone, %v in the batch", choice, i, one, batch[4*i:4*i+4])
				}
			}
		}
		_ = m.Close()
	}
}

func TestOneModelServesManyGoroutines(t *testing.T) {
	rt := openRuntime(t)
	texts := randomTexts(rand.New(rand.NewPCG(8, 4)), 40)
	for _, choice := range []EngineChoice{Native, ONNX} {
		m, err := Open(smallBundle(t), Options{Engine: choice, Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float64, 4*len(texts))
		if err := m.PredictBatch(want, texts); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				p := make([]float64, 4)
				for i, s := range texts {
					if err := m.Predict(p, s); err != nil || math.Abs(p[0]-want[4*i]) > 1e-6 {
						t.Errorf("%s: text %d: %v, %v", choice, i, p, err)
					}
				}
			})
		}
		wg.Wait()
		_ = m.Close()
	}
}

func TestONNXWithoutRuntimeSaysSo(t *testing.T) {
	if _, err := Open(smallBundle(t), Options{Engine: ONNX}); !errors.Is(err, ort.ErrMissing) {
		t.Errorf("error %v", err)
	}
}

func TestSetRefusesTwoForOneTask(t *testing.T) {
	other := smallBundle(t)
	other.Manifest.Name = "other"
	if _, err := OpenSet([]*Bundle{smallBundle(t), other}, Options{}); err == nil || !strings.Contains(err.Error(), "other") {
		t.Errorf("error %v", err)
	}
}
