package models

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"switchyard/internal/onnx"
)

// Network is the built-in model: a bag of hashed n-grams, one hidden layer,
// one score for each output.
//
//	h = ReLU(b1 + s * sum_i w_i*Table[id_i])    logits = h*Out + b2
//
// A Network is read-only once made and may be shared by goroutines.
type Network struct {
	Rows, Hidden, Outputs int

	// Exactly one of the two tables is set, [Rows x Hidden] row by row: a row
	// a bucket, or a row of the bundle's Vocabulary.
	Table     []float32
	Quantised []int8
	// Scale [Hidden] turns sums of quantised rows back into real units; nil
	// for a float table.
	Scale []float32

	Bias    []float32 // b1 [Hidden]
	Out     []float32 // [Hidden x Outputs] row by row
	OutBias []float32 // b2 [Outputs]
}

// Quantise gives the network with its table rounded to int8, one scale a
// column. The largest rounding error is half of 1/127 of the column's largest
// weight.
func (n *Network) Quantise() *Network {
	if n.Table == nil {
		return n
	}
	q := *n
	q.Table, q.Quantised, q.Scale = nil, make([]int8, len(n.Table)), make([]float32, n.Hidden)
	for i, w := range n.Table {
		column := i % n.Hidden
		q.Scale[column] = max(q.Scale[column], float32(math.Abs(float64(w)))/127)
	}
	for i, w := range n.Table {
		if s := q.Scale[i%n.Hidden]; s > 0 {
			q.Quantised[i] = int8(math.RoundToEven(float64(w / s)))
		}
	}
	return &q
}

// Names of the graph's tensors. A reader of model.onnx sees them too.
const (
	inputIDs     = "ids"
	inputWeights = "weights"
	outputLogits = "logits"
)

// Graph writes the network as an ONNX graph with inputs ids int32 [batch,
// length] and weights float32 [batch, 1, length] (weight 0 pads) and output
// logits float32 [batch, Outputs].
func (n *Network) Graph() *onnx.Model {
	h, c := int64(n.Hidden), int64(n.Outputs)
	m := &onnx.Model{
		Producer: "switchyard",
		Doc:      "hashed n-grams -> hidden layer -> logits; divide by the bundle's temperature before softmax",
		Inputs: []onnx.Value{
			{Name: inputIDs, Type: onnx.Int32, Dims: []onnx.Dim{onnx.Free("batch"), onnx.Free("length")}},
			{Name: inputWeights, Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("batch"), onnx.Fixed(1), onnx.Free("length")}},
		},
		Outputs: []onnx.Value{{Name: outputLogits, Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("batch"), onnx.Fixed(c)}}},
		Initializers: []onnx.Tensor{
			onnx.Int64s("sum_axis", []int64{1}, 1),
			onnx.Floats("hidden.bias", n.Bias, h),
			onnx.Floats("out.weight", n.Out, h, c),
			onnx.Floats("out.bias", n.OutBias, c),
		},
	}
	node := func(op, out string, in ...string) string {
		m.Nodes = append(m.Nodes, onnx.Node{Op: op, Inputs: in, Outputs: []string{out}})
		return out
	}
	rows := node("Gather", "rows", "table", inputIDs)
	if n.Quantised != nil {
		m.Initializers = append(m.Initializers,
			onnx.Int8s("table", n.Quantised, int64(n.Rows), h), onnx.Floats("table.scale", n.Scale, h))
		rows = node("Cast", "rows.float", rows)
		m.Nodes[len(m.Nodes)-1].Attributes = []onnx.Attribute{onnx.IntAttr("to", int64(onnx.Float32))}
	} else {
		m.Initializers = append(m.Initializers, onnx.Floats("table", n.Table, int64(n.Rows), h))
	}
	sum := node("Squeeze", "sum", node("MatMul", "sum.row", inputWeights, rows), "sum_axis")
	if n.Quantised != nil {
		sum = node("Mul", "sum.scaled", sum, "table.scale")
	}
	hidden := node("Relu", "hidden", node("Add", "sum.biased", sum, "hidden.bias"))
	node("Gemm", outputLogits, hidden, "out.weight", "out.bias")
	return m
}

// errNotOurs marks a graph that Network.Graph did not write.
var errNotOurs = errors.New("not the built-in graph")

// NetworkFromGraph reads back what Graph wrote; any other graph is refused.
func NetworkFromGraph(m *onnx.Model) (*Network, error) {
	n := &Network{}
	table, ok := m.Initializer("table")
	if !ok || len(table.Dims) != 2 {
		return nil, fmt.Errorf("%w: no two-dimensional tensor \"table\"", errNotOurs)
	}
	n.Rows, n.Hidden = int(table.Dims[0]), int(table.Dims[1])
	var err error
	if table.Type == onnx.Int8 {
		if n.Quantised, err = table.Int8s(); err == nil {
			n.Scale, err = constant(m, "table.scale", n.Hidden)
		}
	} else {
		n.Table, err = table.Float32s()
	}
	if err != nil {
		return nil, err
	}
	outBias, ok := m.Initializer("out.bias")
	if !ok || len(outBias.Dims) != 1 {
		return nil, fmt.Errorf("%w: no one-dimensional tensor \"out.bias\"", errNotOurs)
	}
	n.Outputs = int(outBias.Dims[0])
	if n.Bias, err = constant(m, "hidden.bias", n.Hidden); err != nil {
		return nil, err
	}
	if n.Out, err = constant(m, "out.weight", n.Hidden, n.Outputs); err != nil {
		return nil, err
	}
	if n.OutBias, err = constant(m, "out.bias", n.Outputs); err != nil {
		return nil, err
	}
	if n.Rows == 0 || n.Hidden == 0 || n.Outputs == 0 {
		return nil, fmt.Errorf("%w: a dimension is zero", errNotOurs)
	}
	for name, values := range map[string][]float32{
		"table": n.Table, "table.scale": n.Scale, "hidden.bias": n.Bias, "out.weight": n.Out, "out.bias": n.OutBias,
	} {
		for _, v := range values {
			if v-v != 0 { // NaN and the infinities
				return nil, fmt.Errorf("tensor %q holds %v", name, v)
			}
		}
	}
	if !sameProgram(m, n.Graph()) {
		return nil, fmt.Errorf("%w: its nodes differ", errNotOurs)
	}
	return n, nil
}

// constant reads a float tensor that must have exactly these dimensions.
func constant(m *onnx.Model, name string, dims ...int) ([]float32, error) {
	t, ok := m.Initializer(name)
	if !ok {
		return nil, fmt.Errorf("%w: no tensor %q", errNotOurs, name)
	}
	fits := len(t.Dims) == len(dims)
	for i := 0; fits && i < len(dims); i++ {
		fits = t.Dims[i] == int64(dims[i])
	}
	if !fits {
		return nil, fmt.Errorf("tensor %q has shape %v, want %v", name, t.Dims, dims)
	}
	return t.Float32s()
}

// sameProgram compares all but the weights.
func sameProgram(a, b *onnx.Model) bool {
	axisA, _ := a.Initializer("sum_axis")
	axisB, _ := b.Initializer("sum_axis")
	if len(a.Nodes) != len(b.Nodes) || !bytes.Equal(axisA.Raw, axisB.Raw) {
		return false
	}
	for i, n := range a.Nodes {
		if fmt.Sprint(n) != fmt.Sprint(b.Nodes[i]) {
			return false
		}
	}
	return true
}
