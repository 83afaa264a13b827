package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// ErrFormat reports bytes that are not an ONNX model.
var ErrFormat = errors.New("not a readable ONNX model")

// Decode reads an ONNX file: nodes, constants, inputs and outputs. What
// Switchyard does not use (names of nodes, value hints, metadata) is passed
// over. Constants share data's memory.
func Decode(data []byte) (*Model, error) {
	m := &Model{}
	seenGraph := false
	err := fields(data, func(f field) error {
		switch f.number {
		case 2:
			m.Producer = string(f.bytes)
		case 6:
			m.Doc = string(f.bytes)
		case 7:
			seenGraph = true
			return fields(f.bytes, m.decodeGraph)
		}
		return nil
	})
	if err == nil && !seenGraph {
		err = errors.New("it holds no graph")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return m, nil
}

// field is one decoded protobuf field: number holds for all, the rest by type.
type field struct {
	number protowire.Number
	varint int64
	fixed  uint32
	bytes  []byte
}

// fields hands every field of a message to visit.
func fields(data []byte, visit func(field) error) error {
	for len(data) > 0 {
		number, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return protowire.ParseError(n)
		}
		data = data[n:]
		f := field{number: number}
		switch kind {
		case protowire.VarintType:
			var v uint64
			v, n = protowire.ConsumeVarint(data)
			f.varint = int64(v)
		case protowire.Fixed32Type:
			f.fixed, n = protowire.ConsumeFixed32(data)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(data)
		default:
			n = protowire.ConsumeFieldValue(number, kind, data)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		data = data[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

func (m *Model) decodeGraph(f field) error {
	switch f.number {
	case 1:
		var n Node
		err := fields(f.bytes, n.decode)
		m.Nodes = append(m.Nodes, n)
		return err
	case 5:
		var t Tensor
		err := fields(f.bytes, t.decode)
		m.Initializers = append(m.Initializers, t)
		return err
	case 11, 12:
		var v Value
		err := fields(f.bytes, v.decode)
		if f.number == 11 {
			m.Inputs = append(m.Inputs, v)
		} else {
			m.Outputs = append(m.Outputs, v)
		}
		return err
	}
	return nil
}

func (n *Node) decode(f field) error {
	switch f.number {
	case 1:
		n.Inputs = append(n.Inputs, string(f.bytes))
	case 2:
		n.Outputs = append(n.Outputs, string(f.bytes))
	case 4:
		n.Op = string(f.bytes)
	case 5:
		var a Attribute
		err := fields(f.bytes, a.decode)
		n.Attributes = append(n.Attributes, a)
		return err
	}
	return nil
}

func (a *Attribute) decode(f field) error {
	switch f.number {
	case 1:
		a.Name = string(f.bytes)
	case 2:
		a.Float = math.Float32frombits(f.fixed)
	case 3:
		a.Int = f.varint
	case 8:
		return f.integers(&a.Ints)
	case 20:
		a.Kind = AttributeKind(f.varint)
	}
	return nil
}

// integers appends a repeated integer field, which other writers may pack.
func (f field) integers(to *[]int64) error {
	if f.bytes == nil {
		*to = append(*to, f.varint)
		return nil
	}
	for b := f.bytes; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		*to = append(*to, int64(v))
		b = b[n:]
	}
	return nil
}

func (t *Tensor) decode(f field) error {
	switch f.number {
	case 1:
		return f.integers(&t.Dims)
	case 2:
		t.Type = DataType(f.varint)
	case 4: // float_data, packed or one by one
		if f.bytes == nil {
			t.Raw = binary.LittleEndian.AppendUint32(t.Raw, f.fixed)
		} else {
			t.Raw = append(t.Raw, f.bytes...)
		}
	case 8:
		t.Name = string(f.bytes)
	case 9:
		t.Raw = f.bytes
	}
	return nil
}

func (v *Value) decode(f field) error {
	switch f.number {
	case 1:
		v.Name = string(f.bytes)
	case 2:
		return fields(f.bytes, func(kind field) error {
			if kind.number != 1 {
				return nil
			}
			return fields(kind.bytes, v.decodeTensorType)
		})
	}
	return nil
}

func (v *Value) decodeTensorType(f field) error {
	switch f.number {
	case 1:
		v.Type = DataType(f.varint)
	case 2:
		return fields(f.bytes, func(dim field) error {
			if dim.number != 1 {
				return nil
			}
			var d Dim
			err := fields(dim.bytes, func(part field) error {
				switch part.number {
				case 1:
					d.Size = part.varint
				case 2:
					d.Name = string(part.bytes)
				}
				return nil
			})
			v.Dims = append(v.Dims, d)
			return err
		})
	}
	return nil
}
