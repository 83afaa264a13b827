//go:build cgo

package ort

import (
	"errors"
	"fmt"
	"sync"

	ort "github.com/yalue/onnxruntime_go"
)

// The library keeps one environment per process, so this package does too.
var (
	mu     sync.Mutex
	opened string // path of the library in use, empty before the first Open
)

// Runtime is the loaded library. It is safe for use by many goroutines and
// lives until the process ends.
type Runtime struct{ path string }

// Open loads the library from path, or from where it usually is when path is
// empty. Any failure wraps ErrMissing. A second Open gives the library that is
// already loaded; asking for another one by path is an error.
func Open(path string) (*Runtime, error) {
	mu.Lock()
	defer mu.Unlock()
	if opened != "" && (path == "" || path == opened) {
		return &Runtime{path: opened}, nil
	}
	if opened != "" {
		return nil, fmt.Errorf("%w from %s: this process already uses %s", ErrMissing, path, opened)
	}
	found, err := find(path)
	if err != nil {
		return nil, err
	}
	ort.SetSharedLibraryPath(found)
	// Every failure comes back as an error too: its log would say it twice.
	if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
		return nil, fmt.Errorf("%w: %s is not ONNX Runtime %s or newer: %w", ErrMissing, found, Version, err)
	}
	opened = found
	return &Runtime{path: found}, nil
}

// Version is the version the loaded library gives itself.
func (r *Runtime) Version() string { return ort.GetVersion() }

// Path is where the library was loaded from.
func (r *Runtime) Path() string { return r.path }

// Ports reads the inputs and outputs of a graph.
func (r *Runtime) Ports(graph []byte) (inputs, outputs []Port, err error) {
	in, out, err := ort.GetInputOutputInfoWithONNXData(graph)
	if err != nil {
		return nil, nil, fmt.Errorf("ONNX Runtime cannot read the graph: %w", err)
	}
	return ports(in), ports(out), nil
}

func ports(infos []ort.InputOutputInfo) []Port {
	out := make([]Port, len(infos))
	for i, info := range infos {
		out[i] = Port{Name: info.Name, Shape: info.Dimensions, Type: elementName(info.DataType)}
	}
	return out
}

func elementName(t ort.TensorElementDataType) string {
	switch t {
	case ort.TensorElementDataTypeFloat:
		return "float"
	case ort.TensorElementDataTypeInt64:
		return "int64"
	case ort.TensorElementDataTypeInt32:
		return "int32"
	}
	return t.String()
}

// Session is a graph ready to run. It is safe for use by many goroutines;
// Close only after the last Run has returned.
type Session struct {
	session *ort.DynamicAdvancedSession
	outputs int
}

// NewSession prepares a graph. It uses one thread per run: many requests at
// once keep the cores busy, and threads of their own would only fight.
func (r *Runtime) NewSession(graph []byte, inputs, outputs []string) (*Session, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime session: %w", err)
	}
	defer func() { _ = options.Destroy() }()
	if err := errors.Join(
		options.SetIntraOpNumThreads(1),
		options.SetInterOpNumThreads(1),
		options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"),
	); err != nil {
		return nil, fmt.Errorf("ONNX Runtime session: %w", err)
	}
	s, err := ort.NewDynamicAdvancedSessionWithONNXData(graph, inputs, outputs, options)
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime cannot prepare the graph: %w", err)
	}
	return &Session{session: s, outputs: len(outputs)}, nil
}

// Run gives the float32 outputs for inputs in the order of NewSession.
func (s *Session) Run(inputs []Tensor) ([]Tensor, error) {
	in, out := make([]ort.Value, len(inputs)), make([]ort.Value, s.outputs)
	defer destroy(in)
	defer destroy(out)
	for i, t := range inputs {
		v, err := newValue(t)
		if err != nil {
			return nil, fmt.Errorf("input %d: %w", i, err)
		}
		in[i] = v
	}
	if err := s.session.Run(in, out); err != nil {
		return nil, err
	}
	results := make([]Tensor, len(out))
	for i, v := range out {
		t, ok := v.(*ort.Tensor[float32])
		if !ok {
			return nil, fmt.Errorf("output %d is %T, not a float32 tensor", i, v)
		}
		// The library owns the memory until Destroy: copy.
		results[i] = Tensor{Shape: t.GetShape(), Float32s: append([]float32(nil), t.GetData()...)}
	}
	return results, nil
}

func newValue(t Tensor) (ort.Value, error) {
	shape := ort.NewShape(t.Shape...)
	switch {
	case t.Float32s != nil:
		return ort.NewTensor(shape, t.Float32s)
	case t.Int64s != nil:
		return ort.NewTensor(shape, t.Int64s)
	case t.Int32s != nil:
		return ort.NewTensor(shape, t.Int32s)
	}
	return nil, errors.New("the tensor holds no elements")
}

func destroy(values []ort.Value) {
	for _, v := range values {
		if v != nil {
			_ = v.Destroy()
		}
	}
}

// Close frees the session.
func (s *Session) Close() error { return s.session.Destroy() }
