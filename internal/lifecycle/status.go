package lifecycle

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Move takes a ticket to another status.
type Move struct {
	To     ticket.Status
	Reason string
}

func (c Move) apply(d *draft) error {
	if _, err := ticket.ParseStatus(string(c.To)); err != nil {
		return err
	}
	if c.To == ticket.Merged {
		return ticket.Errorf(ticket.Invalid, "status", "use merge: it has to know the ticket that lives on")
	}
	if c.To == ticket.New && d.ticket.Assignee != uuid.Nil { // new is what nobody has
		if err := (Unassign{Reason: c.Reason}).apply(d); err != nil {
			return err
		}
	}
	d.set("status")
	return d.move(c.To, d.actor.Kind, c.Reason)
}

// Snooze puts a ticket on hold until an instant.
type Snooze struct{ Until time.Time }

func (c Snooze) apply(d *draft) error {
	if !c.Until.After(d.now) {
		return ticket.Errorf(ticket.Invalid, "until", "must lie in the future")
	}
	if c.Until.After(d.now.AddDate(5, 0, 0)) {
		return ticket.Errorf(ticket.Invalid, "until", "must be within five years")
	}
	if d.ticket.Status != ticket.Pending { // what waits for the requester goes on waiting
		if err := d.move(ticket.OnHold, d.actor.Kind, "snoozed"); err != nil {
			return err
		}
	}
	until := c.Until.UTC().Truncate(time.Microsecond)
	if until.Equal(d.ticket.SnoozedUntil) {
		return nil
	}
	d.ticket.SnoozedUntil = until
	d.event(ticket.TicketSnoozed, struct {
		Until time.Time `json:"until"`
	}{until})
	return nil
}

// Follow adds and removes followers.
type Follow struct{ Add, Remove []uuid.UUID }

// maxFollowers is how many agents follow a ticket at most.
const maxFollowers = 100

func (c Follow) apply(d *draft) error {
	t := &d.ticket
	var added, removed []uuid.UUID
	for _, id := range c.Add {
		if !slices.Contains(t.Followers, id) {
			t.Followers, added = append(t.Followers, id), append(added, id)
		}
	}
	for _, id := range c.Remove {
		if slices.Contains(t.Followers, id) {
			t.Followers, removed = slices.DeleteFunc(t.Followers, func(f uuid.UUID) bool { return f == id }), append(removed, id)
		}
	}
	if len(t.Followers) > maxFollowers {
		return ticket.Errorf(ticket.Invalid, "followers", "a ticket has at most %d", maxFollowers)
	}
	if len(added)+len(removed) > 0 {
		d.event(ticket.TicketFollowed, struct {
			Added   []uuid.UUID `json:"added,omitempty"`
			Removed []uuid.UUID `json:"removed,omitempty"`
		}{added, removed})
	}
	return nil
}
