package learn

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// rates are the counters' rates now.
func (l *Learner) rates() rates {
	now := l.faded()
	categories := make([]count, len(l.category))
	for c, k := range l.category {
		categories[c] = k.scaled(now)
	}
	r := measure(l.total.scaled(now), categories)
	var s spread
	for _, name := range slices.Sorted(maps.Keys(l.members)) {
		m := l.members[name]
		cells := m.now(now)
		effect := r.effect(cells)
		for c, k := range cells {
			s.add(k, r.prior(effect, c))
		}
	}
	r.kappa = s.kappa()
	return r
}

// faded is what the counters' weights, which are as of the epoch, are worth now.
func (l *Learner) faded() float64 {
	return fade(l.epoch, l.clock.now(), l.options.HalfLife)
}

// now are an agent's counters with their weights brought up to date.
func (m *member) now(faded float64) []count {
	cells := make([]count, len(m.cells))
	for c, k := range m.cells {
		cells[c] = k.scaled(faded)
	}
	return cells
}

// counted is the model of the counters alone.
func (l *Learner) counted() *Model {
	rates, now := l.rates(), l.faded()
	m := &Model{
		version: fmt.Sprintf("counters+%d", l.updates),
		place:   maps.Clone(l.place),
		index:   make(map[string]int32, len(l.members)),
		success: head{fixed: make([]float64, fixedColumns), category: make([]float64, len(l.categories))},
		hours:   head{fixed: make([]float64, fixedColumns), category: make([]float64, len(l.categories))},
	}
	for c, h := range hoursTable(l.hours) {
		m.hours.category[c] = math.Log(h)
	}
	for _, name := range slices.Sorted(maps.Keys(l.members)) {
		m.index[name] = int32(len(m.blocks))
		m.blocks = append(m.blocks, countedBlock(&rates, l.members[name].now(now)))
	}
	m.nobody = countedBlock(&rates, nil)
	return m
}

// countedBlock is an agent's table from the counters.
func countedBlock(rates *rates, cells []count) *block {
	effect := rates.effect(cells)
	b := &block{cells: make([]cell, len(rates.category))}
	known := agentVariance
	if len(cells) > 0 {
		n := 0.
		for _, k := range cells {
			n += k.n
		}
		b.seen = n
		known = 1 / (1/agentVariance + n*rates.mean*(1-rates.mean))
	}
	for c := range b.cells {
		var k count
		if c < len(cells) {
			k = cells[c]
		}
		mean, sd := moments(posterior(k, rates.prior(effect, c), rates.kappa))
		slope := max(mean*(1-mean), 1e-6)
		variance := sd*sd/(slope*slope) + known
		b.cells[c] = cell{logit: logit(mean), scale: 1, sd: math.Sqrt(variance) * smoothing(variance), hours: 1}
	}
	return b
}
