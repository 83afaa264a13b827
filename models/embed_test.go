package models

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
)

func tinyEncoder(t testing.TB, rt *ort.Runtime, output string, pooling Pooling) *Bundle {
	t.Helper()
	src := tinySource(t, output)
	src.Pooling = pooling
	b, err := NewEncoderBundle(src, rt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEmbeddingsArePooledAsTheBundleSays compares with the same sums in Go.
func TestEmbeddingsArePooledAsTheBundleSays(t *testing.T) {
	rt, net, tok := openRuntime(t), newTinyTransformer(tinyVocabulary, 65, 3), openTokenizer(t, "wordpiece")
	for _, c := range []struct {
		output         string
		given, pooling Pooling
		normalise      bool
		want           func(ids []int64) []float64
	}{
		{tinyHidden, "", MeanPooling, true, net.mean},
		{tinyHidden, MeanPooling, MeanPooling, false, net.mean},
		{tinyHidden, FirstPooling, FirstPooling, false, func(ids []int64) []float64 { return net.hidden(ids)[0] }},
		{tinyVector, "", Pooled, false, net.mean},
	} {
		b := tinyEncoder(t, rt, c.output, c.given)
		if b.Manifest.Encoding.Pooling != c.pooling || b.Manifest.Encoding.Dimensions != net.d {
			t.Errorf("%s: encoding %+v", c.output, *b.Manifest.Encoding)
		}
		b.Manifest.Encoding.Normalise = c.normalise
		e, err := OpenEmbedder(b, Options{Runtime: rt})
		if err != nil {
			t.Fatal(err)
		}
		texts := sampleTexts(t)
		got := make([]float32, len(texts)*e.Dimensions())
		if err := e.Embed(got, texts); err != nil {
			t.Fatal(err)
		}
		for i, s := range texts {
			want, scale := c.want(encoded(t, tok, s, 48, true)), 1.
			if c.normalise {
				sum := 0.
				for _, v := range want {
					sum += v * v
				}
				scale = 1 / math.Sqrt(sum)
			}
			for k, v := range want {
				if math.Abs(float64(got[i*net.d+k])-v*scale) > 1e-4 {
					t.Fatalf("%s %s: %q: element %d is %v, want %v", c.output, c.pooling, s, k, got[i*net.d+k], v*scale)
				}
			}
		}
		if err := e.Embed(got[:1], texts); err == nil {
			t.Error("a short dst was accepted")
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestEncoderBundlesThatDoNotFitAreRefused(t *testing.T) {
	rt := openRuntime(t)
	for _, c := range []errorCase{
		{"other width", func(b *Bundle) { b.Manifest.Encoding.Dimensions = 9 }, []string{"9 dimensions", "8]"}},
		{"vector pooled again", func(b *Bundle) { b.Manifest.Encoding.Pooling = Pooled }, []string{`pooling "pooled"`}},
		{"unknown pooling", func(b *Bundle) { b.Manifest.Encoding.Pooling = "max" }, []string{"encoding.pooling", "max"}},
		{"classifier", func(b *Bundle) { b.Manifest.Kind = Transformer }, []string{"kind", "encoder"}},
	} {
		b := tinyEncoder(t, rt, tinyHidden, "")
		c.wreck(b)
		_, err := OpenEmbedder(b, Options{Runtime: rt})
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, w := range c.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v does not say %q", c.name, err, w)
			}
		}
	}
}

func randomHead(rng *rand.Rand, inputs, hidden, outputs int) *Head {
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	h := &Head{Inputs: inputs, Hidden: hidden, Outputs: outputs, Bias: draw(outputs)}
	rows := inputs
	if hidden > 0 {
		rows, h.HiddenWeights, h.HiddenBias = hidden, draw(inputs*hidden), draw(hidden)
	}
	h.Weights = draw(rows * outputs)
	return h
}

// TestHeadsAgreeWithTheReference also shows that a head survives its graph.
func TestHeadsAgreeWithTheReference(t *testing.T) {
	rt, rng := openRuntime(t), rand.New(rand.NewPCG(4, 4))
	for _, hidden := range []int{0, 16} {
		h := randomHead(rng, 24, hidden, 5)
		data, err := h.Graph().Encode()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := onnx.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		back, err := HeadFromGraph(decoded)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(h, back); diff != "" {
			t.Errorf("(-written +read):\n%s", diff)
		}
		session, err := rt.NewSession(data, []string{inputEmbedding}, []string{outputLogits})
		if err != nil {
			t.Fatal(err)
		}
		x, got := make([]float32, 24), make([]float32, 5)
		for range 100 {
			for i := range x {
				x[i] = float32(rng.NormFloat64())
			}
			want, err := session.Run([]ort.Tensor{{Shape: []int64{1, 24}, Float32s: x}})
			if err != nil {
				t.Fatal(err)
			}
			back.Score(got, x)
			for i, w := range want[0].Float32s {
				if math.Abs(float64(w-got[i])) > 1e-4 {
					t.Fatalf("hidden %d: logit %d is %v, the reference says %v", hidden, i, got[i], w)
				}
			}
		}
		if err := session.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestForeignHeadsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*onnx.Model){
		"other operator": func(m *onnx.Model) { m.Nodes[1].Op = "Tanh" },
		"missing tensor": func(m *onnx.Model) { m.Initializers = m.Initializers[:3] },
		"wrong shape":    func(m *onnx.Model) { m.Initializers[1].Dims = []int64{4} },
		"flat weights":   func(m *onnx.Model) { m.Initializers[2].Dims = []int64{80} },
		"infinite bias":  func(m *onnx.Model) { m.Initializers[3].Raw[3], m.Initializers[3].Raw[2] = 0x7f, 0x80 },
		"no layer":       func(m *onnx.Model) { m.Nodes = m.Nodes[:2] },
	} {
		m := randomHead(rand.New(rand.NewPCG(1, 1)), 24, 16, 5).Graph()
		change(m)
		if _, err := HeadFromGraph(m); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestEncoderWithAHeadAnswersItsTask(t *testing.T) {
	rt := openRuntime(t)
	b := tinyEncoder(t, rt, tinyHidden, "")
	if _, err := Open(b, Options{Runtime: rt}); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "without a head") {
		t.Errorf("an encoder without a head: %v", err)
	}
	head := randomHead(rand.New(rand.NewPCG(6, 6)), 8, 0, 3)
	graph, err := head.Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	b.Files[HeadFile] = graph
	b.Manifest.Task, b.Manifest.Labels, b.Manifest.OutOfScope, b.Manifest.Temperature = Category, []string{"billing", "access"}, true, 1
	dir := t.TempDir()
	if err := b.Write(dir); err != nil {
		t.Fatal(err)
	}
	m, err := OpenDir(dir, Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	e, err := OpenEmbedder(b, Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	const text = "Please reset my password"
	vector, logits := make([]float32, 8), make([]float32, 3)
	if err := e.Embed(vector, []string{text}); err != nil {
		t.Fatal(err)
	}
	head.Score(logits, vector)
	got, want := make([]float64, 3), make([]float64, 3)
	Softmax(want, logits, 1)
	if err := m.Predict(got, text); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := errors.Join(m.Close(), e.Close()); err != nil {
		t.Error(err)
	}
	for name, wreck := range map[string]func(*Bundle){
		"labels":     func(b *Bundle) { b.Manifest.OutOfScope = false },
		"dimensions": func(b *Bundle) { b.Manifest.Encoding.Dimensions = 9 },
		"head.onnx":  func(b *Bundle) { b.Files[HeadFile] = b.Files[HeadFile][:50] },
	} {
		wrecked, err := ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		wreck(wrecked)
		if _, err := Open(wrecked, Options{Runtime: rt}); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
