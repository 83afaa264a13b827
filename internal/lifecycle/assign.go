package lifecycle

import (
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
}

// Unassign takes the ticket from its agent; an open one becomes new, to be
// assigned again.
type Unassign struct{ Reason string }

// Transfer sends the ticket to a team, and takes it from its agent unless
// Keep is set.
type Transfer struct {
	Team   uuid.UUID
	Keep   bool
	Reason string
}

// assigned is the data of ticket.assigned.
type assigned struct {
	From   uuid.UUID `json:"from,omitzero"`
	To     uuid.UUID `json:"to,omitzero"`
	Team   uuid.UUID `json:"team,omitzero"`
	Policy string    `json:"policy,omitempty"`
	Reason string    `json:"reason,omitempty"`
}

func (c Assign) apply(d *draft) error {
	t := &d.ticket
	switch {
	case !t.Status.Active():
		return ticket.Errorf(ticket.Invalid, "status", "a %s ticket cannot be assigned: open it first", t.Status)
	case c.Agent == t.Assignee || !d.may("assignee"):
		return nil
	}
	d.set("assignee")
	return d.give(c.Agent, t.Team, c.Capacity, "", c.Reason)
}

// give makes an agent the assignee.
func (d *draft) give(agent, team uuid.UUID, capacity int, policy, reason string) error {
	t := &d.ticket
	was := t.Assignee
	t.Assignee, t.Team = agent, team
	if capacity > 0 {
		d.write.Rooms = append(d.write.Rooms, store.Room{Slot: store.Slot{Agent: agent, Channel: t.Channel}, Limit: capacity})
	}
	d.event(ticket.TicketAssigned, assigned{was, agent, team, policy, reason})
	if t.Status == ticket.New {
		return d.move(ticket.Open, d.actor.Kind, "assigned")
	}
	return nil
}

func (c Unassign) apply(d *draft) error {
	t := &d.ticket
	if t.Assignee == uuid.Nil || !d.may("assignee") {
		return nil
	}
	t.ForgetHuman("assignee") // it may be assigned again
	was := t.Assignee
	t.Assignee = uuid.Nil
	d.event(ticket.TicketAssigned, assigned{From: was, Team: t.Team, Reason: c.Reason})
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
	if c.Keep || t.Assignee == uuid.Nil {
		d.event(ticket.TicketAssigned, assigned{From: t.Assignee, To: t.Assignee, Team: t.Team, Reason: c.Reason})
		return nil
	}
	return Unassign{Reason: c.Reason}.apply(d)
}

// Choice is what routing decided: an assignment with the bound that it must
// keep. It is noted in the decision of the same write, or in one of its own.
// A ticket that somebody has, or that is not active, stays as it is.
type Choice struct {
	ticket.Assignment
	// Capacity is how many working tickets of the channel the agent may hold,
	// this one included. More is an error of kind Full, and nothing is stored.
	Capacity int
}

func (c Choice) apply(d *draft) error {
	t := &d.ticket
	if t.Assignee != uuid.Nil || t.HumanSet("assignee") || !t.Status.Active() {
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
	d.write.Decisions[len(d.write.Decisions)-1].Assignment = &c.Assignment
	actor := d.actor
	d.actor = ticket.Actor{Kind: ticket.ByMachine}
	defer func() { d.actor = actor }()
	if c.Agent == uuid.Nil {
		t.Team = team
		d.event(ticket.TicketAssigned, assigned{Team: team, Policy: c.Policy, Reason: c.Reason})
		return nil
	}
	return d.give(c.Agent, team, c.Capacity, c.Policy, c.Reason)
}
