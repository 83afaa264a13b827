package insight

import (
	"maps"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Differ says how much agents differ in what they solve, beyond what chance and how
// hard their tickets were explain: by the test of homogeneity of observed less
// expected (Peto's one-step estimate: Yusuf and others 1985) and the moment estimate
// of the spread between agents (DerSimonian and Laird 1986).
type Differ struct {
	Agents int     `json:"agents"`
	P      float64 `json:"p"`      // of differences as large if all were alike
	Spread float64 `json:"spread"` // standard deviation between agents, in log-odds
	// Usual is what a middling agent solves; Worse and Better what agents one standard
	// deviation below and above do.
	Worse  float64 `json:"worse"`
	Usual  float64 `json:"usual"`
	Better float64 `json:"better"`
}

// comparison is what agents solved beside what anybody would have.
type comparison struct {
	mean   float64 // share solved by all
	agents map[string]excess
	spread float64
	q      float64 // Cochran's
}

// excess is how many more an agent solved than expected, and its variance if the
// agent is like all.
type excess struct{ over, variance float64 }

// compare compares what agents solved with what the model expects of somebody
// unknown with the same tickets. The model is taken at its word for which tickets
// are hard, but not for how many are solved: that is what was seen.
func compare(outcomes []learn.Outcome, model *learn.Model) comparison {
	var at []int
	var hard []float64
	solved := 0
	for i := range outcomes {
		o := &outcomes[i]
		if o.Known.IsZero() {
			continue
		}
		at, hard = append(at, i), append(hard, easeOf(o, model))
		if o.Success {
			solved++
		}
	}
	c := comparison{mean: float64(solved) / float64(len(at)), agents: map[string]excess{}}
	wrong := min(model.Wrong(), .45)
	shift := levelled(hard, wrong, float64(solved))
	for k, i := range at {
		p, e := noted(hard[k]+shift, wrong), c.agents[outcomes[i].Agent]
		e.over -= p
		e.variance += p * (1 - p)
		if outcomes[i].Success {
			e.over++
		}
		c.agents[outcomes[i].Agent] = e
	}
	var weight, square float64
	for _, id := range slices.Sorted(maps.Keys(c.agents)) { // so that sums do not depend on an order
		if e := c.agents[id]; e.variance > 0 {
			c.q += e.over * e.over / e.variance
			weight += e.variance
			square += e.variance * e.variance
		}
	}
	if rest := weight - square/max(weight, 1e-12); rest > 1e-9 {
		c.spread = math.Sqrt(max(0, (c.q-float64(len(c.agents)-1))/rest))
	}
	return c
}

// easeOf is the log-odds that somebody unknown solves a ticket.
func easeOf(o *learn.Outcome, model *learn.Model) float64 {
	r := routing.Request{Category: []routing.Chance{{Label: o.Category, P: 1}}, Priority: routing.Priority(o.Priority), Signals: o.Signals, Attempt: o.Attempt}
	if o.Late {
		r.Target, r.Waited = time.Hour, 2*time.Hour
	}
	e := model.Explain(&r, &routing.Agent{})
	return e.Usual + e.Category + e.Priority + e.Late + e.Attempts + e.Signals
}

// noted is the probability that a solution is noted, where a share of results is
// noted as its opposite: the model speaks of what really happens, and tickets are
// counted as they were noted.
func noted(odds, wrong float64) float64 { return wrong + (1-2*wrong)*logistic(odds) }

// levelled is what to add to log-odds so that they expect as many as were noted, by
// bisection.
func levelled(odds []float64, wrong, sum float64) float64 {
	low, high := -40., 40.
	for range 60 {
		middle, expected := (low+high)/2, 0.
		for _, x := range odds {
			expected += noted(x+middle, wrong)
		}
		if expected < sum {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// differ is nil where there are not two agents to compare.
func (c *comparison) differ() *Differ {
	if len(c.agents) < 2 {
		return nil
	}
	return &Differ{Agents: len(c.agents), P: distuv.ChiSquared{K: float64(len(c.agents) - 1)}.Survival(c.q), Spread: c.spread,
		Worse: logistic(logit(c.mean) - c.spread), Usual: c.mean, Better: logistic(logit(c.mean) + c.spread)}
}

// normal90 is the two-sided 90 % quantile of the normal distribution.
const normal90 = 1.6448536269514722

// adjusted is what an agent would solve of what all are given: the posterior of
// their log-odds, whose prior is the spread between agents (Morris 1983), around
// the mean of all.
func (c *comparison) adjusted(id string) (mean, low, high float64) {
	e, prior := c.agents[id], 1/max(c.spread*c.spread, 1e-6)
	at, reach := e.over/(e.variance+prior), normal90/math.Sqrt(e.variance+prior)
	usual := logit(c.mean)
	return logistic(usual + at), logistic(usual + at - reach), logistic(usual + at + reach)
}
