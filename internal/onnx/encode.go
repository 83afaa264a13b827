package onnx

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// message builds one protobuf message field by field.
type message []byte

func (m *message) varint(field protowire.Number, v int64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

func (m *message) bytes(field protowire.Number, b []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), b)
}

func (m *message) text(field protowire.Number, s string) {
	if s != "" {
		m.bytes(field, []byte(s))
	}
}

func (m *message) float(field protowire.Number, f float32) {
	*m = protowire.AppendFixed32(protowire.AppendTag(*m, field, protowire.Fixed32Type), math.Float32bits(f))
}

// Encode writes the model as an ONNX file. The same model gives the same
// bytes. A tensor whose shape and data disagree is an error.
func (m *Model) Encode() ([]byte, error) {
	var graph message
	for _, n := range m.Nodes {
		graph.bytes(1, n.encode())
	}
	graph.text(2, "switchyard")
	for _, t := range m.Initializers {
		if _, err := t.elements(); err != nil {
			return nil, err
		}
		graph.bytes(5, t.encode())
	}
	for _, v := range m.Inputs {
		graph.bytes(11, v.encode())
	}
	for _, v := range m.Outputs {
		graph.bytes(12, v.encode())
	}
	var opset, model message
	opset.varint(2, Opset)
	model.varint(1, IRVersion)
	model.text(2, m.Producer)
	model.text(6, m.Doc)
	model.bytes(7, graph)
	model.bytes(8, opset)
	return model, nil
}

func (n Node) encode() message {
	var out message
	for _, s := range n.Inputs {
		out.bytes(1, []byte(s)) // an empty name is a left-out input: keep it
	}
	for _, s := range n.Outputs {
		out.bytes(2, []byte(s))
	}
	out.text(4, n.Op)
	for _, a := range n.Attributes {
		out.bytes(5, a.encode())
	}
	return out
}

func (a Attribute) encode() message {
	var out message
	out.text(1, a.Name)
	switch a.Kind {
	case FloatAttribute:
		out.float(2, a.Float)
	case IntAttribute:
		out.varint(3, a.Int)
	case IntsAttribute:
		for _, v := range a.Ints {
			out.varint(8, v)
		}
	}
	out.varint(20, int64(a.Kind))
	return out
}

func (t Tensor) encode() message {
	var out message
	for _, d := range t.Dims {
		out.varint(1, d)
	}
	out.varint(2, int64(t.Type))
	out.text(8, t.Name)
	out.bytes(9, t.Raw)
	return out
}

func (v Value) encode() message {
	var shape, tensor, kind, out message
	for _, d := range v.Dims {
		var dim message
		if d.Size > 0 {
			dim.varint(1, d.Size)
		} else {
			dim.text(2, d.Name)
		}
		shape.bytes(1, dim)
	}
	tensor.varint(1, int64(v.Type))
	tensor.bytes(2, shape)
	kind.bytes(1, tensor)
	out.text(1, v.Name)
	out.bytes(2, kind)
	return out
}
