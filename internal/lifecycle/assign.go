package lifecycle

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Assign gives the ticket to an agent. A new ticket becomes open.
type Assign struct {
	Agent uuid.UUID
	// Capacity bounds what the agent holds of the channel; 0 for no bound, as
	// when a person decides.
	Capacity int
	Reason   string
	// Cause is why whoever has it hands it on. Where there is none, it speaks
	// against the skill of an agent who does so themselves.
	Cause ticket.Cause
}

// Unassign takes the ticket from its agent; an open one becomes new, to be
// assigned again. The machine does not give it to the same agent again where
// they put it back themselves, or where the cause is NotMySkill: for good, or for
// ticket.Respite where the cause speaks of the moment. So it is with Assign and
// Transfer, also to a team of their own. Somebody else who takes it away to spread
// the load, or the machine when the agent is absent, leaves them among those who
// may get it.
type Unassign struct {
	Reason string
	Cause  ticket.Cause // it speaks against the agent only if it is NotMySkill
	End    ticket.End   // of the agent's touch; Unassigned where it is empty
}

// Transfer sends the ticket to a team, and takes it from its agent unless
// Keep is set.
type Transfer struct {
	Team   uuid.UUID
	Keep   bool
	Reason string
	Cause  ticket.Cause // as in Assign
}

// assigned is the data of ticket.assigned.
type assigned struct {
	From   uuid.UUID    `json:"from,omitzero"`
	To     uuid.UUID    `json:"to,omitzero"`
	Team   uuid.UUID    `json:"team,omitzero"`
	Policy string       `json:"policy,omitempty"`
	Reason string       `json:"reason,omitempty"`
	End    ticket.End   `json:"end,omitempty"` // of the touch of From
	Cause  ticket.Cause `json:"cause,omitempty"`
}

func (c Assign) apply(d *draft) error {
	t := &d.ticket
	switch {
	case !t.Status.Active():
		return ticket.Errorf(ticket.Invalid, "status", "a %s ticket cannot be assigned: open it first", t.Status)
	case c.Agent == t.Assignee || !d.may("assignee"):
		return nil
	}
	against := d.blames(c.Cause)
	d.givesBack(c.Cause)
	d.set("assignee")
	return d.give(&handover{agent: c.Agent, team: t.Team, capacity: c.Capacity, reason: c.Reason, cause: c.Cause, end: ticket.Reassigned, against: against})
}

// give makes an agent the assignee.
func (d *draft) give(h *handover) error {
	t := &d.ticket
	was := t.Assignee
	if was == uuid.Nil {
		h.end, h.cause = "", ""
	}
	d.released(h.end, h.cause, h.against)
	t.Assignee, t.Team = h.agent, h.team
	if h.capacity > 0 {
		d.write.Rooms = append(d.write.Rooms, store.Room{Slot: store.Slot{Agent: h.agent, Channel: t.Channel}, Limit: h.capacity})
	}
	d.touched(h.agent, h.known)
	d.event(ticket.TicketAssigned, assigned{was, h.agent, h.team, h.policy, h.reason, h.end, h.cause})
	if t.Status == ticket.New {
		return d.move(ticket.Open, d.actor.Kind, "assigned")
	}
	return nil
}

func (c Unassign) apply(d *draft) error {
	gone := c.End == ticket.Left // whoever left cannot keep it, whatever a person wanted
	if d.ticket.Assignee == uuid.Nil || !gone && !d.may("assignee") {
		return nil
	}
	d.givesBack(c.Cause)
	return d.release(cmp.Or(c.End, ticket.Unassigned), c.Cause, c.Cause == ticket.NotMySkill, c.Reason)
}

// release takes the ticket from its agent, to be assigned again.
func (d *draft) release(how ticket.End, cause ticket.Cause, against bool, reason string) error {
	t := &d.ticket
	d.released(how, cause, against)
	t.ForgetHuman("assignee")
	was := t.Assignee
	t.Assignee = uuid.Nil
	d.event(ticket.TicketAssigned, assigned{From: was, Team: t.Team, Reason: reason, End: how, Cause: cause})
	if t.Status == ticket.Open {
		return d.move(ticket.New, d.actor.Kind, "nobody has it")
	}
	return nil
}

func (c Transfer) apply(d *draft) error {
	t := &d.ticket
	if !t.Status.Active() {
		return ticket.Errorf(ticket.Invalid, "status", "a %s ticket cannot be transferred: open it first", t.Status)
	}
	if t.Team == c.Team || !d.may("team") {
		return nil
	}
	d.set("team")
	t.Team = c.Team
	if c.Keep || t.Assignee == uuid.Nil || !d.may("assignee") {
		d.event(ticket.TicketAssigned, assigned{From: t.Assignee, To: t.Assignee, Team: t.Team, Reason: c.Reason, Cause: c.Cause})
		return nil
	}
	against := d.blames(c.Cause)
	d.givesBack(c.Cause)
	return d.release(ticket.Transferred, c.Cause, against, c.Reason)
}

// Choice is what routing decided: an assignment with the bound that it must
// keep. It is noted in the decision of the same write, or in one of its own.
// A ticket that somebody has, that is not active, or that the agent declined or
// gave back meanwhile stays as it is.
type Choice struct {
	ticket.Assignment
	// Capacity is how many working tickets of the channel the agent may hold,
	// this one included. More is an error of kind Full, and nothing is stored.
	Capacity int
	// Touch is what is known of the assignment: Propensity, Late, Signals. Declared
	// and Foreign are looked up where the plan knows the agent.
	Touch ticket.Touch
}

func (c Choice) apply(d *draft) error {
	t := &d.ticket
	if t.Assignee != uuid.Nil || t.HumanSet("assignee") || !t.Status.Active() || slices.Contains(t.Excluded(d.now), c.Agent) {
		return nil
	}
	team := c.Team
	if t.HumanSet("team") {
		team = t.Team
	}
	if c.Agent == uuid.Nil && team == t.Team {
		if n := len(d.write.Decisions); n > 0 { // a decision says why nobody got it
			d.write.Decisions[n-1].Assignment = &c.Assignment
		}
		return nil
	}
	if len(d.write.Decisions) == 0 {
		d.write.Decisions = append(d.write.Decisions, ticket.Decision{ID: d.newID(), Ticket: t.ID, At: d.now})
	}
	decision := &d.write.Decisions[len(d.write.Decisions)-1]
	decision.Assignment = &c.Assignment
	actor := d.actor
	d.actor = ticket.Actor{Kind: ticket.ByMachine}
	defer func() { d.actor = actor }()
	if c.Agent == uuid.Nil {
		t.Team = team
		d.event(ticket.TicketAssigned, assigned{Team: team, Policy: c.Policy, Reason: c.told(t)})
		return nil
	}
	known := c.Touch
	known.Decision = decision.ID
	return d.give(&handover{agent: c.Agent, team: team, capacity: c.Capacity, policy: c.Policy, reason: c.told(t), known: known})
}

// told is the reason as the event tells it, which can never be taken back: it
// may rest on what is hidden.
func (c *Choice) told(t *ticket.Ticket) string {
	if t.Triage.Audit.Hidden() {
		return Unsaid
	}
	return c.Reason
}

// Unsaid stands in place of a reason that may tell what the models said of a
// ticket that is judged blindly.
const Unsaid = "why is not told: the ticket is judged blindly"
