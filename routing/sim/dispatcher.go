package sim

import (
	"context"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

// dispatcher is a person who sees how hard a ticket is, gives the hard ones to
// the best generalist who is free and the others by turns. Histories of such
// desks make good agents look bad. It knows the truth, so it is no policy that
// can be asked for: it only makes histories.
type dispatcher struct{ *truth }

func (p dispatcher) Assign(d *routing.Desk) []routing.Decision {
	free := map[string]int{}
	last := map[string]int{}
	for j := range d.Agents {
		if d.Agents[j].Away == "" {
			free[d.Agents[j].ID] = d.Agents[j].Free(channel)
		}
	}
	var out []routing.Decision
	for _, priority := range priorities {
		for i := range d.Requests {
			r := &d.Requests[i]
			if r.Priority != priority {
				continue
			}
			best, hard := -1, p.hard(r.ID)
			for j := range d.Agents {
				a := &d.Agents[j]
				if free[a.ID] > 0 && a.Languages[r.Language] > 0 && (best < 0 || p.before(a, &d.Agents[best], hard, last)) {
					best = j
				}
			}
			if best >= 0 {
				id := d.Agents[best].ID
				free[id]--
				last[id] = len(out) + 1
				out = append(out, routing.Decision{Request: r.ID, Agent: id, At: d.Now})
			}
		}
	}
	return out
}

// hard says whether the dispatcher sees a hard ticket.
func (p dispatcher) hard(id string) bool {
	t := &p.tickets[p.index[id]]
	spread := p.scenario.Tickets.Difficulty
	return t.difficulty-p.scenario.Tickets.Harder.list()[t.priority] > p.scenario.History.Hard*spread
}

func (p dispatcher) before(x, y *routing.Agent, hard bool, last map[string]int) bool {
	if hard {
		return p.people[p.person[x.ID]].general[0] > p.people[p.person[y.ID]].general[0]
	}
	if last[x.ID] != last[y.ID] {
		return last[x.ID] < last[y.ID]
	}
	return x.Last.Before(y.Last)
}

func (dispatcher) Observe([]learn.Outcome) {}

func (dispatcher) Tick(context.Context, policy.Day) error { return nil }
