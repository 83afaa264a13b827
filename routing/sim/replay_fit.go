package sim

import (
	"context"
	"math"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// fitted is what the fit says of the desk, by place of the worker and category.
type fitted struct {
	logit    [][]float64 // mean log-odds that an answer to a usual ticket holds
	spread   [][]float64 // standard deviation of that: what is not known
	pace     [][]float64 // logarithm of the median working time
	hardness []float64   // of each arrival, in log-odds, from its priority and signals
	outcome  Outcome
	noise    float64 // spread of the log of working times
	load     float64 // work of all first answers at a usual agent, as a share of the room for it
}

// fit fits the agents to all outcomes of the past, those of the measured days
// included: it is the truth that is sought, not what could be known before.
func (p *replay) fit(ctx context.Context) error {
	learner := learn.New(learn.Options{Categories: p.names})
	learner.Observe(p.all...)
	if err := learner.Refit(ctx, p.latest()); err != nil {
		return err
	}
	m := learner.Model()
	f := &p.fitted
	f.noise = p.residual(m)
	f.outcome = p.outcomes(m)
	longer := p.longer(m)
	start := 24 * float64(p.first)
	for i := range p.staff {
		w := &p.staff[i]
		agent := []routing.Agent{{ID: w.ID, Skills: w.Skills, Tenure: span(max(0, start-w.joined))}}
		logit, spread, pace := make([]float64, len(p.names)), make([]float64, len(p.names)), make([]float64, len(p.names))
		for c, name := range p.names {
			r := usual(name)
			e := m.Explain(r, &agent[0])
			logit[c] = e.Sum() - e.Doubt
			var out [1]routing.Prospect
			m.Predict(r, agent, out[:])
			spread[c] = unsmoothed(out[0].Sd / max(out[0].Success*(1-out[0].Success), 1e-9))
			pace[c] = math.Log(out[0].Hours*longer[c]) - f.noise*f.noise/2
		}
		f.logit, f.spread, f.pace = append(f.logit, logit), append(f.spread, spread), append(f.pace, pace)
	}
	for i := range p.arrivals {
		f.hardness = append(f.hardness, p.hard(m, &p.arrivals[i]))
	}
	f.load = p.load()
	return nil
}

// latest is the last that the past tells of: what would have been known later is
// not held against anybody.
func (p *replay) latest() time.Time {
	var last time.Time
	for i := range p.all {
		for _, t := range []time.Time{p.all[i].At, p.all[i].Known} {
			if t.After(last) {
				last = t
			}
		}
	}
	return last
}

// usual is a ticket of a category of which there is nothing special to say.
func usual(category string) *routing.Request {
	return &routing.Request{Category: []routing.Chance{{Label: category, P: 1}}, Priority: routing.Normal}
}

// hard is how hard a ticket is beside its category: what the fit makes of its
// priority and signals. What does not show in them is nobody's to know, and is in
// the luck of its answers.
func (p *replay) hard(m *learn.Model, a *Arrival) float64 {
	r := usual(a.Category)
	r.Priority, r.Signals = a.Priority, a.Signals
	e := m.Explain(r, &routing.Agent{})
	return -e.Priority - e.Signals
}

// unsmoothed undoes what the model does to a standard deviation s of log-odds so
// that odds are those of the mean probability (MacKay 1992): s² = v/(1+πv/8).
func unsmoothed(s float64) float64 {
	return math.Sqrt(s * s / max(1-math.Pi*s*s/8, .05))
}

// longer is, by category, how much longer its tickets take on average than one of
// which there is nothing special to say.
func (p *replay) longer(m *learn.Model) []float64 {
	nobody := []routing.Agent{{}}
	var out [1]routing.Prospect
	sum, n := make([]float64, len(p.names)), make([]float64, len(p.names))
	for i := range p.arrivals {
		a, c := &p.arrivals[i], p.place[p.arrivals[i].Category]
		r := usual(a.Category)
		m.Predict(r, nobody, out[:])
		whole := out[0].Hours
		r.Priority, r.Signals = a.Priority, a.Signals
		m.Predict(r, nobody, out[:])
		sum[c], n[c] = sum[c]+out[0].Hours/whole, n[c]+1
	}
	for c := range sum {
		if n[c] == 0 {
			sum[c], n[c] = 1, 1
		}
		sum[c] /= n[c]
	}
	return sum
}

// residual is the spread of the logarithm of working times around what is
// expected, of the work that is done.
func (p *replay) residual(m *learn.Model) float64 {
	var sum, square, n float64
	var out [1]routing.Prospect
	for i := range p.all {
		o := &p.all[i]
		if !o.Done || !(o.Hours > 0) || math.IsInf(o.Hours, 0) {
			continue
		}
		r := usual(o.Category)
		r.Priority, r.Signals, r.Attempt = routing.Priority(o.Priority), o.Signals, o.Attempt
		m.Predict(r, []routing.Agent{{ID: o.Agent}}, out[:])
		x := math.Log(o.Hours / out[0].Hours)
		sum, square, n = sum+x, square+x*x, n+1
	}
	if n < 2 {
		return Default().Handling.Noise
	}
	return min(root((square-sum*sum/n)/(n-1)), 1.5)
}

// outcomes is what becomes of answers, as the past shows it: what a foreign
// language and being late cost, and how soon requesters come back. A failure is
// what the desk saw of one, so all of them come back.
func (p *replay) outcomes(m *learn.Model) Outcome {
	o := Default().Outcome
	o.Base, o.Category, o.Reopen = 0, 0, 1
	r := usual("")
	r.Language = "xx"
	cost := m.Explain(r, &routing.Agent{Languages: map[string]int{"xx": 1}}).Language
	o.Foreign = []float64{cost / 4, cost / 2, cost * 3 / 4, cost} // of levels 4 to 1
	r.Target, r.Waited = time.Hour, 2*time.Hour
	o.Late = max(0, -m.Explain(r, &routing.Agent{}).Late)
	var sum, square, n float64
	for i := range p.all {
		x := &p.all[i]
		if later := x.Known.Sub(x.At).Hours() - x.Hours; !x.Known.IsZero() && !x.Success && x.Done && later > 0 {
			sum, square, n = sum+math.Log(later), square+math.Log(later)*math.Log(later), n+1
		}
	}
	if n >= 10 {
		o.After, o.Spread = min(math.Exp(sum/n), 1000), min(root((square-sum*sum/n)/(n-1)), 3)
	}
	return o
}

// load is the work of all first answers at a usual agent, as a share of the hours
// that agents have for it.
func (p *replay) load() float64 {
	room, work := 0., 0.
	mean := make([]float64, len(p.names))
	start, end := 24*float64(p.first), 24*float64(p.first+p.days)
	for i := range p.staff {
		w := &p.staff[i]
		own := float64(w.Slots) * (w.shift.past(end) - w.shift.past(min(max(start, w.joined), end)))
		room += own
		for c := range mean {
			mean[c] += own * math.Exp(p.fitted.pace[i][c]+p.fitted.noise*p.fitted.noise/2)
		}
	}
	for i := range p.arrivals {
		work += mean[p.place[p.arrivals[i].Category]] / room
	}
	return work / room
}
