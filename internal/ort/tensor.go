package ort

// Tensor is one input or output of a run: its shape and, in the field of its
// element type, the elements row by row. Exactly one of the slices is used.
type Tensor struct {
	Shape    []int64
	Float32s []float32
	Int64s   []int64
	Int32s   []int32
}

// Port is a named input or output of a graph. A dimension of -1 is chosen at
// run time.
type Port struct {
	Name  string
	Shape []int64
	Type  string // as ONNX names it: float, int64, int32, ...
}
