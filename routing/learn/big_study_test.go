//go:build study

package learn_test

import (
	"testing"

	"switchyard/routing/learn"
)

func TestTenThousandAgents(t *testing.T) {
	_, h, now := desk(10_000, 30, 1)
	l := learn.New(learn.Options{})
	l.Observe(asOf(h[:400_000], now)...)
	c := cpu()
	if err := l.Refit(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	t.Logf("refit of 400,000 outcomes: %.2f s", cpu()-c)
	c = cpu()
	l.Model()
	t.Logf("model: %.5f s", cpu()-c)
}
