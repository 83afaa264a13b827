package onnx

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample() *Model {
	return &Model{
		Producer: "test", Doc: "one of each",
		Nodes: []Node{
			{Op: "Gemm", Inputs: []string{"x", "w", ""}, Outputs: []string{"y"}, Attributes: []Attribute{
				IntAttr("transB", 1), FloatAttr("alpha", .5), IntsAttr("axes", 1, -1),
			}},
		},
		Initializers: []Tensor{
			Floats("w", []float32{1, -2, 3.5, 0}, 2, 2),
			Int8s("q", []int8{-128, 0, 127}, 3),
			Int64s("axis", []int64{-1}, 1),
		},
		Inputs:  []Value{{Name: "x", Type: Float32, Dims: []Dim{Free("batch"), Fixed(2)}}},
		Outputs: []Value{{Name: "y", Type: Float32, Dims: []Dim{Free("batch"), Fixed(2)}}},
	}
}

func TestDecodeReadsWhatEncodeWrote(t *testing.T) {
	data, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	w, _ := got.Initializer("w")
	if v, err := w.Float32s(); err != nil || v[2] != 3.5 {
		t.Errorf("w = %v, %v", v, err)
	}
	q, _ := got.Initializer("q")
	if v, err := q.Int8s(); err != nil || v[0] != -128 || v[2] != 127 {
		t.Errorf("q = %v, %v", v, err)
	}
}

func TestTensorsThatDoNotFitAreRefused(t *testing.T) {
	for name, tensor := range map[string]Tensor{
		"short":      {Name: "short", Type: Float32, Dims: []int64{2}, Raw: make([]byte, 4)},
		"negative":   {Name: "negative", Type: Int8, Dims: []int64{-1}},
		"overflow":   {Name: "overflow", Type: Int8, Dims: []int64{1 << 31, 1 << 31, 1 << 31}},
		"other type": {Name: "other type", Type: 10, Dims: []int64{1}, Raw: make([]byte, 2)},
	} {
		if _, err := (&Model{Initializers: []Tensor{tensor}}).Encode(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tensor.Float32s(); err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
	if _, err := Int8s("q", nil, 0).Float32s(); err == nil {
		t.Error("int8 read as float32")
	}
}

func FuzzDecode(f *testing.F) {
	data, err := sample().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("label,text\n1,2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(data)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("%v is not ErrFormat", err)
			}
			return
		}
		for _, tensor := range m.Initializers {
			_, _ = tensor.Float32s() // must not panic
			_, _ = tensor.Int8s()
		}
	})
}
