package experience

import (
	"time"

	"switchyard/internal/ticket"
	"switchyard/routing/learn"
)

// Window is for how long a solution has to hold to count as one.
const Window = 72 * time.Hour

// Outcomes are what came of a ticket's touches as of now. One is a success when
// the agent solved the ticket, it was not opened again within the window, and
// the requester rated it 4 or better, if at all. It is a failure when it was
// opened again or rated badly, or when its end speaks against the agent's
// skill. What ended otherwise, as with a shift, says nothing and is left out;
// what is going on is there with nothing known. Failures are known at once,
// successes when the window is over.
func Outcomes(t *ticket.Ticket, window time.Duration, now time.Time) []learn.Outcome {
	var out []learn.Outcome
	for i := range t.Touches {
		touch := &t.Touches[i]
		solved := touch.End == ticket.Solved
		if !touch.EndedAt.IsZero() && !solved && !touch.Against {
			continue
		}
		o := learn.Outcome{
			Ticket: t.ID.String(), Attempt: touch.Attempt, Agent: touch.Agent.String(),
			Category: t.Category, Priority: string(t.Priority), Language: spoken(t.Language),
			Foreign: touch.Foreign, Declared: touch.Declared, Late: touch.Late, Signals: touch.Signals, Propensity: touch.Propensity,
			At: touch.At, Hours: time.Duration(touch.Worked).Hours(),
		}
		if solved {
			o.Hours, o.Done = max(o.Hours, leastHours), true
		}
		o.Known, o.Success = known(touch, window, now)
		out = append(out, o)
	}
	return out
}

// leastHours is what solving a ticket takes at least: a minute.
const leastHours = 1. / 60

// good is the lowest rating of a success.
const good = 4

// known is when the result of a touch was known for certain, zero while it is
// not, and what it was.
func known(touch *ticket.Touch, window time.Duration, now time.Time) (at time.Time, success bool) {
	if touch.End != ticket.Solved {
		if touch.Against {
			at = touch.EndedAt
		}
		return at, false
	}
	held := touch.EndedAt.Add(window)
	bad := touch.Rating > 0 && touch.Rating < good
	switch reopened := !touch.ReopenedAt.IsZero() && touch.ReopenedAt.Before(held); {
	case reopened && (!bad || touch.ReopenedAt.Before(touch.RatedAt)):
		return touch.ReopenedAt, false
	case bad:
		return touch.RatedAt, false
	case now.Before(held):
		return time.Time{}, false
	}
	return held, true
}

// ripe is when Outcomes will know more of a ticket though nothing happens to
// it, zero for never.
func ripe(t *ticket.Ticket, window time.Duration, now time.Time) time.Time {
	var next time.Time
	for i := range t.Touches {
		touch := &t.Touches[i]
		if at, _ := known(touch, window, now); touch.End != ticket.Solved || !at.IsZero() {
			continue
		}
		if held := touch.EndedAt.Add(window); next.IsZero() || held.Before(next) {
			next = held
		}
	}
	return next
}

// spoken is a language tag as outcomes write it.
func spoken(tag string) string {
	if tag == "und" {
		return ""
	}
	return tag
}
