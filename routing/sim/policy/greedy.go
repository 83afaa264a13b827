package policy

import (
	"context"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// greedy goes by the raw success rate of each agent in the predicted category,
// or over all where the agent has none there. It is what a report of past
// performance suggests, with its faults: a rate from three tickets counts as much as
// one from three hundred, and whoever got the hard ones looks weak.
type greedy struct {
	rates map[cell]rate
	team  rate
}

// cell is an agent with a category, or with all of them ("").
type cell struct{ agent, category string }

type rate struct{ held, all float64 }

func (r rate) mean() float64 { return r.held / r.all }

func newGreedy() *greedy { return &greedy{rates: map[cell]rate{}} }

func (p *greedy) Assign(d *routing.Desk) []routing.Decision {
	return atOnce(d, func(r *routing.Request, x, y *routing.Agent) bool {
		category := ""
		if len(r.Category) > 0 {
			category = r.Category[0].Label
		}
		a, b := p.rate(x.ID, category), p.rate(y.ID, category)
		if a != b {
			return a > b
		}
		return x.Last.Before(y.Last)
	})
}

// rate is the raw rate of an agent; that of the team for who has none at all.
func (p *greedy) rate(agent, category string) float64 {
	for _, c := range []cell{{agent, category}, {agent, ""}} {
		if r := p.rates[c]; r.all > 0 {
			return r.mean()
		}
	}
	if p.team.all > 0 {
		return p.team.mean()
	}
	return .5
}

func (p *greedy) Observe(outcomes []learn.Outcome) {
	for i := range outcomes {
		o := &outcomes[i]
		if o.Known.IsZero() {
			continue
		}
		held := 0.
		if o.Success {
			held = 1
		}
		for _, c := range []cell{{o.Agent, o.Category}, {o.Agent, ""}} {
			r := p.rates[c]
			p.rates[c] = rate{r.held + held, r.all + 1}
		}
		p.team = rate{p.team.held + held, p.team.all + 1}
	}
}

// Tick has nothing to do: rates are counted as outcomes come.
func (*greedy) Tick(context.Context, Day) error { return nil }
