package lifecycle

import (
	"time"

	"switchyard/internal/calendar"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// Promise is what the requester of a ticket is promised next, and how much of
// it has passed.
type Promise struct {
	Since  time.Time     // from when it counts
	Waited time.Duration // open time since then, by the calendar of the promise
	Target time.Duration // open time promised for an answer, 0 for none
	Due    time.Time     // the instant at which Target has passed, zero for none
}

// Promise is that of a ticket as it stands at now, or, for one that is not
// stored yet, what it will be. It is the answer that is waited for: the first,
// or the next.
func (p *Plan) Promise(t *ticket.Ticket, now time.Time) Promise {
	if t.SLA != nil {
		hours := p.always
		if known, found := p.calendars[t.SLA.Terms.Calendar]; found {
			hours = known.Hours
		}
		for _, clock := range []*sla.Clock{&t.SLA.First, &t.SLA.Next} {
			if clock.Target > 0 && clock.MetAt.IsZero() && (clock.State == sla.Running || clock.State == sla.Breached) {
				return counting(clock, hours, now)
			}
		}
		return Promise{Since: t.StatusAt, Waited: hours.Between(t.StatusAt, now)}
	}
	terms, hours := p.terms(sla.Subject{Priority: string(t.Priority), Tier: t.Tier, Team: name(t.Team), Language: t.Language})
	since := t.StatusAt
	if since.IsZero() {
		since = now
	}
	promise := Promise{Since: since, Waited: max(0, hours.Between(since, now))}
	if t.Version > 0 || terms.Targets.FirstResponse == 0 { // a ticket without clocks was promised nothing
		return promise
	}
	promise.Target = time.Duration(terms.Targets.FirstResponse)
	promise.Due, _ = hours.Add(since, promise.Target)
	return promise
}

// counting is the promise of a clock that runs, or ran out.
func counting(k *sla.Clock, hours *calendar.Hours, now time.Time) Promise {
	promise := Promise{Since: k.Started, Target: time.Duration(k.Target), Due: k.Due}
	promise.Waited = max(0, time.Duration(k.Target-k.Remaining)) + max(0, hours.Between(k.Since, now))
	if promise.Due.IsZero() {
		promise.Due = k.BreachedAt
	}
	return promise
}
