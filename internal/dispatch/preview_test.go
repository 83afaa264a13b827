package dispatch_test

import (
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// A ticket that somebody has is decided on as if nobody had it: it takes none
// of its holder's room, and the ledger stays as it is.
func TestPreviewOfHeldTicketLeavesItOut(t *testing.T) {
	ada := agent(1, 1)
	d := newTimed(t, rule.Default(), ada)
	held := d.receive("ada@example.org").Ticket
	d.at(time.Second)
	for range 2 {
		p, err := d.PreviewTicket(t.Context(), &held)
		if err != nil || p.Decision.Agent != ada.ID.String() {
			t.Errorf("it would go to %q, %v: %s", p.Decision.Agent, err, p.Decision.Reason)
		}
	}
	if other := d.receive("bob@example.org").Ticket; other.Status != ticket.New {
		t.Errorf("after the preview another is %s with somebody who has no room", other.Status)
	}
	pending := lifecycle.Move{To: ticket.Pending}
	if _, err := d.desk.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByAgent, ID: ada.ID}, Ticket: held.ID}, pending); err != nil {
		t.Fatal(err)
	}
	d.at(2 * time.Second) // the other one takes the room, and the first none of it
	held = d.ticket(held.ID)
	if p, err := d.PreviewTicket(t.Context(), &held); err != nil || p.Decision.Agent != "" {
		t.Errorf("one that rests would go to %q, %v, who has no room", p.Decision.Agent, err)
	}
}
