//go:build !race

package models

// The race detector makes sync.Pool drop what it holds, so allocations are
// counted without it.

import (
	"testing"
)

func TestWarmNativePredictAllocatesNothing(t *testing.T) {
	m, err := Open(smallBundle(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := make([]float64, 4)
	predict := func() { _ = m.Predict(p, "my printer is down again and the whole team is waiting") }
	predict()
	if n := testing.AllocsPerRun(200, predict); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

func TestAWarmPassageAllocatesNothing(t *testing.T) {
	models := readers(t, Options{})
	texts := []string{"my printer is down again and the whole team is waiting", "मेरा ऑर्डर अभी तक नहीं आया है"}
	var passage Passage
	p := make([]float64, 4)
	predict := func() {
		for _, s := range texts {
			passage.Reset(s)
			for _, m := range models {
				_ = m.PredictFrom(p, &passage)
			}
		}
	}
	predict()
	if n := testing.AllocsPerRun(200, predict); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}
