package learn

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Refit fits level 1 to the outcomes as of now: what began later is left out,
// and what was known later counts as unknown. The same outcomes give the same
// model, in whatever order they came. It may run beside everything else;
// outcomes observed meanwhile are added at its end. It fails only when ctx ends
// or the equations have no solution, and then leaves everything as it was.
func (l *Learner) Refit(ctx context.Context, now time.Time) error {
	l.fitting.Lock()
	defer l.fitting.Unlock()
	l.mu.Lock()
	rows := slices.Collect(maps.Values(l.rows))
	l.mu.Unlock()

	f := read(l.options, rows, now)
	if err := f.run(ctx); err != nil {
		return err
	}
	g := f.settle()

	l.mu.Lock()
	defer l.mu.Unlock()
	l.install(g)
	return nil
}

// install puts a fit in use: counters and standings are filled anew.
func (l *Learner) install(g *fitted) {
	l.fitted = g
	l.clock = clock{latest: [3]time.Time{g.fit.now, g.fit.now, g.fit.now}, seen: 3}
	l.epoch = g.fit.now
	l.name(g.fit.categories[1:])
	l.members = map[string]*member{}
	l.blocks, l.index, l.since = nil, map[string]int32{}, 0
	read := make(map[*row]bool, len(g.fit.rows))
	for i, r := range g.fit.rows {
		read[r] = true
		if l.rows[key{r.Ticket, r.Attempt}] != r { // replaced or forgotten while the fit ran
			g.standings[r.Agent].add(g.parts[i], -1)
			continue
		}
		r.category, r.weight, r.part = l.placed(r.Category), g.fit.trialWeight[i], g.parts[i]
		l.put(r)
		if g.fit.trials[i].state == open {
			l.soften(r, g.masses[i])
		}
	}
	g.parts, g.masses = nil, nil
	var late []*row
	for _, r := range l.rows {
		if !read[r] {
			late = append(late, r)
		}
	}
	order(late)
	for _, r := range late {
		r.category, r.part = l.placed(r.Category), part{}
		if r.At.After(g.fit.now.Add(skew)) {
			l.hold(r)
			continue
		}
		l.put(r)
		l.learn(r)
	}
	for _, name := range slices.Sorted(maps.Keys(g.standings)) {
		l.publish(name)
	}
	l.latest = nil
}

// publish makes an agent's block for the next model.
func (l *Learner) publish(agent string) {
	g := l.fitted
	b := g.standings[agent].table(g.variances, g.shared)
	i, ok := l.index[agent]
	if !ok {
		i = int32(len(l.blocks))
		l.index = maps.Clone(l.index) // models hold on to the old one
		l.index[agent] = i
		l.blocks = append(l.blocks, nil)
	}
	l.blocks[i] = b
}

// snapshot is the model of level 1.
func (l *Learner) snapshot() *Model {
	g := l.fitted
	return &Model{
		version: g.hash + "+" + strconv.FormatUint(l.since, 10),
		place:   g.place, index: l.index, blocks: slices.Clone(l.blocks),
		nobody:  g.nobody,
		success: g.success, hours: g.hours, frame: g.fit.frame,
		drifts: g.fit.drifts, wrong: g.fit.wrong,
	}
}
