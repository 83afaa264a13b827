package insight

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"switchyard/routing/learn"
	"switchyard/routing/sim"
)

// People is how the agents do, never a rate alone: each with how sure it is and
// how much it rests on.
type People struct {
	WhyNot   string   `json:"why_not,omitempty"` // nothing can be told: all else is empty
	Outcomes int      `json:"outcomes"`          // assignments that say something of an agent
	Known    int      `json:"known"`             // of those, results that are known
	Success  *Share   `json:"success,omitempty"` // of the known
	Timed    int      `json:"timed"`             // of the outcomes, those whose working time is known
	Hours    float64  `json:"median_hours"`      // 0 for none
	Differ   *Differ  `json:"differ,omitempty"`
	Agents   []Person `json:"agents"` // most results first, at most agentsShown
	More     int      `json:"more"`   // agents that are not listed
}

// Person is one agent. Low and High hold the truth with a probability of 90 %.
type Person struct {
	Name    string `json:"name"` // a number, unless names were asked for
	Results int    `json:"results"`
	// Solved, with Low and High, is the share that the agent solved, drawn to what
	// is usual for such tickets the fewer results there are.
	Solved     float64 `json:"solved"`
	SolvedLow  float64 `json:"solved_low"`
	SolvedHigh float64 `json:"solved_high"`
	// Adjusted is what they would solve if they were given what all are given: it
	// makes allowance for how hard their tickets were, and is drawn to the middle the
	// fewer results there are.
	Adjusted     float64 `json:"adjusted"`
	AdjustedLow  float64 `json:"adjusted_low"`
	AdjustedHigh float64 `json:"adjusted_high"`
	// Hours is the median working time of the Timed tickets, 0 for none.
	Hours float64 `json:"median_hours"`
	Timed int     `json:"timed"`
}

// Bounds of what is told of people.
const (
	agentsShown  = 40
	leastResults = 30 // of all agents
)

// team tells how the agents do.
func (g *Gatherer) team(ctx context.Context, past *sim.Past, asOf time.Time, progress Progress) (People, error) {
	out := People{Outcomes: len(past.Outcomes)}
	results, timed, solved := map[string]int{}, map[string][]float64{}, 0
	var all []float64
	categories := map[string]bool{}
	for i := range past.Outcomes {
		o := &past.Outcomes[i]
		if !o.Known.IsZero() {
			out.Known++
			results[o.Agent]++
			if o.Success {
				solved++
			}
		} else {
			results[o.Agent] += 0
		}
		if o.Done && o.Hours > 0 && !math.IsInf(o.Hours, 0) {
			timed[o.Agent] = append(timed[o.Agent], o.Hours)
			all = append(all, o.Hours)
		}
		categories[o.Category] = true
	}
	out.Success, out.Timed, out.Hours = shareOf(solved, out.Known), len(all), median(all)
	switch {
	case len(past.Outcomes) == 0:
		out.WhyNot = "no ticket says who worked on it and how that ended: an assignee and the time of the solution are needed at least"
	case out.Known < leastResults:
		out.WhyNot = fmt.Sprintf("the result of %d assignments is known: %d are needed", out.Known, leastResults)
	}
	if out.WhyNot != "" {
		return out, nil
	}
	progress("fitting agents", 0, 1)
	learner := learn.New(learn.Options{Categories: slices.Sorted(maps.Keys(categories))})
	learner.Observe(past.Outcomes...)
	if err := learner.Refit(ctx, asOf); err != nil {
		return out, fmt.Errorf("fit agents: %w", err)
	}
	found := compare(past.Outcomes, learner.Model())
	out.Differ = found.differ()
	agents := slices.SortedFunc(maps.Keys(results), func(a, b string) int { return cmp.Or(results[b]-results[a], cmp.Compare(a, b)) })
	for i, id := range agents {
		if len(out.Agents) == agentsShown {
			out.More = len(agents) - agentsShown
			break
		}
		of := learner.Performance(id)
		p := Person{Name: fmt.Sprintf("agent %d", i+1), Results: results[id], Solved: of.Success, SolvedLow: of.Low, SolvedHigh: of.High, Timed: len(timed[id]), Hours: median(timed[id])}
		p.Adjusted, p.AdjustedLow, p.AdjustedHigh = found.adjusted(id)
		if name := g.names[id]; g.o.Plain && name != "" {
			p.Name = name
		}
		out.Agents = append(out.Agents, p)
	}
	progress("fitting agents", 1, 1)
	return out, nil
}
