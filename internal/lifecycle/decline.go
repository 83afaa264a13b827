package lifecycle

import (
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Decline is an agent's word that they will not do the ticket they have. It
// waits for somebody else, and is not given to them again but by a person.
type Decline struct {
	Cause  ticket.Cause // one of ticket.Declines
	Reason string       // in words; needed for ticket.OtherCause
}

// maxReason is the longest reason, in bytes.
const maxReason = 500

func (c Decline) apply(d *draft) error {
	t := &d.ticket
	if _, err := ticket.ParseCause(string(c.Cause), ticket.Declines()); err != nil {
		return err
	}
	reason := strings.TrimSpace(readText(c.Reason))
	switch {
	case c.Cause == ticket.OtherCause && reason == "":
		return ticket.Errorf(ticket.Invalid, "reason", "is missing: the cause other has to be told in words")
	case len(reason) > maxReason:
		return ticket.Errorf(ticket.Invalid, "reason", "has %d bytes, at most %d are allowed", len(reason), maxReason)
	case !t.Status.Active():
		return ticket.Errorf(ticket.Invalid, "status", "a %s ticket cannot be declined", t.Status)
	case t.Assignee == uuid.Nil:
		return ticket.Errorf(ticket.Invalid, "assignee", "nobody has the ticket: there is nothing to decline")
	case d.actor.Kind != ticket.ByToken && (d.actor.Kind != ticket.ByAgent || d.actor.ID != t.Assignee):
		return ticket.Errorf(ticket.Forbidden, "assignee", "only the agent who has the ticket can decline it: unassign or transfer it instead")
	}
	return d.release(ticket.Declined, c.Cause, c.Cause == ticket.NotMySkill, reason)
}
