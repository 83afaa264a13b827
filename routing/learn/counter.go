package learn

import "math"

// count is how many outcomes there were and how many of them were a success,
// each weighing less the older it is.
type count struct{ n, s float64 }

func (c *count) add(d count) {
	// Taking back what was added leaves rounding behind.
	c.n = max(0, c.n+d.n)
	c.s = min(max(0, c.s+d.s), c.n)
}

func (c count) scaled(f float64) count { return count{c.n * f, c.s * f} }

// Strengths of the priors of level 0: of the whole desk on a category, and
// the variance of agents' effects in log-odds.
const (
	categoryStrength = 10
	agentVariance    = .3
	minKappa         = 2
	maxKappa         = 200
)

// rates is the hierarchy of counters at one instant: desk, category, agent,
// agent in category. Slices over categories have one entry more than there are
// categories: that of none of them.
type rates struct {
	mean     float64   // of the desk
	category []float64 // mean by category
	kappa    float64   // how many outcomes the prior of a cell is worth
}

// measure gives the rates above the cells. Totals are by category.
func measure(total count, categories []count) rates {
	r := rates{mean: (total.s + 1.4) / (total.n + 2), category: make([]float64, len(categories)), kappa: 20}
	for c, k := range categories {
		r.category[c] = (k.s + categoryStrength*r.mean) / (k.n + categoryStrength)
	}
	return r
}

// effect is by how much an agent's results exceed what was to be expected of
// their mix of categories, in log-odds: one step of Newton from nothing
// (indirect standardisation).
func (r *rates) effect(cells []count) float64 {
	var expected, observed, variance float64
	for c, k := range cells {
		m := r.category[c]
		expected += k.n * m
		observed += k.s
		variance += k.n * m * (1 - m)
	}
	return min(max((observed-expected)/(variance+1/agentVariance), -3), 3)
}

// prior is the rate expected of an agent with this effect in a category.
func (r *rates) prior(effect float64, category int) float64 {
	return sigmoid(logit(r.category[category]) + effect)
}

// spread adds up what tells how much cells differ beyond chance.
type spread struct{ n, gap, chance, cells float64 }

func (s *spread) add(k count, prior float64) {
	if k.n < 1 {
		return
	}
	d := k.s/k.n - prior
	s.n += k.n
	s.gap += k.n * d * d
	s.chance += prior * (1 - prior) * k.n
	s.cells++
}

// kappa is the strength of the cells' prior by the method of moments, clipped:
// with few cells moments can be anything.
func (s *spread) kappa() float64 {
	if s.cells < 5 {
		return 20
	}
	within := s.chance / s.n
	between := s.gap/s.n - within*s.cells/s.n
	if !(between > within/maxKappa) {
		return maxKappa
	}
	return min(max(within/between-1, minKappa), maxKappa)
}

// posterior is the Beta distribution of the rate of a cell.
func posterior(k count, prior, kappa float64) (a, b float64) {
	return k.s + kappa*prior, k.n - k.s + kappa*(1-prior)
}

// moments of a Beta distribution: mean and standard deviation.
func moments(a, b float64) (mean, sd float64) {
	mean = a / (a + b)
	return mean, math.Sqrt(mean * (1 - mean) / (a + b + 1))
}
