package models

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
	"switchyard/internal/text"
)

// randomNetwork makes a network with weights of ordinary size.
func randomNetwork(rng *rand.Rand, buckets, hidden, outputs int) *Network {
	draw := func(n int, size float64) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64() * size)
		}
		return x
	}
	return &Network{Rows: buckets, Hidden: hidden, Outputs: outputs,
		Table: draw(buckets*hidden, .3), Bias: draw(hidden, .1),
		Out: draw(hidden*outputs, .5), OutBias: draw(outputs, .1)}
}

func openRuntime(t testing.TB) *ort.Runtime {
	t.Helper()
	rt, err := ort.Open("")
	if err != nil {
		t.Fatalf("%v: run the tests with make test, which fetches it", err)
	}
	return rt
}

// randomTexts mixes scripts, lengths and rubbish.
func randomTexts(rng *rand.Rand, n int) []string {
	alphabets := []string{"abcdefghij klmnop", "абвгд ежзик", "अआइईउ कखगघ", "我要退款请帮忙", "!?. ,0123", "\x00\xff\u200d👍🏽 "}
	texts := make([]string, n)
	for i := range texts {
		var b strings.Builder
		for range rng.IntN(200) {
			letters := []rune(alphabets[rng.IntN(len(alphabets))])
			for range 1 + rng.IntN(8) {
				b.WriteRune(letters[rng.IntN(len(letters))])
			}
		}
		texts[i] = b.String()
	}
	return texts
}

func bagsOf(t testing.TB, settings text.Settings, texts []string) []text.Bag {
	t.Helper()
	f, err := text.NewFeaturiser(settings)
	if err != nil {
		t.Fatal(err)
	}
	bags := make([]text.Bag, len(texts))
	for i, s := range texts {
		b := f.Features(s)
		bags[i] = text.Bag{IDs: append([]int32(nil), b.IDs...), Weights: append([]float32(nil), b.Weights...)}
	}
	return bags
}

func TestEnginesAgree(t *testing.T) {
	rt := openRuntime(t)
	rng := rand.New(rand.NewPCG(5, 6))
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 12
	bags := bagsOf(t, settings, append(randomTexts(rng, 1000), ""))
	full := randomNetwork(rng, settings.Buckets, 64, 9)
	for name, net := range map[string]*Network{"float32": full, "int8": full.Quantise()} {
		graph, err := net.Graph().Encode()
		if err != nil {
			t.Fatal(err)
		}
		reference, err := NewRuntimeEngine(rt, graph, net.Outputs)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = reference.Close() }()
		want, got := make([]float32, len(bags)*9), make([]float32, len(bags)*9)
		if err := reference.Score(want, bags); err != nil {
			t.Fatal(err)
		}
		if err := NewNativeEngine(net).Score(got, bags); err != nil {
			t.Fatal(err)
		}
		p, q := make([]float64, 9), make([]float64, 9)
		var worst float64
		for i := range bags {
			Softmax(p, want[i*9:(i+1)*9], 1)
			Softmax(q, got[i*9:(i+1)*9], 1)
			for j := range p {
				worst = max(worst, math.Abs(p[j]-q[j]))
			}
		}
		t.Logf("%s: largest difference in probability %.1e over %d texts", name, worst, len(bags))
		if worst > 1e-4 {
			t.Errorf("%s: engines differ by %v", name, worst)
		}
	}
}

func TestQuantisingMovesLogitsLittle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	net := randomNetwork(rng, 1<<12, 128, 5)
	small := net.Quantise()
	for i, w := range net.Table {
		back := float32(small.Quantised[i]) * small.Scale[i%net.Hidden]
		if d := math.Abs(float64(w - back)); d > float64(small.Scale[i%net.Hidden])*.5001 {
			t.Fatalf("weight %d: %v became %v", i, w, back)
		}
	}
	if again := small.Quantise(); again != small {
		t.Error("an int8 network was quantised again")
	}
}

func TestNetworkSurvivesItsGraph(t *testing.T) {
	net := randomNetwork(rand.New(rand.NewPCG(9, 9)), 1<<8, 16, 3).Quantise()
	data, err := net.Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	m, err := onnx.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	back, err := NetworkFromGraph(m)
	if err != nil {
		t.Fatal(err)
	}
	bags := []text.Bag{{IDs: []int32{1, 255}, Weights: []float32{.3, .4}}}
	a, b := make([]float32, 3), make([]float32, 3)
	_ = NewNativeEngine(net).Score(a, bags)
	_ = NewNativeEngine(back).Score(b, bags)
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("logit %d: %v became %v", i, a[i], b[i])
		}
	}
}

func TestForeignGraphsAreRefused(t *testing.T) {
	fresh := func() *onnx.Model { return randomNetwork(rand.New(rand.NewPCG(1, 1)), 256, 8, 3).Graph() }
	for name, change := range map[string]func(*onnx.Model){
		"other operator":  func(m *onnx.Model) { m.Nodes[0].Op = "GatherND" },
		"missing tensor":  func(m *onnx.Model) { m.Initializers = m.Initializers[1:] },
		"extra node":      func(m *onnx.Model) { m.Nodes = append(m.Nodes, onnx.Node{Op: "Relu"}) },
		"wrong shape":     func(m *onnx.Model) { m.Initializers[1].Dims = []int64{4} },
		"infinite weight": func(m *onnx.Model) { m.Initializers[1].Raw[3], m.Initializers[1].Raw[2] = 0x7f, 0x80 },
	} {
		m := fresh()
		change(m)
		_, err := NetworkFromGraph(m)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if name == "other operator" && !errors.Is(err, errNotOurs) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
