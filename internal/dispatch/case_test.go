package dispatch

import (
	"log/slog"
	"math"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"

	"switchyard/routing"
)

// A decision whose case cannot be written is made all the same, and it is told.
func TestACaseThatCannotBeWritten(t *testing.T) {
	var said strings.Builder
	d := &Dispatcher{log: slog.New(slog.NewTextHandler(&said, nil))}
	if packed := d.pack(t.Context(), &Case{Decision: routing.Decision{Request: "7", Propensity: math.NaN()}}); packed != nil {
		t.Errorf("it is kept as %q", packed)
	}
	if !strings.Contains(said.String(), "ticket=7") {
		t.Errorf("said %q", said.String())
	}
}

// What is no case is refused, whatever it is.
func FuzzReadCase(f *testing.F) {
	f.Add(s2.Encode(nil, []byte(`{"decision":{"request":"x"}}`)))
	f.Add(s2.Encode(nil, make([]byte, 1<<16)))
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, packed []byte) {
		if c, err := ReadCase(packed); (c == nil) == (err == nil) {
			t.Errorf("%v and %v", c, err)
		}
	})
}
