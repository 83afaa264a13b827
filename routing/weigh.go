package routing

import (
	"math"
	"slices"
)

// board is a desk as one round of decisions sees it. Requests are called by
// their place among those that take part, agents by their place at the desk.
type board struct {
	desk   *Desk
	policy *Policy
	gate   *gate
	free   map[string][]int // by channel and agent, what is left as the round goes on
	idle   map[string][]int // by channel, the agents with something free when it began
	lambda float64          // price of anybody's hour while many wait
	queue  float64          // tickets that wait for each slot, beyond half
	rich   []float64        // what having worked more than others takes, by agent
	weighs []weighed
	drawn  *draw // what was tried, nil for nothing
}

// weighed is a request with what every agent is worth to it.
type weighed struct {
	*Request
	place     int // in Desk.Requests
	share     float64
	urgency   float64
	tolerance float64
	tongue    *tongue // who speaks its language
	team      []bool  // who is in its team, nil for everybody
	obstacles []obstacle
	values    []float64 // of fit agents, whether they are free or not
	best      float64   // value of the best who is here or comes back in time
	favourite int       // who that is, -1 for nobody
	certain   float64   // chance of the agent most likely to solve it
	chosen    int       // agent, -1 while it waits
}

// newBoard counts what is free, and how crowded it is.
func newBoard(d *Desk, p *Policy) *board {
	b := &board{desk: d, policy: p, gate: newGate(d, p), free: map[string][]int{}, idle: map[string][]int{}, rich: make([]float64, len(d.Agents))}
	slots := 0
	for i := range d.Requests {
		channel := d.Requests[i].Channel
		if _, known := b.free[channel]; known {
			continue
		}
		free := make([]int, len(d.Agents))
		for j := range free {
			if a := &d.Agents[j]; a.Away == "" {
				free[j] = a.Free(channel)
				slots += a.Room[channel]
			}
			if free[j] > 0 {
				b.idle[channel] = append(b.idle[channel], j)
			}
		}
		b.free[channel] = free
	}
	waiting := max(d.Waiting, len(d.Requests))
	b.queue = max(0, float64(waiting)/max(1, float64(slots))-.5)
	b.lambda = min(p.CrowdMax, p.Crowd*b.queue)
	b.fair()
	return b
}

// fair finds who has worked more than the band allows.
func (b *board) fair() {
	sum, n := 0.0, 0
	for j := range b.desk.Agents {
		if a := &b.desk.Agents[j]; a.Away == "" && a.Worked > 0 && !math.IsInf(a.Worked, 0) {
			sum, n = sum+a.Worked, n+1
		}
	}
	if n == 0 || b.policy.Band <= 0 {
		return
	}
	mean := sum / float64(n)
	for j := range b.desk.Agents {
		if over := b.desk.Agents[j].Worked/mean - 1 - b.policy.Band; over > 0 {
			b.rich[j] = -b.policy.Unfair * min(over, 1)
		}
	}
}

// slots is how many places are free in all.
func (b *board) slots() int {
	n := 0
	for _, free := range b.free {
		for _, f := range free {
			n += f
		}
	}
	return n
}

// Urgency grows with the square of the share of the target that has passed,
// up to five times; a ticket that is late already is worth less than one that
// can still be saved, and ages slowly, or a burst would have everybody work on
// what is lost.
func (p *Policy) urgency(priority Priority, share float64) float64 {
	weight, known := p.Weights[priority]
	if !known {
		weight = 1
	}
	if share > 1 {
		return weight * min(.9, .45+.05*share)
	}
	return weight * (1 + 4*share*share)
}

// tolerance is how much worse than the best an agent may be (see Tolerance).
func (p *Policy) tolerance(share, queue float64) float64 {
	if share > p.Tolerance.Limit {
		return math.Inf(1)
	}
	return p.Tolerance.Base + p.Tolerance.Ageing*math.Pow(share, 1.5) + p.Tolerance.Crowding*queue
}

// weigh looks at every agent for one request.
func (b *board) weigh(w *weighed) {
	n := len(b.desk.Agents)
	w.obstacles, w.values = make([]obstacle, n), make([]float64, n)
	w.tolerance, w.best, w.favourite, w.chosen = b.policy.tolerance(w.share, b.queue), math.Inf(-1), -1, -1
	w.certain = w.surest()
	for j := range b.desk.Agents {
		if w.obstacles[j] = b.obstacle(w, j); w.obstacles[j] != none && w.obstacles[j] <= lastUnfit {
			continue
		}
		a := &b.desk.Agents[j]
		parts := b.parts(w, j)
		value := parts.Sum()
		w.values[j] = value
		if a.ID == w.Known && w.share > b.policy.StickyWait {
			value -= parts.Known // no longer worth waiting for
		}
		if value > w.best && b.comes(w, j) {
			w.best, w.favourite = value, j
		}
	}
}

// obstacle is what keeps an agent from a ticket now.
func (b *board) obstacle(w *weighed, j int) obstacle {
	if w.tongue == nil {
		w.tongue, w.team = b.gate.tongue(w.Language), b.gate.team(w.Team)
	}
	if o := b.gate.unfit(w.Request, j, w.tongue, w.team, w.share); o != none {
		return o
	}
	return b.gate.busy(&b.desk.Agents[j], b.free[w.Channel][j], w.prospect(j).Hours)
}

// comes says whether an agent is here, or will be before the ticket is due.
func (b *board) comes(w *weighed, j int) bool {
	switch w.obstacles[j] {
	case none, full:
		return true
	case away:
		back := b.desk.Agents[j].Back
		return !back.IsZero() && !w.Due.IsZero() && !back.After(w.Due)
	}
	return false
}

// surest is the chance of the agent most likely to solve it, where it matters.
func (w *weighed) surest() float64 {
	best := 0.0
	if len(w.Failed) > 0 {
		for j := range w.Prospects {
			best = max(best, w.prospect(j).Success)
		}
	}
	return best
}

// parts are what an agent is worth to a request, whether they are free or not:
// all but Balance, which matters only among those who are.
func (b *board) parts(w *weighed, j int) Parts {
	a, p := &b.desk.Agents[j], w.prospect(j)
	hours := p.Hours * (1 + b.policy.Slowdown*float64(a.Load[w.Channel]))
	parts := Parts{Success: p.Success, Rules: p.Bonus, Price: -price(a) * hours, Crowd: -b.lambda * hours, Fair: b.rich[j]}
	if w.Known != "" && a.ID == w.Known {
		parts.Known = b.policy.Sticky
	}
	if len(w.Failed) > 0 && slices.Contains(w.Failed, a.ID) && p.Success < w.certain-.1 {
		parts.Failed = -b.policy.Failed
	}
	return parts
}

// scored adds what matters among those who are free. While many wait, time
// counts half as much again.
func (b *board) scored(w *weighed, j int, parts Parts) Parts {
	a := &b.desk.Agents[j]
	parts.Crowd *= 1.5
	if room := a.Room[w.Channel]; room > 0 {
		parts.Balance = b.policy.Balance * float64(b.free[w.Channel][j]) / float64(room)
	}
	return parts
}

// prospect is what is expected of an agent, with numbers that can be reckoned
// with whatever came in.
func (w *weighed) prospect(j int) Prospect {
	if j >= len(w.Prospects) {
		return Prospect{Success: .5, Sd: .3, Hours: 1}
	}
	p := w.Prospects[j]
	if math.IsNaN(p.Success) {
		p.Success = .5
	}
	p.Success = min(1, max(0, p.Success))
	if !(p.Hours > 0) || math.IsInf(p.Hours, 0) {
		p.Hours = 1
	}
	if math.IsNaN(p.Bonus) || math.IsInf(p.Bonus, 0) {
		p.Bonus = 0
	}
	return p
}

// price of an agent's hour, none where it is no number.
func price(a *Agent) float64 {
	if a.Price > 0 && !math.IsInf(a.Price, 0) {
		return a.Price
	}
	return 0
}
