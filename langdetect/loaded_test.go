package langdetect

import (
	"context"
	"sync"
	"testing"
)

var sharedDetector = sync.OnceValues(func() (*Detector, error) {
	d, err := New(Config{})
	if err != nil {
		return nil, err
	}
	return d, d.Load(context.Background())
})

// loaded is one detector for all tests, as loading takes seconds.
func loaded(t testing.TB) *Detector {
	t.Helper()
	d, err := sharedDetector()
	if err != nil {
		t.Fatal(err)
	}
	return d
}
