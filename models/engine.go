package models

import (
	"fmt"

	"switchyard/internal/ort"
	"switchyard/internal/text"
	"switchyard/internal/vec"
)

// Engine computes the scores of the built-in network. Implementations are
// safe for use by many goroutines.
type Engine interface {
	// Name says what computes, for people: "native", "onnxruntime 1.30.0".
	Name() string
	// Score writes the logits of each bag to its row of dst, which has
	// len(bags) times Outputs elements. A bag without features gets the
	// logits of an empty text.
	Score(dst []float32, bags []text.Bag) error
	Close() error
}

// nativeEngine runs the network in Go. It agrees with ONNX Runtime to 1e-4
// and needs nothing but the program itself.
type nativeEngine struct{ net *Network }

// NewNativeEngine runs the network in pure Go (with vector instructions where
// the machine has them). Results have the same bits on every machine.
func NewNativeEngine(net *Network) Engine { return nativeEngine{net} }

func (nativeEngine) Name() string { return "native" }
func (nativeEngine) Close() error { return nil }

// maxStackHidden is the largest hidden layer whose sums live on the stack.
const maxStackHidden = 512

func (e nativeEngine) Score(dst []float32, bags []text.Bag) error {
	net := e.net
	var stack [maxStackHidden]float32
	hidden := stack[:]
	if net.Hidden > maxStackHidden {
		hidden = make([]float32, net.Hidden)
	}
	hidden = hidden[:net.Hidden]
	for b, bag := range bags {
		net.hiddenLayer(hidden, bag)
		row := dst[b*net.Outputs : (b+1)*net.Outputs]
		copy(row, net.OutBias)
		for i, h := range hidden {
			if h > 0 {
				vec.AddScaled(row, h, net.Out[i*net.Outputs:(i+1)*net.Outputs])
			}
		}
	}
	return nil
}

// hiddenLayer writes ReLU(b1 + s*sum) to h, which has Hidden elements.
func (n *Network) hiddenLayer(h []float32, bag text.Bag) {
	n.sum(h, bag)
	for i, b := range n.Bias {
		h[i] = max(0, h[i]+b)
	}
}

// sum writes the weighted sum of the bag's rows, in real units, to h.
func (n *Network) sum(h []float32, bag text.Bag) {
	clear(h)
	if n.Quantised != nil {
		vec.AddBagInt8(h, n.Quantised, bag.IDs, bag.Weights)
		for i, s := range n.Scale {
			h[i] = float32(h[i] * s) // rounded: the sum with the bias must not be fused
		}
		return
	}
	for i, id := range bag.IDs {
		at := int(id) * n.Hidden
		vec.AddScaled(h, bag.Weights[i], n.Table[at:at+n.Hidden])
	}
}

// runtimeEngine runs the network in ONNX Runtime, the reference.
type runtimeEngine struct {
	session *ort.Session
	name    string
	outputs int
}

// NewRuntimeEngine runs a graph that Network.Graph wrote in ONNX Runtime.
func NewRuntimeEngine(rt *ort.Runtime, graph []byte, outputs int) (Engine, error) {
	s, err := rt.NewSession(graph, []string{inputIDs, inputWeights}, []string{outputLogits})
	if err != nil {
		return nil, err
	}
	return runtimeEngine{session: s, name: "onnxruntime " + rt.Version(), outputs: outputs}, nil
}

func (e runtimeEngine) Name() string { return e.name }
func (e runtimeEngine) Close() error { return e.session.Close() }

// maxPadded bounds the rows that one run gathers (batch times longest bag):
// each is Hidden floats wide while the graph runs.
const maxPadded = 1 << 16

func (e runtimeEngine) Score(dst []float32, bags []text.Bag) error {
	for start := 0; start < len(bags); {
		end, longest := start, 1
		for end < len(bags) {
			l := max(longest, len(bags[end].IDs))
			if end > start && l*(end+1-start) > maxPadded {
				break
			}
			end, longest = end+1, l
		}
		if err := e.run(dst[start*e.outputs:end*e.outputs], bags[start:end], longest); err != nil {
			return err
		}
		start = end
	}
	return nil
}

func (e runtimeEngine) run(dst []float32, bags []text.Bag, longest int) error {
	ids, weights := make([]int32, len(bags)*longest), make([]float32, len(bags)*longest)
	for b, bag := range bags {
		copy(ids[b*longest:], bag.IDs)
		copy(weights[b*longest:], bag.Weights)
	}
	batch, length := int64(len(bags)), int64(longest)
	out, err := e.session.Run([]ort.Tensor{
		{Shape: []int64{batch, length}, Int32s: ids},
		{Shape: []int64{batch, 1, length}, Float32s: weights},
	})
	if err != nil {
		return err
	}
	if got := len(out[0].Float32s); got != len(dst) {
		return fmt.Errorf("the graph gave %d scores for %d texts, want %d", got, len(bags), len(dst))
	}
	copy(dst, out[0].Float32s)
	return nil
}
