package routing

import (
	"cmp"
	"math"
	"slices"

	"switchyard/routing/lap"
)

const (
	// considered is how many tickets, the most urgent, are matched at once: three
	// for each free place, at most mostConsidered.
	considered     = 3
	mostConsidered = 200
	// offered is how many free places of one agent are matched at once; what is
	// left is offered again when those are taken.
	offered = 2
)

// Assign decides for every ticket of a desk whether it gets an agent now.
//
// A classic policy goes through the tickets by priority and age. The learned
// one matches tickets and free places so that the sum of scores is largest,
// where a score is the value of the agent to the ticket, less that of the best
// agent of all, plus what patience is left and how urgent the ticket is. An
// agent who is worse than the best by more than the ticket tolerates is not
// matched: it waits for a better one, and tolerates more as it waits. Payoff
// less a price for capacity is the index of Johari, Kamble and Kanoria
// (Matching While Learning, 2021); urgency that grows with waiting is the
// generalised c-mu rule (Mandelbaum and Stolyar, 2004).
//
// It may be called by several goroutines at once, with desks of their own.
func (p *Policy) Assign(d *Desk) Round {
	b := newBoard(d, p)
	b.enrol()
	if p.Name != Learned {
		b.classic()
	} else {
		b.starving()
		for b.match() {
		}
		b.explore()
	}
	return b.round()
}

// enrol chooses the tickets that take part: the most urgent, those that starve
// first of all.
func (b *board) enrol() {
	all := make([]weighed, len(b.desk.Requests))
	for i := range all {
		r := &b.desk.Requests[i]
		w := &all[i]
		w.Request, w.place, w.share = r, i, r.share(b.policy.Target)
		w.urgency = b.policy.urgency(r.Priority, w.share)
	}
	limit := len(all)
	if b.policy.Name == Learned {
		slices.SortStableFunc(all, func(x, y weighed) int {
			return cmp.Or(compareBool(b.starves(&x), b.starves(&y)), cmp.Compare(y.urgency, x.urgency))
		})
		limit = min(limit, mostConsidered, max(1, considered*b.slots()))
	} else {
		slices.SortStableFunc(all, func(x, y weighed) int { return cmp.Compare(y.Priority.rank(), x.Priority.rank()) })
	}
	b.weighs = all[:limit]
	for i := range b.weighs {
		b.weigh(&b.weighs[i])
	}
}

// compareBool puts what is true first.
func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// rank orders priorities; one that is not known is normal.
func (p Priority) rank() int {
	switch p {
	case Low:
		return 0
	case High:
		return 2
	case Urgent:
		return 3
	}
	return 1
}

// starves says whether a ticket has waited beyond all bounds.
func (b *board) starves(w *weighed) bool {
	return b.policy.Starving > 0 && w.share >= b.policy.Starving
}

// starving gives tickets that have waited beyond all bounds to whoever is
// free, before all others.
func (b *board) starving() {
	for i := range b.weighs {
		w := &b.weighs[i]
		if !b.starves(w) {
			return
		}
		best := -1
		for j := range b.desk.Agents {
			if b.takes(w, j) && (best < 0 || w.values[j] > w.values[best]) {
				best = j
			}
		}
		b.give(w, best)
	}
}

// takes says whether an agent could take a ticket at this point of the round.
func (b *board) takes(w *weighed, j int) bool {
	return w.obstacles[j] == none && b.free[w.Channel][j] > 0
}

// give hands a ticket to an agent, -1 for nobody.
func (b *board) give(w *weighed, j int) {
	if j >= 0 {
		w.chosen = j
		b.free[w.Channel][j]--
	}
}

// seat is a free place of an agent.
type seat struct {
	agent   int
	channel string
}

// match solves one assignment problem among tickets that still wait and free
// places. It says whether there may be more to match.
func (b *board) match() bool {
	var rows []*weighed
	for i := range b.weighs {
		if b.weighs[i].chosen < 0 {
			rows = append(rows, &b.weighs[i])
		}
	}
	seats, more := b.seats(len(rows))
	if len(rows) == 0 || len(seats) == 0 {
		return false
	}
	rewards := make([]float64, 0, len(rows)*len(seats))
	for _, w := range rows {
		rewards = b.rewards(rewards, w, seats)
	}
	solution := lap.Solve(rewards, len(rows), len(seats), nil)
	matched := false
	for i, column := range solution.Assigned {
		if column >= 0 {
			b.give(rows[i], seats[column].agent)
			matched = true
		}
	}
	return matched && more
}

// seats lists free places, some of each agent, and says whether there are more.
func (b *board) seats(most int) (seats []seat, more bool) {
	channels := make([]string, 0, len(b.free))
	for channel := range b.free {
		channels = append(channels, channel)
	}
	slices.Sort(channels)
	for _, channel := range channels {
		for j, free := range b.free[channel] {
			for range min(free, offered, most) {
				seats = append(seats, seat{j, channel})
			}
			more = more || free > offered
		}
	}
	return seats, more
}

// rewards appends the scores of one ticket.
func (b *board) rewards(out []float64, w *weighed, seats []seat) []float64 {
	least := w.best - w.tolerance
	still := .6*min(w.tolerance, 1) + b.policy.Urgency*w.urgency - w.best
	certain := b.certain(w)
	last, reward := -1, 0.0
	for _, s := range seats {
		if s.agent != last {
			last = s.agent
			if reward = math.Inf(-1); s.channel == w.Channel && w.obstacles[s.agent] == none && w.values[s.agent] >= least {
				parts := b.scored(w, s.agent, b.parts(w, s.agent, certain))
				reward = parts.Sum() + still
			}
		}
		out = append(out, reward)
	}
	return out
}
