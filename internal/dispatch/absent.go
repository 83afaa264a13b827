package dispatch

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// absence is since when this node knows an agent not to be there, and when it
// last looked at what they hold.
type absence struct {
	why           string
	since, looked time.Time
}

// absences are by agent.
type absences map[uuid.UUID]*absence

// lookAgain is after how long the tickets of somebody absent are looked at
// again: what they have answered stays, and what a person gave them.
const lookAgain = time.Minute

// takeBack gives tickets back to the queue that agents hold who are not there:
// of those who were disabled or removed all of them at once; of others those that
// they have not answered and no person gave them, when they are away or offline
// after the grace, and at the end of a shift when its next one begins too late
// for the ticket.
func (d *Dispatcher) takeBack(ctx context.Context) error {
	b, now := d.basis(), d.instant()
	agents := d.snapshot(b)
	for i := range agents {
		if err := d.missed(ctx, b.roster.agents[i].ID, &agents[i], now); err != nil {
			return err
		}
	}
	for _, id := range d.ledger.strangers(b.roster) {
		gone := routing.Agent{Away: removed, Load: map[string]int{"": 1}}
		if err := d.missed(ctx, id, &gone, now); err != nil {
			return err
		}
	}
	return nil
}

// removed is why an agent takes nothing who is no longer among the agents.
const removed = "removed"

// gone says whether an agent will not come back: nobody else would ever see to
// what they keep.
func gone(a *routing.Agent) bool { return a.Away == routing.Disabled || a.Away == removed }

// strangers hold tickets and are not among the agents of a roster.
func (l *ledger) strangers(r *roster) (out []uuid.UUID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.held {
		if _, here := r.places[id]; !here {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// missed notes whether an agent is there, and takes back what they hold when
// they have been away for long enough.
func (d *Dispatcher) missed(ctx context.Context, id uuid.UUID, a *routing.Agent, now time.Time) error {
	if a.Away == "" {
		delete(d.absent, id)
		return nil
	}
	was := d.absent[id]
	if was == nil || was.why != a.Away {
		was = &absence{why: a.Away, since: now}
		d.absent[id] = was
	}
	if len(a.Load) == 0 || now.Sub(was.since) < d.grace(a) || !was.looked.IsZero() && now.Sub(was.looked).Abs() < lookAgain {
		return nil
	}
	err := d.relieve(ctx, id, a, now)
	if err == nil {
		was.looked = now
	}
	return err
}

// grace is how long an absence may last before anything is taken back.
func (d *Dispatcher) grace(a *routing.Agent) time.Duration {
	grace := d.settings.Load().grace
	switch {
	case a.Away == removed: // or so new that the roster was read before they came
		return lookAgain
	case a.Away == routing.Disabled, a.Away == OffShift && grace >= 0:
		return 0
	case grace < 0:
		return 1<<63 - 1
	}
	return grace
}

// relieve takes back what somebody absent is not to keep.
func (d *Dispatcher) relieve(ctx context.Context, id uuid.UUID, a *routing.Agent, now time.Time) error {
	q := store.TicketQuery{
		Statuses: []ticket.Status{ticket.New, ticket.Open}, Assignees: []uuid.UUID{id}, Order: store.Order{By: store.ByNumber}, Limit: window,
	}
	for {
		held, err := d.store.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range held {
			t := &held[i]
			if !gone(a) && (!t.FirstResponseAt.IsZero() || t.HumanSet("assignee") || a.Away == OffShift && d.keeps(t, a, now)) {
				continue
			}
			order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: t.ID, Version: t.Version}
			_, err := d.desk.Do(ctx, order, lifecycle.Unassign{Cause: causeOf(a), End: endOf(a), Reason: reasonOf(a)})
			if err != nil && !ticket.IsKind(err, ticket.Conflict) && !ticket.IsKind(err, ticket.NotFound) {
				if err = d.skip(ctx, t, err); err != nil {
					return err
				}
			}
		}
		if len(held) < q.Limit {
			return nil
		}
		after := store.PositionOf(&held[len(held)-1], q.Order.By)
		q.After = &after
	}
}

// keeps says whether somebody off shift is back in time for a ticket.
func (d *Dispatcher) keeps(t *ticket.Ticket, a *routing.Agent, now time.Time) bool {
	if a.Back.IsZero() {
		return false
	}
	due := d.desk.Plan().Promise(t, now).Due
	if due.IsZero() { // nothing is promised: what the policy goes by counts, on the clock
		due = t.StatusAt.Add(d.settings.Load().Policy.Target)
	}
	return !a.Back.After(due)
}

func causeOf(a *routing.Agent) ticket.Cause {
	if a.Away == OffShift {
		return ticket.ShiftEnds
	}
	return ticket.IsAway
}

func endOf(a *routing.Agent) ticket.End {
	switch a.Away {
	case routing.Disabled, removed:
		return ticket.Left
	case OffShift:
		return ticket.ShiftEnded
	}
	return ticket.WentAway
}

// reasonOf is why a ticket is taken back, in words.
func reasonOf(a *routing.Agent) string {
	switch a.Away {
	case routing.Disabled, removed:
		return "its agent no longer works here"
	case OffShift:
		return "its agent's shift has ended, and the next begins too late for it"
	}
	return "its agent is " + a.Away + " and has not answered it"
}
