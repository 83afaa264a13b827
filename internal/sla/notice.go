package sla

import (
	"slices"
	"time"

	"switchyard/internal/calendar"
)

// Kind is what a Notice is about.
type Kind string

// The kinds of notices.
const (
	Warning Kind = "warning"
	Breach  Kind = "breach"
)

// Notice says that a deadline came near or has passed, or that a step which
// follows from that is due. Each is given once.
type Notice struct {
	Clock Name `json:"clock"`
	At    Kind `json:"at"`
	// When is the exact instant it is about, however late it is given.
	When time.Time `json:"when"`
	Step *Step     `json:"step,omitempty"`
}

// Tick gives what there is to say by now, earliest first, and clocks that will
// not say it again.
func (c Clocks) Tick(h *calendar.Hours, now time.Time) (Clocks, []Notice) {
	c = c.settled(h, now.Add(1)) // a deadline is not met by Tick: at its instant it has passed
	told := c.Untold
	c.Untold = nil
	slices.SortStableFunc(told, func(a, b Notice) int { return a.When.Compare(b.When) })
	return c, told
}

// NextAlarm is the earliest instant at which Tick has something to say, zero
// if it will not as things stand.
func (c Clocks) NextAlarm(h *calendar.Hours) time.Time {
	var first time.Time
	for _, n := range c.Untold {
		first = earlier(first, n.When)
	}
	for _, name := range Names() {
		if k := c.clock(name); k.waits() && !c.Held && !c.Closed {
			first = earlier(first, k.alarm(h, name, &c.Terms))
		}
	}
	return first
}

// settled records what has passed before now.
func (c Clocks) settled(h *calendar.Hours, now time.Time) Clocks {
	c.Untold = slices.Clone(c.Untold)
	for _, name := range Names() {
		k := c.clock(name)
		if !k.waits() || c.Held || c.Closed {
			continue
		}
		if k.State == Running && k.Warned.IsZero() && !k.WarnAt.IsZero() && k.WarnAt.Before(now) {
			k.Warned = k.WarnAt
			c.Untold = append(c.Untold, Notice{Clock: name, At: Warning, When: k.WarnAt})
		}
		if k.State == Running && !k.Due.IsZero() && k.Due.Before(now) {
			k.State, k.BreachedAt, k.Remaining = Breached, k.Due, 0
			c.Untold = append(c.Untold, Notice{Clock: name, At: Breach, When: k.Due})
		}
		for i, step := range c.Terms.Steps {
			if step.Clock != "" && step.Clock != name || k.took(c.Terms.Steps, i) {
				continue
			}
			if at := k.stepAt(h, step); !at.IsZero() && at.Before(now) {
				k.Taken = append(slices.Clone(k.Taken), step)
				c.Untold = append(c.Untold, Notice{Clock: name, At: step.At, When: at, Step: &step})
			}
		}
	}
	return c
}
