package sla

import (
	"time"

	"switchyard/internal/calendar"
)

// Name says which promise a clock counts for.
type Name string

// The clocks of a ticket.
const (
	FirstResponse Name = "first_response"
	NextResponse  Name = "next_response"
	Resolution    Name = "resolution"
)

// Names lists every clock.
func Names() []Name { return []Name{FirstResponse, NextResponse, Resolution} }

// State is what a clock does; empty where nothing is promised.
type State string

// The states of a clock. A breached one stays breached; Met tells whether it
// was met late.
const (
	Running  State = "running"
	Paused   State = "paused"
	Met      State = "met"
	Breached State = "breached"
)

// Clock counts down one promise.
type Clock struct {
	State   State     `json:"state,omitempty"`
	Target  Duration  `json:"target,omitempty"`
	Started time.Time `json:"started,omitzero"`
	// Since is when the clock last began to run. Remaining is the open time
	// that was left then, or what is left if it does not run.
	Since     time.Time `json:"since,omitzero"`
	Remaining Duration  `json:"remaining,omitempty"`
	// Due is the deadline, zero while the clock is paused, or if the calendar
	// has too little open time in ten years.
	Due    time.Time `json:"due,omitzero"`
	WarnAt time.Time `json:"warn_at,omitzero"`
	Warned time.Time `json:"warned,omitzero"` // the instant warned of
	// BreachedAt is the deadline that passed, MetAt when the promise was kept,
	// in time or late.
	BreachedAt time.Time `json:"breached_at,omitzero"`
	MetAt      time.Time `json:"met_at,omitzero"`
	// Taken are the steps that were given notice of. Terms that change do not
	// make them due again, whatever policy they come from.
	Taken []Step `json:"taken,omitempty"`
}

// took reports whether the step at a place in the terms was given notice of.
// Steps that are written twice are taken twice.
func (k *Clock) took(steps []Step, place int) bool {
	same := func(all []Step) (n int) {
		for _, one := range all {
			if one == steps[place] {
				n++
			}
		}
		return n
	}
	return same(steps[:place]) < same(k.Taken)
}

// waits reports whether the promise is still to be kept.
func (k *Clock) waits() bool {
	return k.State == Running || k.State == Paused || k.State == Breached && k.MetAt.IsZero()
}

// left is the open time left at now, which a clock set back does not lengthen.
func (k *Clock) left(h *calendar.Hours, now time.Time) Duration {
	if k.State != Running {
		return k.Remaining
	}
	return k.Remaining - Duration(max(0, h.Between(k.Since, now)))
}

// run starts or resumes the count with what is left.
func (k *Clock) run(h *calendar.Hours, now time.Time, left Duration, terms *Terms) {
	k.State, k.Since, k.Remaining = Running, now, left
	k.Due, k.WarnAt = time.Time{}, time.Time{}
	if due, err := h.Add(now, time.Duration(max(0, left))); err == nil {
		k.Due = due
	}
	if before := terms.before(k.Target); before > 0 && !k.Due.IsZero() {
		if at, err := h.Add(now, time.Duration(max(0, left-before))); err == nil {
			k.WarnAt = at
		}
	}
}

// stop keeps what is left.
func (k *Clock) stop(h *calendar.Hours, now time.Time) {
	if k.State == Running {
		k.Remaining = k.left(h, now)
		k.State, k.Due, k.WarnAt = Paused, time.Time{}, time.Time{}
	}
}

// meet keeps the promise, late if it was breached.
func (k *Clock) meet(h *calendar.Hours, now time.Time) {
	if !k.waits() {
		return
	}
	k.MetAt = now
	if k.State != Breached {
		k.Remaining = k.left(h, now)
		k.State = Met
	}
}

// stepAt is when a step falls due, zero if it never does as things stand.
func (k *Clock) stepAt(h *calendar.Hours, step Step) time.Time {
	from := k.Warned
	if step.At == Breach {
		from = k.BreachedAt
	}
	if from.IsZero() {
		return from
	}
	at, err := h.Add(from, time.Duration(step.After))
	if err != nil {
		return time.Time{}
	}
	return at
}

// alarm is the earliest instant at which the clock has something to say.
func (k *Clock) alarm(h *calendar.Hours, name Name, terms *Terms) time.Time {
	var first time.Time
	if k.State == Running {
		first = k.Due
		if k.Warned.IsZero() {
			first = earlier(first, k.WarnAt)
		}
	}
	for i, step := range terms.Steps {
		if (step.Clock == "" || step.Clock == name) && !k.took(terms.Steps, i) {
			first = earlier(first, k.stepAt(h, step))
		}
	}
	return first
}

// earlier is the earlier of two instants, of which zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
