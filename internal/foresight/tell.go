package foresight

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/training/risk"
)

// Forecast is what may go wrong with one ticket.
type Forecast struct {
	Ticket  uuid.UUID
	Number  int64
	Answers []Answer // of each question at each moment
}

// Answer is the chance that something goes wrong, as known at a moment.
type Answer struct {
	Question Question
	Moment   Moment
	At       time.Time
	Unknown  string    // why there is no chance; empty where there is one
	Happened bool      // it has gone wrong already; there is no chance then
	Chance   float64   // 0 to 1
	Usual    float64   // share of the tickets learnt from that went wrong
	Learnt   int       // those tickets
	Good     *Measures // nil where there are too few tickets to tell
	Reasons  []Reason  // strongest first
}

// Reason is what moved a chance, in words.
type Reason struct {
	Feature string
	Text    string
	Weight  float64 // log-odds, above 0 for what raises the chance
	Agent   string  // whom it is about, empty for nobody
}

// mostReasons are told, and none that moves the log-odds by less than leastWeight.
const (
	mostReasons = 6
	leastWeight = .03
)

// Of says what may go wrong with a ticket. Questions that cannot be answered say
// why. The error is of kind NotFound where the ticket is not among those that are
// followed, Unavailable while the past is still read.
func (f *Foresight) Of(ctx context.Context, id uuid.UUID) (Forecast, error) {
	if !f.Ready() {
		return Forecast{}, errUnread
	}
	if err := f.Follow(ctx); err != nil { // what came in this moment counts too
		return Forecast{}, err
	}
	now := f.now()
	f.mu.Lock()
	l := f.memory.lives[id]
	views := map[Moment]*view{}
	if l != nil {
		f.memory.floor.advance(now)
		for _, m := range moments() {
			views[m] = f.memory.seen(l, m, now, f.policies)
		}
	}
	models := f.models
	f.mu.Unlock()
	if l == nil {
		return Forecast{}, ticket.Errorf(ticket.NotFound, "ticket", "the ticket is not among the latest %d, which are followed", mostKept)
	}
	out := Forecast{Ticket: l.id, Number: l.number}
	for _, q := range Questions() {
		for _, m := range moments() {
			out.Answers = append(out.Answers, answer(models, q, m, views[m]))
		}
	}
	return out, nil
}

// Highest are the open tickets with the highest chances that something goes wrong,
// as of now, at most n and the highest first. There is none with which it has gone
// wrong already. Errors are of kind Unavailable: while the past is still read, and
// where there is too little to learn from.
func (f *Foresight) Highest(ctx context.Context, q Question, n int) ([]Forecast, error) {
	if !f.Ready() {
		return nil, errUnread
	}
	if err := f.Follow(ctx); err != nil {
		return nil, err
	}
	now := f.now()
	f.mu.Lock()
	known := f.models[key{q, Now}]
	var views []*view
	if known.risk != nil {
		f.memory.floor.advance(now)
		for _, l := range f.memory.all() {
			if v := f.memory.seen(l, Now, now, f.policies); v != nil && !v.done(q) && (q != MissedSLA || l.promised) {
				views = append(views, v)
			}
		}
	}
	models := f.models
	f.mu.Unlock()
	if known.risk == nil {
		return nil, ticket.Errorf(ticket.Unavailable, "", "%s cannot be foretold: %s", q, cmp.Or(known.lacks, unfitted))
	}
	chances := make(map[*view]float64, len(views))
	for _, v := range views {
		row := v.row(Now)
		chances[v] = known.risk.Chance(&row)
	}
	slices.SortFunc(views, func(a, b *view) int {
		return cmp.Or(cmp.Compare(chances[b], chances[a]), cmp.Compare(a.life.number, b.life.number))
	})
	out := []Forecast{}
	for _, v := range views[:min(n, len(views))] {
		out = append(out, Forecast{v.life.id, v.life.number, []Answer{answer(models, q, Now, v)}})
	}
	return out, nil
}

const unfitted = "nothing was learnt yet"

var errUnread = ticket.Errorf(ticket.Unavailable, "", "the tickets of the past are still read: try again in a moment")

// answer asks a model about a ticket, nil for one that is not open.
func answer(models map[key]model, q Question, m Moment, v *view) Answer {
	known, fitted := models[key{q, m}]
	out := Answer{Question: q, Moment: m, Usual: known.usual, Learnt: known.learnt, Good: known.good}
	if v != nil {
		out.At = v.at
	}
	switch {
	case v == nil:
		out.Unknown = "the ticket is not open"
	case m == Now && v.done(q):
		out.Happened, out.Unknown = true, "it has happened already"
	case q == MissedSLA && !v.life.promised:
		out.Unknown = "nothing is promised for this ticket"
	case !fitted:
		out.Unknown = unfitted
	case known.risk == nil:
		out.Unknown = known.lacks
	}
	if out.Unknown != "" {
		return out
	}
	row := v.row(m)
	told := known.risk.Forecast(&row)
	if math.IsNaN(told.P) {
		out.Unknown = "the model does not fit its features"
		return out
	}
	out.Chance, out.Reasons = told.P, reasons(told.Reasons, m, v)
	return out
}

// reasons puts into words what moved a chance.
func reasons(moved []risk.Reason, m Moment, v *view) []Reason {
	var out []Reason
	for _, r := range moved {
		if len(out) == mostReasons || math.Abs(r.Weight) < leastWeight {
			break
		}
		told := Reason{Feature: r.Feature, Weight: r.Weight, Text: say(r.Feature, m, v)}
		if r.Feature == agentFeature {
			told.Agent = v.agent
		}
		out = append(out, told)
	}
	return out
}

// say is a feature of a ticket in words.
func say(feature string, m Moment, v *view) string {
	for _, n := range numbersOf(m) {
		if n.name == feature {
			return n.say(v)
		}
	}
	for _, w := range wordsOf(m) {
		if w.name == feature {
			return w.say(v)
		}
	}
	return "how it went with all tickets of the last days"
}
