package routing

import "math"

// Demand is the tickets of one kind that come in some span of time.
type Demand struct {
	Count float64 // how many
	// Prospects of the kind, in the order of the agents. One with a Rule, with no
	// Hours or no Success, or with numbers that are not finite, is not possible.
	Prospects []Prospect
}

// Prices gives, for each of len(capacity) agents, what one more of their hours
// would be worth, in probability of success per hour. capacity is the hours
// that each can work in the span of time of the demand.
//
// It is the dual of the fluid problem: share out the tickets as if they could
// be cut, so that success sums to the most, nobody works more than they can and
// no kind is worked on more than it comes. An agent with hours to spare has the
// price 0; one without any hours has what the first would be worth. Where
// several prices are right they are near the middle, so that equal agents have
// equal prices.
//
// Bound at these prices is within a millionth of the fluid problem's success. A
// count or capacity that is below 0 or not finite is taken as 0, missing
// prospects as not possible. Time is proportional to agents times kinds times
// the fewer of the two. Safe for use by several goroutines at once.
func Prices(demand []Demand, capacity []float64) []float64 {
	f := newFluid(demand, capacity)
	worth, hours := f.prices()
	prices := make([]float64, len(capacity))
	for j := range prices {
		most := 0.0
		for k := range demand {
			p, ok := demand[k].possible(j)
			if !ok || amount(demand[k].Count) == 0 {
				continue
			}
			most = max(most, p.Success/p.Hours)
			if f.counts(k, j) {
				prices[j] = max(prices[j], hours[j])
			} else {
				prices[j] = max(prices[j], (p.Success-worth[k])/p.Hours)
			}
		}
		if prices[j] = amount(prices[j]); prices[j] <= nothing*most {
			prices[j] = 0
		}
	}
	return prices
}

// nothing is the share of the most that an hour could bring below which a price
// is rounding.
const nothing = 1e-9

// Bound is a success that no way of sharing out the demand exceeds, whatever
// the prices: what the agents' hours cost, and what each ticket is worth beyond
// that with the agent who is best at these prices. With those of Prices it is
// what the fluid problem allows. Numbers that are below 0 or not finite are
// taken as in Prices, missing prices as 0.
func Bound(demand []Demand, capacity, prices []float64) float64 {
	clean := make([]float64, len(capacity))
	bound := 0.0
	for j := range capacity {
		if j < len(prices) {
			clean[j] = amount(prices[j])
		}
		bound += amount(capacity[j]) * clean[j]
	}
	for k := range demand {
		most := 0.0
		for j, price := range clean {
			if p, ok := demand[k].possible(j); ok {
				most = max(most, p.Success-price*p.Hours)
			}
		}
		bound += amount(demand[k].Count) * most
	}
	return bound
}

// possible is the prospect of an agent, if they can have such tickets.
func (d *Demand) possible(agent int) (Prospect, bool) {
	if agent >= len(d.Prospects) {
		return Prospect{}, false
	}
	p := d.Prospects[agent]
	return p, p.Rule == "" && amount(p.Success) > 0 && amount(p.Hours) > 0
}

// amount is a number that is neither below 0 nor infinite, 0 for all others.
func amount(v float64) float64 {
	if v > 0 && !math.IsInf(v, 1) {
		return v
	}
	return 0
}
