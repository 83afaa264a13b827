//go:build study

package learn_test

import (
	"syscall"
	"testing"

	"switchyard/routing"
	"switchyard/routing/learn"
)

func cpu() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// TestProcessorTime is what work costs by itself, on a machine that others use too.
func TestProcessorTime(t *testing.T) {
	w, h, now := desk(500, 30, 3)
	l := learn.New(learn.Options{})
	o := asOf(h[:100_000], now)
	c := cpu()
	l.Observe(o...)
	t.Logf("observe 100,000: %.2f s", cpu()-c)
	c = cpu()
	if err := l.Refit(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	t.Logf("refit: %.2f s, drifts %d", cpu()-c, len(l.Model().Drifts()))
	m := l.Model()
	r := &routing.Request{Priority: routing.High, Signals: []float64{.3}, Language: "de"}
	for c := range 12 {
		r.Category = append(r.Category, routing.Chance{Label: w.categories[c], P: .08})
	}
	staff := w.staff()
	for i := range staff {
		staff[i].Languages = map[string]int{"en": 5, "de": 1 + i%5}
	}
	out := make([]routing.Prospect, len(staff))
	c = cpu()
	for range 2000 {
		m.Predict(r, staff, out)
	}
	t.Logf("predict 500 agents, 12 categories: %.0f us", (cpu()-c)/2000*1e6)
}
