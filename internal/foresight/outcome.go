package foresight

import (
	"time"

	"switchyard/internal/experience"
	"switchyard/internal/ticket"
)

// outcome is what became of a ticket that is over.
type outcome struct {
	life    *life
	marks   []mark // up to when it was looked at
	final   *state
	settled time.Time // since when it is over
}

// over says what became of a ticket as of an instant; false while it goes on. It is
// over when its resolution has held for experience.Window, or when it was closed.
// What is spam, or lives on elsewhere, never is.
func over(l *life, now time.Time) (outcome, bool) {
	s := l.at(now)
	o := outcome{life: l, marks: l.until(now), final: s}
	switch s.status {
	case ticket.Resolved:
		o.settled = s.since.Add(experience.Window)
	case ticket.Closed:
		o.settled = s.since
		if held := s.resolvedAt.Add(experience.Window); !s.resolvedAt.IsZero() && held.Before(o.settled) {
			o.settled = held
		}
	default:
		return o, false
	}
	return o, !o.settled.After(now)
}

// worst is the highest rating that counts as bad.
const worst = 3

// bad says whether it went wrong after an instant; ok is false where that cannot be
// told, or where it had gone wrong before.
func (o *outcome) bad(q Question, after time.Time) (bad, ok bool) {
	switch q {
	case BadRating:
		return o.final.rating <= worst, o.final.rating > 0 && o.final.ratedAt.After(after)
	case Reopening:
		return o.reopened(after)
	case MissedSLA:
		return !o.final.breachedAt.IsZero(), o.life.promised && lies(o.final.breachedAt, after)
	case Escalation:
		return !o.final.escalatedAt.IsZero(), lies(o.final.escalatedAt, after)
	}
	return false, false
}

// lies says whether something lies after an instant, or never was.
func lies(at, after time.Time) bool { return at.IsZero() || at.After(after) }

// reopened says whether the first resolution after an instant did not hold.
func (o *outcome) reopened(after time.Time) (bad, ok bool) {
	var status ticket.Status
	var resolved time.Time
	for i := range o.marks {
		m := &o.marks[i]
		if m.what != toStatus {
			continue
		}
		to := ticket.Status(m.value)
		switch {
		case resolved.IsZero() && m.at.After(after) && to == ticket.Resolved && status != ticket.Resolved:
			resolved = m.at
		case !resolved.IsZero() && to.Active():
			return m.at.Sub(resolved) < experience.Window, true
		}
		status = to
	}
	return false, !resolved.IsZero()
}

// done says whether it has gone wrong by now, so that there is nothing to foretell.
func (s *state) done(q Question) bool {
	switch q {
	case BadRating:
		return s.rating > 0 && s.rating <= worst
	case MissedSLA:
		return s.breached > 0
	case Escalation:
		return !s.escalatedAt.IsZero()
	}
	return false
}
