//go:build !race

package classifier

// The race detector makes sync.Pool drop what it holds, so allocations are
// counted without it.

import (
	"testing"

	"switchyard/models"
)

func TestWarmClassifyIntoAllocatesNothing(t *testing.T) {
	c := New(fixedModel(t, models.Thresholds{}, []string{"en"}, .2, .3, .5))
	var a Answer
	classify := func() { _ = c.ClassifyInto(&a, "my printer is down again", "en") }
	classify()
	if n := testing.AllocsPerRun(200, classify); n >= 1 {
		t.Errorf("%v allocations", n)
	}
}

func TestWarmActionAllocatesNothing(t *testing.T) {
	for _, by := range []models.Partition{models.Undivided, models.ByLanguage, models.ByLabel} {
		c := New(certifiedModel(t, certificate(by), .1, .8, .1))
		var a Answer
		decide := func() {
			_ = c.ClassifyInto(&a, "my printer is down again", "EN-us")
			_, _ = c.Action(&a, "EN-us", issued)
		}
		decide()
		if n := testing.AllocsPerRun(200, decide); n >= 1 {
			t.Errorf("by %s: %v allocations", by, n)
		}
	}
}
