package learn

import (
	"context"
	"math"
)

// Results that were written down wrong are looked for in steps of this, up to
// the second, and believed in for no less evidence than the third.
const (
	noiseStep  = .06
	noiseMost  = .18
	noiseProof = 2.5
)

// noise estimates which share of results were written down as their opposite.
// Where results are wrong now and then the best agents with the easiest tickets
// fail too often for a logistic curve, and the rest follows from it: how much
// agents differ, and how fast to believe it. The share that makes the history
// likeliest is taken; there is none to be found in most.
func (f *fit) noise(ctx context.Context) error {
	best, kept := f.success.evidence(), f.success
	for wrong := noiseStep; wrong <= noiseMost+1e-9; wrong += noiseStep {
		f.doubt(wrong)
		q := newProblem(f.sheet, f.trials, f.success.start)
		q.resume(kept)
		if err := q.fit(ctx, iterations); err != nil {
			return err
		}
		proof := 0.
		if f.wrong == 0 {
			proof = noiseProof
		}
		e := q.evidence()
		if e < best+proof {
			if wrong > noiseStep || e < best-noiseProof {
				break
			}
			continue // the evidence may lie further on
		}
		best, kept, f.wrong = e, q, wrong
	}
	f.doubt(f.wrong)
	f.success = kept
	return nil
}

// doubt takes a share of results for wrong.
func (f *fit) doubt(wrong float64) {
	for i := range f.trials {
		f.trials[i].wrong = wrong
	}
}

// evidence is the logarithm of the probability of the rows, whatever the
// parameters may be, up to a constant (Laplace's approximation).
func (q *problem) evidence() float64 {
	total := -q.arrow.chol.LogDet() / 2
	l, ok := q.like.(witness)
	if !ok {
		return math.Inf(-1)
	}
	for i, w := range q.sheet.weight {
		if w > 0 {
			total += w * l.log(i, q.eta(i))
		}
	}
	for j, b := range q.effects.fixed {
		d := b - q.prior.mean[j]
		total -= d*d*q.prior.precision[j]/2 - math.Log(q.prior.precision[j])/2
	}
	for _, r := range []struct {
		effects  []float64
		variance float64
	}{{q.effects.category, q.prior.category}, {q.effects.agent, q.prior.agent}, {q.effects.cell, q.prior.cell}} {
		for _, b := range r.effects {
			total -= b*b/r.variance/2 + math.Log(r.variance)/2
		}
	}
	for _, a := range q.arrow.agents {
		total -= math.Log(a.information) / 2
	}
	for _, c := range q.arrow.cells {
		total -= math.Log(c.information+1/q.prior.cell) / 2
	}
	return total
}
