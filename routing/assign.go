package routing

import (
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
		for b.match() {
		}
		b.explore()
	}
	return b.round()
}

// applicant is a ticket on its way into a round.
type applicant struct {
	place int
	share float64
	Precedence
}

// enrol chooses the tickets that take part: the most urgent of those that
// somebody who is free may have. The others would only keep them from it.
func (b *board) enrol() {
	limit := mostConsidered
	if b.policy.Name == Learned {
		limit = min(limit, considered*b.slots())
	} else {
		limit = len(b.desk.Requests)
	}
	b.weighs = make([]weighed, 0, min(limit, len(b.desk.Requests)))
	for _, a := range b.applicants() {
		w := weighed{Request: &b.desk.Requests[a.place], place: a.place, share: a.share, urgency: a.urgency}
		if len(b.desk.Requests) > 1 && (limit <= 0 || !b.wanted(&w)) {
			continue
		}
		b.weigh(&w)
		if b.policy.Name == Learned && b.policy.starves(w.Request, w.share, b.desk.Now) {
			b.feed(&w)
		} else {
			limit--
		}
		b.weighs = append(b.weighs, w)
	}
}

// applicants are all tickets, in the order of their precedence.
func (b *board) applicants() []applicant {
	all := make([]applicant, len(b.desk.Requests))
	for i := range all {
		r := &b.desk.Requests[i]
		share := r.share(b.policy.Target)
		all[i] = applicant{i, share, b.policy.precedence(r, share, b.desk.Now)}
	}
	slices.SortStableFunc(all, func(x, y applicant) int { return x.Compare(y.Precedence) })
	return all
}

// wanted says whether anybody who is free may have a ticket.
func (b *board) wanted(w *weighed) bool {
	free := b.free[w.Channel]
	for _, j := range b.idle[w.Channel] {
		if free[j] > 0 && b.obstacle(w, j) == none {
			return true
		}
	}
	return false
}

// feed gives a ticket that starves to the best of those who are free, before
// all others.
func (b *board) feed(w *weighed) {
	best := -1
	for j := range b.desk.Agents {
		if b.takes(w, j) && (best < 0 || w.values[j] > w.values[best]) {
			best = j
		}
	}
	b.give(w, best)
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
	lift(rewards)
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

// lift raises all scores alike until each is above 0: a place that is free and
// good enough is better than none, however dear time is.
func lift(rewards []float64) {
	least := math.Inf(1)
	for _, r := range rewards {
		if r < least && !math.IsInf(r, -1) {
			least = r
		}
	}
	if least > .01 || math.IsInf(least, 1) {
		return
	}
	for i := range rewards {
		rewards[i] += .01 - least
	}
}

// rewards appends the scores of one ticket.
func (b *board) rewards(out []float64, w *weighed, seats []seat) []float64 {
	least := w.best - w.tolerance
	still := b.policy.Urgency*w.urgency - w.best
	if w.share <= 1 {
		still += .6 * min(w.tolerance, 1) // what bears little more waiting goes first, as long as it can be saved
	}
	last, reward := seat{agent: -1}, 0.0
	for _, s := range seats {
		if s != last {
			last = s
			if reward = math.Inf(-1); s.channel == w.Channel && w.obstacles[s.agent] == none && w.values[s.agent] >= least {
				parts := b.scored(w, s.agent, b.parts(w, s.agent))
				reward = parts.Sum() + still
			}
		}
		out = append(out, reward)
	}
	return out
}
