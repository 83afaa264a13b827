package models

import (
	"math"
	"math/rand/v2"
	"testing"

	"switchyard/internal/onnx"
)

// tinyTransformer is a one-layer transformer with one head of attention, and
// the same sums in Go:
//
//	h = Table[id] + Positions[count of tokens up to here]
//	hidden = softmax(h*h'/sqrt(D) over the tokens of the text) * h + h
//	logits = mean(hidden over the tokens) * Out
type tinyTransformer struct {
	vocabulary, positions, d, outputs int
	table, position, out              []float32
}

func newTinyTransformer(vocabulary, positions, outputs int) *tinyTransformer {
	rng := rand.New(rand.NewPCG(3, 4))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	const d = 8
	return &tinyTransformer{vocabulary: vocabulary, positions: positions, d: d, outputs: outputs,
		table: draw(vocabulary * d), position: draw(positions * d), out: draw(d * outputs)}
}

// Names of the tiny transformer's outputs.
const (
	tinyHidden = "last_hidden_state"
	tinyVector = "sentence_embedding"
	tinyLogits = "logits"
)

// graph gives one of the outputs; types says whether it reads type ids too.
func (n *tinyTransformer) graph(t testing.TB, output string, types bool, element onnx.DataType) []byte {
	t.Helper()
	free := []onnx.Dim{onnx.Free("batch"), onnx.Free("length")}
	v, p, d, c := int64(n.vocabulary), int64(n.positions), int64(n.d), int64(n.outputs)
	m := &onnx.Model{
		Producer: "test",
		Inputs:   []onnx.Value{{Name: "input_ids", Type: element, Dims: free}, {Name: "attention_mask", Type: element, Dims: free}},
		Outputs:  []onnx.Value{{Name: output, Type: onnx.Float32, Dims: []onnx.Dim{onnx.Free("batch")}}},
		Initializers: []onnx.Tensor{
			onnx.Floats("table", n.table, v, d), onnx.Floats("positions", n.position, p, d), onnx.Floats("out", n.out, d, c),
			onnx.Floats("scale", []float32{float32(1 / math.Sqrt(float64(n.d)))}), onnx.Floats("one", []float32{1}), onnx.Floats("far", []float32{1e9}),
			onnx.Int64s("axis.0", []int64{1}), onnx.Int64s("axis.1", []int64{1}, 1),
		},
	}
	if types {
		m.Inputs = append(m.Inputs, onnx.Value{Name: "token_type_ids", Type: element, Dims: free})
	}
	node := func(op, out string, in []string, attributes ...onnx.Attribute) string {
		m.Nodes = append(m.Nodes, onnx.Node{Op: op, Inputs: in, Outputs: []string{out}, Attributes: attributes})
		return out
	}
	node("Gather", "tokens", []string{"table", "input_ids"})
	node("CumSum", "counts", []string{"attention_mask", "axis.0"})
	node("Gather", "places", []string{"positions", "counts"})
	node("Add", "h", []string{"tokens", "places"})
	if types { // types shift the states, so that wrong ones would show
		node("Cast", "types", []string{"token_type_ids"}, onnx.IntAttr("to", int64(onnx.Float32)))
		m.Initializers = append(m.Initializers, onnx.Int64s("axis.2", []int64{2}, 1))
		node("Unsqueeze", "types.wide", []string{"types", "axis.2"})
		node("Add", "h.typed", []string{"h", "types.wide"})
	} else {
		node("Identity", "h.typed", []string{"h"})
	}
	node("Transpose", "h.turned", []string{"h.typed"}, onnx.IntsAttr("perm", 0, 2, 1))
	node("MatMul", "dots", []string{"h.typed", "h.turned"})
	node("Mul", "scores", []string{"dots", "scale"})
	node("Cast", "mask", []string{"attention_mask"}, onnx.IntAttr("to", int64(onnx.Float32)))
	node("Unsqueeze", "mask.row", []string{"mask", "axis.1"}) // [batch, 1, length]
	node("Sub", "absent", []string{"mask.row", "one"})
	node("Mul", "away", []string{"absent", "far"})
	node("Add", "scores.masked", []string{"scores", "away"})
	node("Softmax", "weights", []string{"scores.masked"}, onnx.IntAttr("axis", -1))
	node("MatMul", "mixed", []string{"weights", "h.typed"})
	node("Add", tinyHidden, []string{"mixed", "h.typed"})
	if output != tinyHidden {
		node("MatMul", "sum.row", []string{"mask.row", tinyHidden})
		node("Squeeze", "sum", []string{"sum.row", "axis.1"})
		node("ReduceSum", "size", []string{"mask", "axis.1"}, onnx.IntAttr("keepdims", 1))
		node("Div", tinyVector, []string{"sum", "size"})
	}
	if output == tinyLogits {
		node("MatMul", tinyLogits, []string{tinyVector, "out"})
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// hidden gives the states of one text, row by row.
func (n *tinyTransformer) hidden(ids []int64) [][]float64 {
	h := make([][]float64, len(ids))
	for i, id := range ids {
		h[i] = make([]float64, n.d)
		for k := range h[i] {
			h[i][k] = float64(n.table[int(id)*n.d+k]) + float64(n.position[(i+1)*n.d+k])
		}
	}
	out := make([][]float64, len(ids))
	for i := range h {
		weights, sum := make([]float64, len(h)), 0.
		for j := range h {
			for k := range n.d {
				weights[j] += h[i][k] * h[j][k] / math.Sqrt(float64(n.d))
			}
		}
		for j, w := range weights {
			weights[j] = math.Exp(w)
			sum += weights[j]
		}
		out[i] = append([]float64(nil), h[i]...)
		for j := range h {
			for k := range n.d {
				out[i][k] += weights[j] / sum * h[j][k]
			}
		}
	}
	return out
}

func (n *tinyTransformer) mean(ids []int64) []float64 {
	mean := make([]float64, n.d)
	for _, row := range n.hidden(ids) {
		for k, v := range row {
			mean[k] += v / float64(len(ids))
		}
	}
	return mean
}

func (n *tinyTransformer) logits(ids []int64) []float64 {
	logits := make([]float64, n.outputs)
	for k, v := range n.mean(ids) {
		for c := range logits {
			logits[c] += v * float64(n.out[k*n.outputs+c])
		}
	}
	return logits
}
