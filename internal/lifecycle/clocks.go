package lifecycle

import (
	"reflect"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// waits says that a ticket's clocks stand still: somebody else has to act, or
// nobody.
func waits(s ticket.Status) bool {
	return s == ticket.Pending || s == ticket.OnHold || s == ticket.Spam || s == ticket.Merged
}

// over says that a ticket's promises were kept or not, and are past.
func over(s ticket.Status) bool { return s == ticket.Resolved || s == ticket.Closed }

// clocks brings the deadlines in line with what the commands did.
func (d *draft) clocks() error {
	t := &d.ticket
	terms, hours := d.terms()
	var c sla.Clocks
	switch {
	case t.SLA != nil:
		c = *t.SLA
		if !reflect.DeepEqual(c.Terms, terms) {
			c = c.Retarget(d.hours(), hours, terms, d.now)
		}
	case terms.Policy == "" || over(t.Status) || t.Status == ticket.Merged:
		return nil // nothing is promised
	default:
		c = d.begin(hours, terms)
	}
	// What starts clocks comes before what was said, what stops them after it.
	if !over(t.Status) && t.Status != ticket.Merged { // what was kept stays so in another ticket
		c = c.Reopened(hours, d.now)
	}
	if !waits(t.Status) {
		c = c.Resume(hours, d.now)
	}
	if d.heard && d.before.Version > 0 {
		c = c.Heard(hours, d.now)
	}
	if d.answered {
		c = c.Replied(hours, d.now)
	}
	if waits(t.Status) {
		c = c.Pause(hours, d.now)
	}
	if over(t.Status) {
		c = c.Resolved(hours, d.now)
	}
	t.SLA = &c
	return nil
}

// begin starts the clocks of a ticket that had none. What was before, in an
// import or until there was a policy, is put in at the time at which it was.
func (d *draft) begin(hours *calendar.Hours, terms sla.Terms) sla.Clocks {
	t := &d.ticket
	from, status, since := t.CreatedAt, t.Status, t.StatusAt
	if d.before.Version > 0 {
		status, since = d.before.Status, d.before.StatusAt
	}
	if over(status) {
		from = d.now // opened again: nothing was promised for the time before
	}
	c := sla.Open(hours, terms, from)
	if waits(status) && since.Before(t.FirstResponseAt) {
		c = c.Pause(hours, since)
	}
	if !t.FirstResponseAt.IsZero() {
		c = c.Replied(hours, t.FirstResponseAt)
	}
	if at := d.asked(); !at.IsZero() {
		c = c.Heard(hours, at)
	}
	if waits(status) {
		c = c.Pause(hours, since)
	}
	return c
}

// terms are what is promised for the ticket as it is now, and the hours that
// count for it.
func (d *draft) terms() (sla.Terms, *calendar.Hours) {
	t := &d.ticket
	return d.plan.terms(sla.Subject{Priority: string(t.Priority), Tier: t.Tier, Team: name(t.Team), Language: t.Language})
}

// hours are those by which the clocks of the ticket have counted so far. When
// nobody knows them any more, those count that would count now.
func (d *draft) hours() *calendar.Hours {
	if known, found := d.plan.hours(&d.ticket.SLA.Terms); found {
		return known
	}
	_, hours := d.terms()
	return hours
}

// name is an id as policies write it, empty for none.
func name(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// nextDeadline is when the clocks have something to say; zero for never.
func (d *draft) nextDeadline() time.Time {
	if d.ticket.SLA == nil {
		return time.Time{}
	}
	return d.ticket.SLA.NextAlarm(d.hours())
}

// deadlines notes what the clocks have to say by now, each thing once, and
// does what the policy wants done then.
func (d *draft) deadlines() error {
	if d.ticket.SLA == nil {
		return nil
	}
	c, notices := d.ticket.SLA.Tick(d.hours(), d.now)
	if len(notices) == 0 {
		return nil
	}
	d.ticket.SLA = &c
	for _, n := range notices {
		switch {
		case n.Step != nil:
			d.event(ticket.SLAEscalated, n)
			if err := d.escalate(n.Step); err != nil {
				return err
			}
		case n.At == sla.Warning:
			d.event(ticket.SLAWarned, n)
		default:
			d.event(ticket.SLABreached, n)
		}
	}
	return nil
}

// escalate does one step of a policy. The policy is an order of the desk's
// leads: it goes before what an agent has set. Who is to be told reads the event.
func (d *draft) escalate(step *sla.Step) error {
	t := &d.ticket
	switch step.Do {
	case sla.RaisePriority:
		if raised := t.Priority.Raised(); raised != t.Priority {
			d.event(ticket.TicketChanged, changes{Changes: map[string]change{"priority": {t.Priority, raised}}, Reason: "escalated"})
			t.Priority = raised
		}
	case sla.Reassign:
		return d.reassign(step.To)
	}
	return nil
}

// reassign sends the ticket to a team or an agent, named by id or name. One
// that is not there any more, and an agent who is disabled, leave the ticket
// where it is.
func (d *draft) reassign(to string) error {
	t := &d.ticket
	if !t.Status.Active() {
		return nil
	}
	if team, found := d.plan.teams[ticket.Fold(to)]; found {
		t.Team = team
		t.ForgetHuman("assignee")
		if t.Assignee == uuid.Nil {
			d.event(ticket.TicketAssigned, assigned{Team: team, Reason: "escalated"})
			return nil
		}
		return d.release(ticket.Escalated, "", false, "escalated")
	}
	if agent, found := d.plan.agents[ticket.Fold(to)]; found && agent != t.Assignee {
		return d.give(&handover{agent: agent, team: t.Team, reason: "escalated", end: ticket.Escalated})
	}
	return nil
}
