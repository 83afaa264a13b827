//go:build !cgo

package ort

import "fmt"

// Runtime is never made in a program built without cgo.
type Runtime struct{}

// Session is never made in a program built without cgo.
type Session struct{}

var errNoCgo = fmt.Errorf("%w: this program was built with CGO_ENABLED=0", ErrMissing)

// Open always fails without cgo.
func Open(string) (*Runtime, error) { return nil, errNoCgo }

// Version is empty without cgo.
func (r *Runtime) Version() string { return "" }

// Path is empty without cgo.
func (r *Runtime) Path() string { return "" }

// Ports always fails without cgo.
func (r *Runtime) Ports([]byte) (inputs, outputs []Port, err error) { return nil, nil, errNoCgo }

// NewSession always fails without cgo.
func (r *Runtime) NewSession([]byte, []string, []string) (*Session, error) { return nil, errNoCgo }

// Run always fails without cgo.
func (s *Session) Run([]Tensor) ([]Tensor, error) { return nil, errNoCgo }

// Close does nothing without cgo.
func (s *Session) Close() error { return nil }
