package learn

import "time"

// learn adds a row that came after the fit to its agent's standing. A failure is
// known sooner than a success, so a result that arrives is news about the
// agent's open tickets too: they have held for longer. All of them are looked
// at again as of the same instant, or every early failure would count and
// nothing would weigh against it.
func (l *Learner) learn(r *row) {
	if r.Known.IsZero() {
		l.move(r, r.At)
		return
	}
	l.since++
	now := r.Known
	for _, o := range l.members[r.Agent].open {
		if !o.At.After(now) {
			l.move(o, now)
		}
	}
	l.move(r, now)
	l.refresh(r.Agent)
}

// refresh brings an agent's effects in line with the sums of their standing.
func (l *Learner) refresh(agent string) {
	if s := l.fitted.standings[agent]; s != nil {
		s.solve(l.fitted.variances)
		l.publish(agent)
	}
}

// move replaces what a row has added to its agent's standing, and to the
// counters if it is open, by what it says as of now.
func (l *Learner) move(r *row, now time.Time) {
	g := l.fitted
	g.take(r)
	s := g.standings[r.Agent]
	if s == nil {
		s = newStanding(len(g.fit.categories))
		g.standings[r.Agent] = s
	}
	life := lifeOf(r, now)
	t := g.fit.delays.trial(life, now.Sub(r.At))
	t.wrong = g.fit.wrong
	if !g.fit.waiting && t.state != open && now.Sub(r.At) < g.fit.mature {
		t = trial{} // see read
	}
	c := g.place[r.Category]
	var mass count
	r.part, mass = s.weigh(&t, g.offset(r, c, s)+s.agent+s.cells[c], r.weight, c)
	s.add(r.part, 1)
	if t.state == open {
		l.soften(r, mass)
	}
}

// soften counts an open row as much as it says.
func (l *Learner) soften(r *row, mass count) {
	l.tally(r, -1)
	r.count = mass.scaled(l.weight(r))
	l.tally(r, 1)
}

// take removes what a row has added to its agent's standing.
func (g *fitted) take(r *row) {
	s := g.standings[r.Agent]
	if s == nil || r.part == (part{}) {
		return
	}
	s.add(r.part, -1)
	r.part = part{}
}

// offset is a row's linear predictor but for the agent's own effects.
func (g *fitted) offset(r *row, c int, s *standing) float64 {
	var x [fixedColumns + maxSignals]float64
	columns := x[:g.fit.frame.columns()]
	g.fit.frame.outcome(columns, &r.Outcome)
	return dot(columns, g.success.fixed) + g.success.category[c] + s.extra[c]
}
