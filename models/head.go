package models

import (
	"fmt"

	"switchyard/internal/onnx"
	"switchyard/internal/vec"
)

// Head turns the embedding of a text into scores. It is what training fits on
// an encoder that stays as it is.
//
//	logits = x*Weights + Bias                        with Hidden 0
//	logits = ReLU(x*HiddenWeights + HiddenBias)*Weights + Bias
//
// A Head is read-only once made and may be shared by goroutines.
type Head struct {
	Inputs  int // dimensions of the embedding
	Hidden  int // 0 for a head of one layer (logistic regression)
	Outputs int

	HiddenWeights []float32 // [Inputs x Hidden] row by row; nil with Hidden 0
	HiddenBias    []float32 // [Hidden]
	Weights       []float32 // [Hidden x Outputs], or [Inputs x Outputs] with Hidden 0
	Bias          []float32 // [Outputs]
}

// Score writes the logits of one embedding (Inputs elements) to dst (Outputs
// elements).
func (h *Head) Score(dst, embedding []float32) {
	x := embedding[:h.Inputs]
	if h.Hidden > 0 {
		hidden := append([]float32(nil), h.HiddenBias...)
		accumulate(hidden, x, h.HiddenWeights)
		for i, v := range hidden {
			hidden[i] = max(0, v)
		}
		x = hidden
	}
	copy(dst, h.Bias)
	accumulate(dst[:h.Outputs], x, h.Weights)
}

// accumulate does dst += x*w for w of len(x) rows.
func accumulate(dst, x, w []float32) {
	for i, v := range x {
		if v != 0 {
			vec.AddScaled(dst, v, w[i*len(dst):(i+1)*len(dst)])
		}
	}
}

const inputEmbedding = "embedding"

// Graph writes the head as an ONNX graph with input embedding float32 [batch,
// Inputs] and output logits float32 [batch, Outputs].
func (h *Head) Graph() *onnx.Model {
	d, c := int64(h.Inputs), int64(h.Outputs)
	m := &onnx.Model{
		Producer: "switchyard",
		Doc:      "embedding -> logits; divide by the bundle's temperature before softmax",
		Inputs:   []onnx.Value{{Name: inputEmbedding, Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("batch"), onnx.Fixed(d)}}},
		Outputs:  []onnx.Value{{Name: outputLogits, Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("batch"), onnx.Fixed(c)}}},
	}
	layer := func(name, in, out string, weights, bias []float32, rows, columns int64) {
		m.Initializers = append(m.Initializers,
			onnx.Floats(name+".weight", weights, rows, columns), onnx.Floats(name+".bias", bias, columns))
		m.Nodes = append(m.Nodes, onnx.Node{Op: "Gemm", Inputs: []string{in, name + ".weight", name + ".bias"}, Outputs: []string{out}})
	}
	in, rows := inputEmbedding, d
	if h.Hidden > 0 {
		rows = int64(h.Hidden)
		layer("hidden", in, "hidden.sum", h.HiddenWeights, h.HiddenBias, d, rows)
		m.Nodes = append(m.Nodes, onnx.Node{Op: "Relu", Inputs: []string{"hidden.sum"}, Outputs: []string{"hidden"}})
		in = "hidden"
	}
	layer("out", in, outputLogits, h.Weights, h.Bias, rows, c)
	return m
}

// HeadFromGraph reads back what Graph wrote; any other graph is refused.
func HeadFromGraph(m *onnx.Model) (*Head, error) {
	first, hasHidden := m.Initializer("hidden.weight")
	last, ok := m.Initializer("out.weight")
	if !ok || len(last.Dims) != 2 || hasHidden && len(first.Dims) != 2 {
		return nil, fmt.Errorf("%w: no two-dimensional tensor \"out.weight\"", errNotOurs)
	}
	h := &Head{Inputs: int(last.Dims[0]), Outputs: int(last.Dims[1])}
	rows := h.Inputs
	var err error
	if hasHidden {
		h.Inputs, h.Hidden = int(first.Dims[0]), int(first.Dims[1])
		rows = h.Hidden
		if h.HiddenWeights, err = constant(m, "hidden.weight", h.Inputs, h.Hidden); err != nil {
			return nil, err
		}
		if h.HiddenBias, err = constant(m, "hidden.bias", h.Hidden); err != nil {
			return nil, err
		}
	}
	if h.Weights, err = constant(m, "out.weight", rows, h.Outputs); err != nil {
		return nil, err
	}
	if h.Bias, err = constant(m, "out.bias", h.Outputs); err != nil {
		return nil, err
	}
	if h.Inputs == 0 || h.Outputs == 0 || hasHidden && h.Hidden == 0 {
		return nil, fmt.Errorf("%w: a dimension is zero", errNotOurs)
	}
	for name, values := range map[string][]float32{
		"hidden.weight": h.HiddenWeights, "hidden.bias": h.HiddenBias, "out.weight": h.Weights, "out.bias": h.Bias,
	} {
		for _, v := range values {
			if v-v != 0 { // NaN and the infinities
				return nil, fmt.Errorf("tensor %q holds %v", name, v)
			}
		}
	}
	if !sameProgram(m, h.Graph()) {
		return nil, fmt.Errorf("%w: its nodes differ", errNotOurs)
	}
	return h, nil
}
