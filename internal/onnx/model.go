// Package onnx reads and writes the part of the ONNX file format that
// Switchyard's models use: graphs of nodes with constant tensors. Field
// numbers are those of onnx.proto3 (IR version 9).
package onnx

// IRVersion and Opset are what Encode writes.
const (
	IRVersion = 9
	Opset     = 18
)

// DataType is the element type of a tensor, numbered as TensorProto.DataType.
type DataType int32

// The element types that Switchyard's graphs use.
const (
	Float32 DataType = 1
	Int8    DataType = 3
	Int32   DataType = 6
	Int64   DataType = 7
)

// String names the type as the ONNX documentation does.
func (t DataType) String() string {
	switch t {
	case Float32:
		return "float32"
	case Int8:
		return "int8"
	case Int32:
		return "int32"
	case Int64:
		return "int64"
	}
	return "another type"
}

// size is the width of one element in bytes, 0 for types not read.
func (t DataType) size() int {
	switch t {
	case Float32, Int32:
		return 4
	case Int8:
		return 1
	case Int64:
		return 8
	}
	return 0
}

// Model is one graph. Nodes are in topological order.
type Model struct {
	Producer     string
	Doc          string
	Nodes        []Node
	Initializers []Tensor
	Inputs       []Value
	Outputs      []Value
}

// Node applies one operator.
type Node struct {
	Op         string
	Inputs     []string
	Outputs    []string
	Attributes []Attribute
}

// Attribute is a constant argument of a node; Kind says which field holds it.
type Attribute struct {
	Name  string
	Kind  AttributeKind
	Float float32
	Int   int64
	Ints  []int64
}

// AttributeKind is numbered as AttributeProto.AttributeType.
type AttributeKind int32

// The kinds that Switchyard's graphs use.
const (
	FloatAttribute AttributeKind = 1
	IntAttribute   AttributeKind = 2
	IntsAttribute  AttributeKind = 7
)

// IntAttr makes an integer attribute.
func IntAttr(name string, v int64) Attribute {
	return Attribute{Name: name, Kind: IntAttribute, Int: v}
}

// FloatAttr makes a float attribute.
func FloatAttr(name string, v float32) Attribute {
	return Attribute{Name: name, Kind: FloatAttribute, Float: v}
}

// IntsAttr makes an attribute that is a list of integers.
func IntsAttr(name string, v ...int64) Attribute {
	return Attribute{Name: name, Kind: IntsAttribute, Ints: v}
}

// Tensor is a constant: Raw holds the elements little-endian, row by row.
type Tensor struct {
	Name string
	Type DataType
	Dims []int64
	Raw  []byte
}

// Value is an input or output of the graph.
type Value struct {
	Name string
	Type DataType
	Dims []Dim
}

// Dim is one dimension of a Value: a fixed Size, or, where that is 0, a name
// for a size known only when the graph runs.
type Dim struct {
	Size int64
	Name string
}

// Fixed is a dimension of known size.
func Fixed(size int64) Dim { return Dim{Size: size} }

// Free is a dimension that the caller chooses at run time.
func Free(name string) Dim { return Dim{Name: name} }

// Initializer finds a constant by name.
func (m *Model) Initializer(name string) (Tensor, bool) {
	for _, t := range m.Initializers {
		if t.Name == name {
			return t, true
		}
	}
	return Tensor{}, false
}
