package lifecycle

import (
	"time"

	"switchyard/internal/ticket"
)

// Wake does what the clock has to do with a ticket now: end a snooze, close
// what was resolved long ago, warn of deadlines and note breaches. Two nodes
// that wake the same ticket do it once: the second finds nothing left to do.
type Wake struct{}

func (Wake) toMerged() {}

func (Wake) apply(d *draft) error {
	d.actor = ticket.Actor{Kind: ticket.BySystem}
	if err := d.deadlines(); err != nil {
		return err
	}
	t, rules := &d.ticket, d.plan.Rules
	switch {
	case t.Status == ticket.Merged: // it sleeps until it is unmerged
		return nil
	case !t.SnoozedUntil.IsZero() && !d.now.Before(t.SnoozedUntil):
		t.SnoozedUntil = time.Time{}
		return d.move(ticket.Open, ticket.BySystem, "the snooze is over")
	case t.Status == ticket.Resolved && rules.CloseAfter > 0 && !d.now.Before(t.ResolvedAt.Add(time.Duration(rules.CloseAfter))):
		return d.move(ticket.Closed, ticket.BySystem, "resolved long enough")
	case t.Status == ticket.Pending && t.SnoozedUntil.IsZero() && rules.ResolvePendingAfter > 0 && !d.now.Before(t.StatusAt.Add(time.Duration(rules.ResolvePendingAfter))):
		return d.move(ticket.Resolved, ticket.BySystem, "the requester did not answer")
	}
	return nil
}

// retry is how long the models wait before they read a ticket again.
func retry(attempts int) time.Duration { return time.Second << (2 * min(attempts, 5)) }

// alarm is the earliest instant at which Wake, or the reading of a ticket that
// is not read yet, has something to do; zero for never.
func (d *draft) alarm() time.Time {
	t, rules := &d.ticket, d.plan.Rules
	if d.postponed > 0 {
		return d.now.Add(d.postponed)
	}
	if t.Status == ticket.Merged {
		return time.Time{}
	}
	var next time.Time
	sooner := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	sooner(d.nextDeadline())
	sooner(t.SnoozedUntil)
	if t.Triage.State == ticket.TriagePending && t.Status.Active() {
		sooner(d.now.Add(retry(t.Triage.Attempts)))
	}
	switch {
	case t.Status == ticket.Resolved && rules.CloseAfter > 0:
		sooner(t.ResolvedAt.Add(time.Duration(rules.CloseAfter)))
	case t.Status == ticket.Pending && t.SnoozedUntil.IsZero() && rules.ResolvePendingAfter > 0:
		sooner(t.StatusAt.Add(time.Duration(rules.ResolvePendingAfter)))
	}
	return next
}

// Postpone puts a ticket's alarm off, where what it rings for cannot be done
// now: it must not stand in the way of the others.
type Postpone struct{ By time.Duration }

func (Postpone) toMerged() {}

func (c Postpone) apply(d *draft) error { //nolint:unparam // as a Command it could fail
	d.postponed = c.By
	return nil
}
