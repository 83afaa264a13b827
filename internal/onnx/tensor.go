package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"
)

// Floats makes a float32 tensor. It fails in the caller's hands, at Encode,
// when dims and data disagree.
func Floats(name string, data []float32, dims ...int64) Tensor {
	raw := make([]byte, 4*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(v))
	}
	return Tensor{Name: name, Type: Float32, Dims: dims, Raw: raw}
}

// Int8s makes an int8 tensor.
func Int8s(name string, data []int8, dims ...int64) Tensor {
	raw := make([]byte, len(data))
	for i, v := range data {
		raw[i] = byte(v)
	}
	return Tensor{Name: name, Type: Int8, Dims: dims, Raw: raw}
}

// Int64s makes an int64 tensor.
func Int64s(name string, data []int64, dims ...int64) Tensor {
	raw := make([]byte, 8*len(data))
	for i, v := range data {
		binary.LittleEndian.PutUint64(raw[8*i:], uint64(v))
	}
	return Tensor{Name: name, Type: Int64, Dims: dims, Raw: raw}
}

// elements is the product of the dimensions, or an error where they do not
// describe the data.
func (t Tensor) elements() (int, error) {
	n := int64(1)
	for _, d := range t.Dims {
		if d < 0 || d > 0 && n > (1<<40)/d {
			return 0, fmt.Errorf("tensor %q has the impossible shape %v", t.Name, t.Dims)
		}
		n *= d
	}
	size := t.Type.size()
	if size == 0 {
		return 0, fmt.Errorf("tensor %q has element type %d, which is not supported", t.Name, t.Type)
	}
	if int64(len(t.Raw)) != n*int64(size) {
		return 0, fmt.Errorf("tensor %q of shape %v and type %v needs %d bytes but has %d", t.Name, t.Dims, t.Type, n*int64(size), len(t.Raw))
	}
	return int(n), nil
}

// Float32s decodes a float32 tensor.
func (t Tensor) Float32s() ([]float32, error) {
	n, err := t.elements()
	if err != nil {
		return nil, err
	}
	if t.Type != Float32 {
		return nil, fmt.Errorf("tensor %q holds %v, not float32", t.Name, t.Type)
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.Raw[4*i:]))
	}
	return out, nil
}

// Int8s decodes an int8 tensor. The result shares the tensor's memory.
func (t Tensor) Int8s() ([]int8, error) {
	n, err := t.elements()
	if err != nil {
		return nil, err
	}
	if t.Type != Int8 {
		return nil, fmt.Errorf("tensor %q holds %v, not int8", t.Name, t.Type)
	}
	if n == 0 {
		return nil, nil
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(&t.Raw[0])), n), nil
}
