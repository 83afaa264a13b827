package policy

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// classic is a policy of package routing that needs no prospects.
type classic struct{ rule routing.Policy }

// Assign goes through the tickets in parts, as far as there is room: a classic
// policy gives them out in this order anyway, and a long queue need not be looked at
// to fill one slot.
func (c *classic) Assign(d *routing.Desk) []routing.Decision {
	order := ordered(d.Requests)
	place := make(map[string]int, len(d.Agents))
	for j := range d.Agents {
		place[d.Agents[j].ID] = j
	}
	var out []routing.Decision
	for len(order) > 0 {
		free := 0
		for j := range d.Agents {
			if d.Agents[j].Away == "" {
				free += d.Agents[j].Free(order[0].Channel)
			}
		}
		if free == 0 {
			break
		}
		n := min(len(order), free+4)
		part := *d
		part.Requests, part.Brief = order[:n], true
		order = order[n:]
		for _, decision := range c.rule.Assign(&part).Decisions {
			if decision.Agent == "" {
				continue
			}
			a := &d.Agents[place[decision.Agent]]
			a.Load[part.Requests[0].Channel]++
			a.Last = d.Now
			out = append(out, decision)
		}
	}
	return out
}

// ordered gives requests by priority and age.
func ordered(requests []routing.Request) []routing.Request {
	list := slices.Clone(requests)
	slices.SortStableFunc(list, func(x, y routing.Request) int {
		return cmp.Compare(rank(y.Priority), rank(x.Priority))
	})
	return list
}

func (*classic) Observe([]learn.Outcome) {}
func (*classic) Tick(context.Context, Day) error {
	return nil
}

// atOnce goes through the tickets by priority and age and gives each to the agent
// who is best of those that are free and speak its language. better says whether
// agent x is to be preferred to y.
func atOnce(d *routing.Desk, better func(r *routing.Request, x, y *routing.Agent) bool) []routing.Decision {
	taken := make([]int, len(d.Agents))
	var out []routing.Decision
	for _, request := range ordered(d.Requests) {
		r := &request
		best := -1
		for j := range d.Agents {
			a := &d.Agents[j]
			if a.Away == "" && a.Free(r.Channel) > taken[j] && speaks(a, r.Language) && (best < 0 || better(r, a, &d.Agents[best])) {
				best = j
			}
		}
		if best >= 0 {
			taken[best]++
			out = append(out, routing.Decision{Request: r.ID, Agent: d.Agents[best].ID, At: d.Now})
		}
	}
	return out
}

func rank(p routing.Priority) int {
	return slices.Index([]routing.Priority{routing.Low, routing.Normal, routing.High, routing.Urgent}, p)
}

func speaks(a *routing.Agent, language string) bool {
	return len(a.Languages) == 0 || a.Languages[language] > 0
}

// random gives a ticket to anybody.
type random struct {
	classic
	draws *rand.Rand
}

func newRandom(seed uint64) *random {
	return &random{draws: rand.New(rand.NewPCG(seed, seed^0x5851f42d4c957f2d))}
}

func (p *random) Assign(d *routing.Desk) []routing.Decision {
	luck := make(map[string]float64, len(d.Agents))
	drawnFor := ""
	return atOnce(d, func(r *routing.Request, x, y *routing.Agent) bool {
		if r.ID != drawnFor { // one order of all agents for each ticket
			for j := range d.Agents {
				luck[d.Agents[j].ID] = p.draws.Float64()
			}
			drawnFor = r.ID
		}
		return luck[x.ID] > luck[y.ID]
	})
}
