package ope

import (
	"errors"
	"math"
)

// Means learns the mean reward of each agent in each context. A cell of few
// rows is drawn towards what agent and context say each on their own, and those
// towards the mean of all.
type Means struct {
	// Weight is how many rows that draw is worth: 0 for none, 10 is sensible.
	Weight float64
}

// Learn gives a Model that is safe for use by several goroutines at once.
func (m Means) Learn(rows []Row) (Model, error) {
	if !(m.Weight >= 0) || math.IsInf(m.Weight, 1) {
		return nil, errors.New("means.weight: give a number of rows, 0 or more, as in 10")
	}
	t := &means{weight: m.Weight, agents: map[string]tally{}, contexts: map[string]tally{}, cells: map[[2]string]tally{}}
	for i := range rows {
		r := &rows[i]
		t.all = t.all.with(r.Reward)
		t.agents[r.Agent] = t.agents[r.Agent].with(r.Reward)
		t.contexts[r.Context] = t.contexts[r.Context].with(r.Reward)
		cell := [2]string{r.Context, r.Agent}
		t.cells[cell] = t.cells[cell].with(r.Reward)
	}
	return t, nil
}

type means struct {
	weight   float64
	all      tally
	agents   map[string]tally
	contexts map[string]tally
	cells    map[[2]string]tally
}

// tally is a sum of rewards.
type tally struct{ n, sum float64 }

func (t tally) with(reward float64) tally { return tally{t.n + 1, t.sum + reward} }

// towards is the mean as if there were weight more rows of a prior mean.
func (t tally) towards(prior, weight float64) float64 {
	if t.n+weight == 0 {
		return prior
	}
	return (t.sum + weight*prior) / (t.n + weight)
}

// Expect is the mean of the cell, as far as it has rows.
func (m *means) Expect(row *Row, agent string) float64 {
	all := m.all.towards(.5, 0)
	prior := m.agents[agent].towards(all, m.weight) + m.contexts[row.Context].towards(all, m.weight) - all
	return m.cells[[2]string{row.Context, agent}].towards(min(max(prior, 0), 1), m.weight)
}
