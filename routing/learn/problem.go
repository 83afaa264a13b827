package learn

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// problem is one model to be fitted to a sheet: its parameters, their priors
// and how those may adapt.
type problem struct {
	sheet   *sheet
	like    likelihood
	effects effects
	prior   prior
	start   prior // what the variances are drawn to while there are few of their kind
	arrow   *arrow
	inverse mat.SymDense // covariance of the fixed effects, columns, then categories
}

// How many of a kind the assumed variance is worth, and what range variances
// are kept in, as factors on it.
const (
	varianceStrength = 3
	varianceRange    = 30
)

func newProblem(s *sheet, l likelihood, p prior) *problem {
	q := &problem{sheet: s, like: l, effects: newEffects(s), prior: p, start: p}
	copy(q.effects.fixed, p.mean)
	q.arrow = newArrow(s, &q.prior)
	return q
}

// fit finds the most probable parameters, and with them the variances of the
// random effects (empirical Bayes by expectation and maximisation, one Newton
// step each).
func (q *problem) fit(ctx context.Context, iterations int) error {
	for i := range iterations {
		if err := q.arrow.solve(ctx, &q.effects, q.like); err != nil {
			return err
		}
		moved := q.effects.step(&q.arrow.steps, 2)
		if err := q.arrow.chol.InverseTo(&q.inverse); err != nil && !isCondition(err) {
			return err
		}
		changed := q.adapt()
		if w, ok := q.like.(*works); ok {
			changed = max(changed, q.spread(w))
		}
		if i >= 3 && moved < 1e-3 && changed < 5e-3 {
			break
		}
	}
	return nil
}

// adapt moves the variances of the random effects to what their posteriors say,
// and reports the largest change, as a share.
func (q *problem) adapt() float64 {
	var category, agent, cell float64
	for c, b := range q.effects.category {
		j := q.sheet.width + c
		category += b*b + q.inverse.At(j, j)
	}
	for i, own := range q.sheet.agents {
		b := q.effects.agent[i]
		agent += b*b + 1/q.arrow.agents[i].information
		for k := own.from; k < own.to; k++ {
			_, v, _ := q.arrow.variance(int(k))
			cell += q.effects.cell[k]*q.effects.cell[k] + v
		}
	}
	changed := 0.
	for _, v := range []struct {
		to    *float64
		start float64
		sum   float64
		n     int
	}{
		{&q.prior.category, q.start.category, category, len(q.effects.category)},
		{&q.prior.agent, q.start.agent, agent, len(q.effects.agent)},
		{&q.prior.cell, q.start.cell, cell, len(q.effects.cell)},
	} {
		next := (v.sum + varianceStrength*v.start) / (float64(v.n) + varianceStrength)
		next = min(max(next, v.start/varianceRange), v.start*varianceRange)
		changed = max(changed, math.Abs(next/(*v.to)-1))
		*v.to = next
	}
	return changed
}

// spread moves the spread of working times to what the residuals say.
func (q *problem) spread(w *works) float64 {
	n, sum := 4., 4*hoursVariance/(w.sigma*w.sigma)
	for i := range w.rows {
		if w.rows[i].seen && q.sheet.weight[i] > 0 {
			n += q.sheet.weight[i]
			sum += q.sheet.weight[i] * w.square(i, q.eta(i))
		}
	}
	next := min(max(w.sigma*math.Sqrt(sum/n), .05), 2)
	changed := math.Abs(next/w.sigma - 1)
	w.sigma = next
	return changed
}

// eta is the linear predictor of a row.
func (q *problem) eta(i int) float64 {
	k := q.sheet.cellOf[i]
	return q.effects.offset(q.sheet, i) + q.effects.agent[q.sheet.cells[k].agent] + q.effects.cell[k]
}

// exclude holds columns at their prior means.
func (q *problem) exclude(columns ...int) {
	for _, j := range columns {
		q.prior.precision[j] = 1e9
	}
}

// resume starts from where another fit to the same sheet ended.
func (q *problem) resume(from *problem) {
	to := q.effects.parts()
	for i, part := range from.effects.parts() {
		copy(to[i], part)
	}
	q.prior = from.prior
}
