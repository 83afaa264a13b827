package experience

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"switchyard/routing/learn"
)

// Performance is how an agent does, in all and by category: the chance that
// they solve a ticket for good and how long it takes, each with how sure that is
// and how many results it rests on.
type Performance struct {
	Agent string
	Estimate
	Categories []CategoryPerformance // most results first
}

// CategoryPerformance is how an agent does in one category.
type CategoryPerformance struct {
	Category string // empty for tickets of no known category
	Estimate
}

// Estimate is what is known of success and working time. Intervals hold the
// truth with a probability of 90 %.
type Estimate struct {
	Success, Low, High float64 // probability, drawn to what is usual the fewer the results
	Results            int     // that are known for certain
	Weight             float64 // of those results, old ones counting less
	Hours              Hours
}

// Hours is the working time of the tickets that somebody solved: half of them
// take longer than the median. Low and High are about the median.
type Hours struct {
	Median, Low, High float64 // all zero for fewer than two tickets: one does not say how sure it is
	Tickets           int
}

// Performance of some agents as of now, in their order. Somebody of whom nothing
// is known has what is usual at the desk, with a wide interval and no results.
func (x *Experience) Performance(agents ...string) []Performance {
	learner, hours := x.learner.Load(), x.hours(agents)
	out := make([]Performance, len(agents))
	for i, agent := range agents {
		known, own := learner.Performance(agent), hours[agent]
		p := Performance{Agent: agent, Estimate: estimate(known.Estimate, own.all())}
		for _, c := range known.Categories {
			p.Categories = append(p.Categories, CategoryPerformance{c.Category, estimate(c.Estimate, own[c.Category])})
		}
		slices.SortStableFunc(p.Categories, func(a, b CategoryPerformance) int {
			return cmp.Or(cmp.Compare(b.Results, a.Results), cmp.Compare(a.Category, b.Category))
		})
		out[i] = p
	}
	return out
}

func estimate(e learn.Estimate, logs []float64) Estimate {
	return Estimate{Success: e.Success, Low: e.Low, High: e.High, Results: e.N, Weight: e.Seen, Hours: hoursOf(logs)}
}

// logs are the logarithms of an agent's working hours by category.
type logs map[string][]float64

func (x *Experience) hours(agents []string) map[string]logs {
	out := map[string]logs{}
	for _, agent := range agents {
		out[agent] = logs{}
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, outcomes := range x.memory.outcomes {
		for i := range outcomes {
			o := &outcomes[i]
			if own := out[o.Agent]; own != nil && o.Done {
				own[o.Category] = append(own[o.Category], math.Log(o.Hours))
			}
		}
	}
	return out
}

func (l logs) all() (all []float64) {
	for _, part := range l {
		all = append(all, part...)
	}
	return all
}

// hoursOf takes working hours to be log-normal: then the median is the
// exponential of the mean logarithm, and Student's t tells how sure that is.
func hoursOf(logs []float64) Hours {
	n := float64(len(logs))
	if n < 2 {
		return Hours{Tickets: len(logs)}
	}
	slices.Sort(logs) // so that the sums do not depend on the order
	var mean, variance float64
	for _, x := range logs {
		mean += x / n
	}
	for _, x := range logs {
		variance += (x - mean) * (x - mean) / (n - 1)
	}
	reach := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(.95) * math.Sqrt(variance/n)
	return Hours{Median: math.Exp(mean), Low: math.Exp(mean - reach), High: math.Exp(min(mean+reach, maxLog)), Tickets: len(logs)}
}

// maxLog keeps an interval that says nothing from being infinite.
const maxLog = 14 // more than a century of hours
