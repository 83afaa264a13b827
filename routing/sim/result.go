package sim

import (
	"math"
	"slices"

	"switchyard/routing"
	"switchyard/routing/sim/policy"
)

// Result is one policy on one scenario, over all seeds.
type Result struct {
	Scenario, Policy string
	Seeds            int
	Mean             Measures // means over the seeds that define them
	// How much of the way from round robin to the references it comes: the mean
	// gain over round robin as a share of theirs, seed by seed the same tickets.
	// NaN when the references were not run.
	GapInformed, GapClairvoyant float64
	// Regret is how many more tickets a day the clairvoyant policy has right.
	Regret    float64
	Intervals Intervals
	Runs      []Run // one a seed, in the order asked for
}

// Intervals are 95 % intervals over seeds, by bootstrap: the luck of which
// seeds were drawn, the same draws for the policy and what it is compared with
// (Efron and Tibshirani, 1993). With one seed they have no width.
type Intervals struct {
	G, Breach, Gini, GapInformed, GapClairvoyant Interval
}

// Interval is from a lower to an upper bound, NaN where there is nothing to tell.
type Interval struct{ Low, High float64 }

// resamples of a bootstrap.
const resamples = 2000

// newResult sums up the runs of one policy, given those of all.
func newResult(s *Scenario, name string, byName map[string][]Run) Result {
	runs := byName[name]
	r := Result{Scenario: s.Name, Policy: name, Seeds: len(runs), Mean: mean(runs), Runs: runs}
	robin, informed, clairvoyant := goods(byName[routing.RoundRobin]), goods(byName[policy.Informed]), goods(byName[policy.Clairvoyant])
	own := goods(runs)
	each := make([]int, len(runs))
	for i := range each {
		each[i] = i
	}
	r.GapInformed, r.GapClairvoyant = gap(own, robin, informed, each), gap(own, robin, clairvoyant, each)
	r.Regret = math.NaN()
	if len(clairvoyant) > 0 {
		r.Regret = (average(clairvoyant, each) - average(own, each)) * r.Mean.Daily
	}
	breach, unequal := column(runs, func(m *Measures) float64 { return m.Breach }), column(runs, func(m *Measures) float64 { return m.Gini })
	r.Intervals = Intervals{
		G:              bootstrap(len(runs), func(s []int) float64 { return average(own, s) }),
		Breach:         bootstrap(len(runs), func(s []int) float64 { return average(breach, s) }),
		Gini:           bootstrap(len(runs), func(s []int) float64 { return average(unequal, s) }),
		GapInformed:    bootstrap(len(runs), func(s []int) float64 { return gap(own, robin, informed, s) }),
		GapClairvoyant: bootstrap(len(runs), func(s []int) float64 { return gap(own, robin, clairvoyant, s) }),
	}
	return r
}

// goods are G by seed.
func goods(runs []Run) []float64 { return column(runs, func(m *Measures) float64 { return m.G }) }

func column(runs []Run, of func(*Measures) float64) []float64 {
	list := make([]float64, len(runs))
	for i := range runs {
		list[i] = of(&runs[i].Measures)
	}
	return list
}

// average is the mean of the values of a sample of places.
func average(values []float64, sample []int) float64 {
	sum := 0.
	for _, i := range sample {
		sum += values[i]
	}
	return sum / float64(len(sample))
}

// gap is the gain of own over the base as a share of the reference's, over a
// sample of seeds. Gains are summed before they are divided, so that a seed on
// which there was little to gain has little say.
func gap(own, base, reference []float64, sample []int) float64 {
	if len(base) == 0 || len(reference) == 0 {
		return math.NaN()
	}
	start := average(base, sample)
	return (average(own, sample) - start) / (average(reference, sample) - start)
}

// bootstrap gives the central 95 % of a figure over samples of n seeds with
// replacement. Each call sees the same samples.
func bootstrap(n int, figure func(sample []int) float64) Interval {
	r := draws(uint64(n), streamBootstrap, 0)
	sample, values := make([]int, n), make([]float64, 0, resamples)
	for range resamples {
		for i := range sample {
			sample[i] = r.IntN(n)
		}
		if v := figure(sample); !math.IsNaN(v) && !math.IsInf(v, 0) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return Interval{math.NaN(), math.NaN()}
	}
	slices.Sort(values)
	return Interval{values[len(values)*25/1000], values[min(len(values)-1, len(values)*975/1000)]}
}

// mean of each measure over the runs that define it.
func mean(runs []Run) Measures {
	var out Measures
	fields := out.all()
	for k := range fields {
		sum, n := 0., 0
		for i := range runs {
			if v := *runs[i].all()[k]; !math.IsNaN(v) {
				sum, n = sum+v, n+1
			}
		}
		*fields[k] = sum / nonzero(n)
	}
	return out
}

// all measures, to be gone through.
func (m *Measures) all() []*float64 {
	return []*float64{&m.G, &m.FCR, &m.Breach, &m.Abandoned, &m.FirstMedian, &m.FirstP90, &m.Resolution, &m.Touches, &m.Occupancy,
		&m.Spread, &m.Gini, &m.Newcomers, &m.Room, &m.Drifted, &m.Early, &m.Bound, &m.Daily}
}
