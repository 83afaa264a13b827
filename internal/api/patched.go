package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// patched is a member of a JSON merge patch that null clears.
type patched[T any] struct {
	Sent  bool
	Value *T // nil for null
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *patched[T]) UnmarshalJSON(raw []byte) error {
	p.Sent, p.Value = true, nil
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return json.Unmarshal(raw, &p.Value)
}

// Schema is that of the value, or null.
func (p patched[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

func ref[T any](v T) *T { return &v }

// orEmpty is the value, the zero value for null, and nil where nothing was sent.
func (p patched[T]) orEmpty() *T {
	if p.Sent && p.Value == nil {
		return new(T)
	}
	return p.Value
}
