package sim

import (
	"fmt"

	"switchyard/routing"
)

// priorities in the order of ByPriority.
var priorities = [4]routing.Priority{routing.Urgent, routing.High, routing.Normal, routing.Low}

func (b *ByPriority) list() [4]float64 { return [4]float64{b.Urgent, b.High, b.Normal, b.Low} }

// ticket is a ticket as it truly is, with all the luck it will have.
type ticket struct {
	id         string
	at         float64 // when it comes
	category   int
	predicted  int
	language   string
	priority   int
	difficulty float64
	signal     float64          // what the desk sees of the difficulty: mean 0, spread 1
	signals    []float64        // the same of a ticket that came in a history, which has no signal
	chances    []routing.Chance // what triage said of it then
	patience   float64          // business hours
	drifted    bool             // it came after the drift
	touch      [maxTouches]luck
}

// shows are the signals that the desk sees.
func (w *truth) shows(t *ticket) []float64 {
	if w.scenario.replay != nil {
		return t.signals
	}
	return []float64{t.signal}
}

// seems is what triage takes the ticket for.
func (w *truth) seems(t *ticket) []routing.Chance {
	if t.chances != nil {
		return t.chances
	}
	return w.posterior[phase(t.drifted)][t.predicted]
}

// luck is what is drawn for one answer to a ticket, whoever gives it.
type luck struct {
	success float64 // uniform: it holds when below the chance that it does
	handle  float64 // normal: of the log of the working time
	back    float64 // uniform: the requester comes back when below Outcome.Reopen
	delay   float64 // normal: of the log of the time until then
	flip    float64 // uniform: noted the wrong way round when below Labels.Flips
}

// newTicket draws the n-th ticket, of a given category or one from the mix (-1).
func (w *truth) newTicket(n int, arrives float64, category int) ticket {
	s := w.scenario
	r := draws(w.seed, streamTicket, uint64(n))
	t := ticket{id: fmt.Sprintf("t%05d", n), at: arrives, drifted: arrives >= w.drift}
	mix := w.mix[phase(t.drifted)]
	if t.category = pick(mix, r.Float64()); category >= 0 {
		t.category = category
	}
	t.predicted = w.predict(t.category, w.kinds(t.drifted), r.Float64() < s.Triage.Accuracy, r.Float64())
	t.language = w.languages[pick(w.spoken, r.Float64())]
	order := s.Tickets.Priorities.list()
	t.priority = pick(order[:], r.Float64())
	hard, blur, c := r.NormFloat64(), r.NormFloat64(), s.Triage.Correlation
	t.difficulty = s.Tickets.Harder.list()[t.priority] + s.Tickets.Difficulty*hard
	t.signal = c*hard + root(1-c*c)*blur
	t.patience = r.ExpFloat64() * s.Tickets.Patience * s.Tickets.Targets.list()[t.priority]
	for i := range t.touch {
		t.touch[i] = luck{r.Float64(), r.NormFloat64(), r.Float64(), r.NormFloat64(), r.Float64()}
	}
	return t
}

// predict gives what triage takes a category for, by a uniform draw u among
// those it is confused with where it is not right.
func (w *truth) predict(category, kinds int, right bool, u float64) int {
	others := w.scenario.Triage.others(kinds)
	if right || others == 0 {
		return category
	}
	return (category + neighbour(int(u*float64(others)), kinds)) % kinds
}

// neighbour is how far on in a ring of kinds the n-th neighbour is: one on, one
// back, two on, two back and so forth.
func neighbour(n, kinds int) int {
	far := n/2 + 1
	if n%2 == 1 {
		far = kinds - far
	}
	return far
}

// others is with how many categories each of kinds is confused.
func (t *Triage) others(kinds int) int {
	if t.Confused <= 0 {
		return kinds - 1
	}
	return min(t.Confused, kinds-1)
}

// confusion is the chance that triage takes one category for another.
func (t *Triage) confusion(category, predicted, kinds int) float64 {
	others := t.others(kinds)
	switch {
	case others == 0:
		return 1
	case category == predicted:
		return t.Accuracy
	}
	for n := range others {
		if (category+neighbour(n, kinds))%kinds == predicted {
			return (1 - t.Accuracy) / float64(others)
		}
	}
	return 0
}
