package sla

import (
	"slices"
	"time"

	"switchyard/internal/calendar"
)

// Terms are what a policy promises for one priority.
type Terms struct {
	Policy string `json:"policy,omitempty"`
	// Calendar and CalendarVersion say whose open time counts, as it was then.
	Calendar        string `json:"calendar,omitempty"`
	CalendarVersion int64  `json:"calendar_version,omitempty"`

	Targets      Targets  `json:"targets,omitzero"`
	WarnFraction float64  `json:"warn_fraction,omitempty"`
	WarnBefore   Duration `json:"warn_before,omitempty"`
	Steps        []Step   `json:"steps,omitempty"`
}

// Terms are what the policy promises for a priority. A nil policy promises
// nothing.
func (p *Policy) Terms(priority string) Terms {
	if p == nil {
		return Terms{}
	}
	return Terms{
		Policy: p.Name, Calendar: p.Calendar, Targets: p.Targets[priority],
		WarnFraction: p.WarnFraction, WarnBefore: p.WarnBefore,
		Steps: append([]Step(nil), p.Escalations...), // nil for none, as when it is read again
	}
}

// before is the open time left of a target when its warning comes.
func (t *Terms) before(target Duration) Duration {
	if t.WarnFraction > 0 {
		return target - Duration(float64(target)*t.WarnFraction)
	}
	return t.WarnBefore
}

func (t *Terms) target(name Name) Duration {
	switch name {
	case FirstResponse:
		return t.Targets.FirstResponse
	case NextResponse:
		return t.Targets.NextResponse
	}
	return t.Targets.Resolution
}

// Clocks are the promises of one ticket, as they are stored with it. The hours
// that its functions take are those of the policy's calendar; calls that come
// twice change nothing the second time.
type Clocks struct {
	Terms    Terms     `json:"terms,omitzero"`
	Opened   time.Time `json:"opened,omitzero"`
	Answered time.Time `json:"answered,omitzero"` // the first public reply
	Held     bool      `json:"held,omitempty"`
	Closed   bool      `json:"closed,omitempty"` // resolved
	First    Clock     `json:"first_response,omitzero"`
	Next     Clock     `json:"next_response,omitzero"`
	Solve    Clock     `json:"resolution,omitzero"`
	// Stood are the stretches in which the ticket was held or resolved, the last
	// mostStood of them: they count for no promise, made then or later.
	Stood []Rest `json:"stood,omitempty"`
	// Untold are notices that the next Tick gives.
	Untold []Notice `json:"untold,omitempty"`
}

// Rest is a stretch in which a ticket stood still. One that goes on has no end yet.
type Rest struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// mostStood bounds what a ticket that is held again and again remembers.
const mostStood = 50

// Open starts the clocks of a new ticket.
func Open(h *calendar.Hours, terms Terms, now time.Time) Clocks {
	c := Clocks{Terms: terms, Opened: now}
	c.start(h, FirstResponse, now, 0)
	c.start(h, Resolution, now, 0)
	return c
}

// Replied notes a public reply of an agent.
func (c Clocks) Replied(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	if c.Answered.IsZero() {
		c.Answered = now
	}
	c.meet(h, FirstResponse, now)
	c.meet(h, NextResponse, now)
	return c
}

// Heard notes a message of the requester: somebody must answer, unless they
// must already.
func (c Clocks) Heard(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	if !c.First.waits() && !c.Next.waits() {
		c.Next = Clock{}
		c.start(h, NextResponse, now, 0)
	}
	return c
}

// Pause stops the clocks: the ticket is pending or on hold.
func (c Clocks) Pause(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	c.Held = true
	c.stop(h, now)
	c.stand(now)
	return c
}

// Resume ends a Pause. What was left is left.
func (c Clocks) Resume(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	c.Held = false
	c.stand(now)
	c.resume(h, now)
	return c
}

// Resolved keeps the promise of a resolution, and stops the other clocks.
func (c Clocks) Resolved(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	c.Closed = true
	c.meet(h, Resolution, now)
	c.stop(h, now)
	c.stand(now)
	return c
}

// Reopened ends Resolved: the clocks go on with what was left, that of the
// resolution included. The time between does not count.
func (c Clocks) Reopened(h *calendar.Hours, now time.Time) Clocks {
	c = c.settled(h, now)
	if !c.Closed {
		return c
	}
	c.Closed = false
	c.stand(now)
	switch c.Solve.MetAt = (time.Time{}); {
	case c.Solve.State == Met && c.Terms.target(Resolution) == 0:
		c.Solve = Clock{Taken: c.Solve.Taken}
	case c.Solve.State == Met:
		c.Solve.State = Paused
		c.Solve.Due, c.Solve.WarnAt = time.Time{}, time.Time{}
	case c.Solve.State == "":
		c.start(h, Resolution, now, c.ran(h, now))
	}
	c.resume(h, now)
	return c
}

// Retarget puts the ticket under other terms, or the same ones with a changed
// calendar: the open time used up so far, counted by the hours it was, counts
// against the new targets. A clock that was not promised before has used the
// open time since the ticket was opened, but for what Stood says. What is met or breached stays, and so
// does every step that was taken.
func (c Clocks) Retarget(was, h *calendar.Hours, terms Terms, now time.Time) Clocks {
	c = c.settled(was, now)
	c.Terms = terms
	for _, name := range Names() {
		k, target := c.clock(name), terms.target(name)
		switch {
		case k.State == Running || k.State == Paused:
			used := k.Target - k.left(was, now)
			if target == 0 {
				*k = Clock{Taken: k.Taken}
				continue
			}
			k.Target = target
			if k.State == Paused {
				k.Remaining = target - used
				continue
			}
			k.run(h, now, target-used, &c.Terms)
		case k.State != "" || target == 0 || c.Closed:
		case name == FirstResponse && c.Answered.IsZero(), name == Resolution:
			c.start(h, name, now, c.ran(h, now))
			k.Started = c.Opened
		}
	}
	return c
}

// stand notes that the ticket begins to stand still, or ends to.
func (c *Clocks) stand(now time.Time) {
	still, n := c.Held || c.Closed, len(c.Stood)
	switch stands := n > 0 && c.Stood[n-1].To.IsZero(); {
	case still && !stands:
		c.Stood = append(slices.Clone(c.Stood[max(0, n+1-mostStood):]), Rest{From: now})
	case !still && stands:
		c.Stood = slices.Clone(c.Stood)
		c.Stood[n-1].To = now
	}
}

// ran is the open time until now in which the ticket did not stand still.
func (c *Clocks) ran(h *calendar.Hours, now time.Time) Duration {
	used := h.Between(c.Opened, now)
	for _, s := range c.Stood {
		to := s.To
		if to.IsZero() || to.After(now) {
			to = now
		}
		used -= max(0, h.Between(s.From, to))
	}
	return Duration(max(0, used))
}

func (c *Clocks) clock(name Name) *Clock {
	switch name {
	case FirstResponse:
		return &c.First
	case NextResponse:
		return &c.Next
	}
	return &c.Solve
}

// start begins a clock of which some is used up, if there is a target.
func (c *Clocks) start(h *calendar.Hours, name Name, now time.Time, used Duration) {
	k, target := c.clock(name), c.Terms.target(name)
	if target == 0 {
		return
	}
	k.Started, k.Target = now, target
	k.run(h, now, target-used, &c.Terms)
	if c.Held || c.Closed {
		k.stop(h, now)
	}
}

func (c *Clocks) meet(h *calendar.Hours, name Name, now time.Time) {
	k := c.clock(name)
	k.meet(h, now)
	if k.State == Met { // too late to warn
		c.Untold = slices.DeleteFunc(slices.Clone(c.Untold), func(n Notice) bool { return n.Clock == name && n.At != Breach })
	}
}

func (c *Clocks) stop(h *calendar.Hours, now time.Time) {
	for _, name := range Names() {
		c.clock(name).stop(h, now)
	}
}

func (c *Clocks) resume(h *calendar.Hours, now time.Time) {
	if c.Held || c.Closed {
		return
	}
	for _, name := range Names() {
		if k := c.clock(name); k.State == Paused {
			k.run(h, now, k.Remaining, &c.Terms)
		}
	}
}
