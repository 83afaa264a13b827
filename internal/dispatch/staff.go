package dispatch

import (
	"math"
	"slices"
	"time"

	"switchyard/internal/ticket"
	"switchyard/routing"
)

// OffShift is why somebody who is online takes nothing outside their shifts.
const OffShift = "off shift"

// staff is who is at work, and what was learnt of them. It holds from an instant
// until somebody's shift begins or ends, but not for long. Loads are not in it.
type staff struct {
	from, to time.Time
	agents   []routing.Agent
}

// fresh is for how long what was learnt of agents is not asked for again.
const fresh = 10 * time.Second

// at is the staff of a roster at an instant.
func (r *roster) at(x Experience, now time.Time) *staff {
	if s := r.staff.Load(); s != nil && !now.Before(s.from) && now.Before(s.to) {
		return s
	}
	s := &staff{from: now, to: now.Add(fresh), agents: make([]routing.Agent, len(r.agents))}
	for i := range r.agents {
		w := &r.agents[i]
		s.agents[i] = w.about
		a := &s.agents[i]
		if until := w.stand(a, now); !until.IsZero() && until.Before(s.to) {
			s.to = until
		}
		a.Tenure, a.Last = max(0, x.Tenure(a.ID, now)), x.Last(a.ID)
		a.Worked, a.Price = finite(x.Worked(a.ID)), finite(x.Price(a.ID))
	}
	r.staff.Store(s)
	return s
}

// stand says whether an agent is at work, and until when that is so, zero for
// ever: as far as shifts go.
func (w *worker) stand(a *routing.Agent, now time.Time) time.Time {
	switch {
	case w.Disabled:
		a.Away = routing.Disabled
		return time.Time{}
	case w.Status != ticket.Online:
		a.Away = string(w.Status)
		return time.Time{}
	case w.shifts == nil:
		return time.Time{}
	}
	if until, on := w.shifts.Until(now); on {
		a.Until = until
		return until
	}
	if w.shifts.OnShift(now) { // one that does not end
		return time.Time{}
	}
	a.Away = OffShift
	a.Back, _ = w.shifts.Next(now)
	return a.Back
}

// people are the agents as they stand now. The caller may change the list, but
// not the maps in it.
func (r *roster) people(l *ledger, x Experience, now time.Time) []routing.Agent {
	out := slices.Clone(r.at(x, now).agents)
	for id, held := range l.held {
		if i, here := r.places[id]; here {
			out[i].Load = held
		}
	}
	for id, last := range l.last {
		if i, here := r.places[id]; here && out[i].Last.Before(last) {
			out[i].Last = last
		}
	}
	return out
}

// finite is x, or 0 where it is no number.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}
