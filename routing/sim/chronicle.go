package sim

import (
	"context"
	"math"
	"slices"
	"time"

	"switchyard/routing"
)

// Chronicle is what happened on a desk while its history was made, as somebody
// tells of it who was there: the tickets, and who answered them.
type Chronicle struct {
	Agents  []Teller
	Tickets []Told // in the order in which they came
}

// Teller is an agent of a chronicle.
type Teller struct {
	ID        string
	Site      string
	Slots     int
	Languages map[string]int // proficiency 1 to 5 by BCP-47 tag
	Declared  map[string]int // level 1 to 5 by category
}

// Told is a ticket of a chronicle. Times are since the Monday that the scenario
// starts on.
type Told struct {
	ID       string
	At       time.Duration
	Category string
	Language string
	Priority routing.Priority
	Answers  []Answered
	Left     bool          // the requester gave up before anybody answered
	Over     time.Duration // when it ended, 0 while it has not

	back time.Duration // when the requester comes back after the last answer, if ever
}

// Answered is one agent's work on a ticket.
type Answered struct {
	Agent       string
	From, Until time.Duration
	Held        bool          // the solution was one
	Back        time.Duration // when the requester came back because it was none, 0 for never
	Late        bool          // the first answer was due before
}

// Tell plays the history of a scenario and tells of it. The same scenario and
// seed give the same chronicle.
func Tell(ctx context.Context, s *Scenario, seed uint64) (Chronicle, error) {
	h, err := remember(ctx, s, seed)
	if err != nil {
		return Chronicle{}, err
	}
	d := h.desk
	c := Chronicle{Tickets: make([]Told, d.arrived)}
	for site, n := range s.Sites {
		for range n.Agents {
			p := &d.people[len(c.Agents)]
			c.Agents = append(c.Agents, Teller{p.id, s.Sites[site].Name, p.slots, p.languages, p.declared})
		}
	}
	for i := range c.Tickets {
		t, f := &d.tickets[i], &d.fates[i]
		c.Tickets[i] = Told{ID: t.id, At: span(t.at), Category: d.names[t.category], Language: t.language,
			Priority: priorities[t.priority], Left: f.end == abandoned}
		if f.end != open {
			c.Tickets[i].Over = span(f.over)
		}
	}
	for i := range d.answers {
		a := &d.answers[i]
		told := &c.Tickets[a.ticket]
		if n := len(told.Answers); n > 0 {
			told.Answers[n-1].Back = told.back
		}
		told.back = d.back(a)
		told.Answers = append(told.Answers, Answered{Agent: d.people[a.agent].id, From: span(a.began), Until: span(a.began + a.hours), Held: a.held, Late: a.late})
	}
	for i := range c.Tickets { // who came back and waits
		told := &c.Tickets[i]
		if n := len(told.Answers); d.fates[i].end == open && n > 0 && !told.Answers[n-1].Held && told.Answers[n-1].Until < span(d.now) {
			told.Answers[n-1].Back = told.back
		}
	}
	slices.SortStableFunc(c.Tickets, func(x, y Told) int { return int(x.At - y.At) })
	return c, nil
}

// back is when the requester comes back if an answer is no solution.
func (d *desk) back(a *answer) time.Duration {
	o := &d.scenario.Outcome
	return span(a.began + a.hours + o.After*math.Exp(o.Spread*d.tickets[a.ticket].touch[a.touch].delay))
}
