package learn

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Performance is how an agent does: never a rate alone, always with how sure
// it is and how much it rests on.
type Performance struct {
	Agent string `json:"agent"`
	Estimate
	// Categories with at least one result, most results first.
	Categories []CategoryPerformance `json:"categories,omitempty"`
}

// CategoryPerformance is how an agent does in one category.
type CategoryPerformance struct {
	Category string `json:"category"` // empty for tickets of unknown category
	Estimate
}

// Estimate is a success rate that is not known exactly.
type Estimate struct {
	Success float64 `json:"success"` // mean of what the rate may be
	Low     float64 `json:"low"`     // with 90 % probability it lies
	High    float64 `json:"high"`    // between Low and High
	Seen    float64 `json:"seen"`    // results behind it, old ones counting less
	N       int     `json:"n"`       // results behind it
	Hours   float64 `json:"hours"`   // mean working time of a ticket, 0 when none was measured
}

// Performance of an agent, from the counters: the share of their tickets that
// they solved, drawn to what is usual for such tickets the fewer there are. An
// agent nobody knows has what is usual, with a wide interval and N 0.
func (l *Learner) Performance(agent string) Performance {
	l.mu.Lock()
	defer l.mu.Unlock()
	rates, faded := l.rates(), l.faded()
	p := Performance{Agent: agent}
	m := l.members[agent]
	if m == nil {
		p.Estimate = estimate(count{}, rates.mean, 4)
		return p
	}
	results := l.results(m)
	cells := m.now(faded)
	effect := rates.effect(cells)
	var all count
	var usual, n, hours float64
	var whole result
	for c, k := range cells {
		r := results[c]
		if r.n == 0 {
			continue
		}
		e := estimate(k, rates.prior(effect, c), rates.kappa)
		e.N, e.Hours = r.n, r.mean()
		p.Categories = append(p.Categories, CategoryPerformance{Category: l.categories[c], Estimate: e})
		all.add(k)
		usual += k.n * rates.category[c]
		n += k.n
		whole.n += r.n
		whole.timed += r.timed
		hours += r.hours
	}
	whole.hours = hours
	if n > 0 {
		usual /= n
	} else {
		usual = rates.mean
	}
	p.Estimate = estimate(all, usual, 4)
	p.N, p.Hours = whole.n, whole.mean()
	slices.SortStableFunc(p.Categories, func(a, b CategoryPerformance) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Category, b.Category))
	})
	return p
}

// result is what is simply counted of an agent in a category.
type result struct {
	n     int
	timed int
	hours float64
}

func (r result) mean() float64 {
	if r.timed == 0 {
		return 0
	}
	return r.hours / float64(r.timed)
}

func (l *Learner) results(m *member) []result {
	out := make([]result, len(m.cells))
	rows := slices.Clone(m.rows)
	order(rows)
	until := l.clock.latest[0].Add(skew) // a fit may have been as of an earlier instant
	for _, r := range rows {
		if r.At.After(until) {
			continue
		}
		c := &out[r.category]
		if !r.Known.IsZero() && !r.Known.After(until) {
			c.n++
		}
		if r.Done {
			c.timed++
			c.hours += r.Hours
		}
	}
	return out
}

// estimate is the posterior of a rate: mean and the interval with 5 % on either side.
func estimate(k count, prior, kappa float64) Estimate {
	a, b := posterior(k, prior, kappa)
	mean, _ := moments(a, b)
	return Estimate{
		Success: mean, Low: mathext.InvRegIncBeta(a, b, .05), High: mathext.InvRegIncBeta(a, b, .95), Seen: k.n,
	}
}
