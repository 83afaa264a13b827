package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
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

// The queue shows the most urgent first and of each priority the oldest, on
// pages of any size.
func TestQueueIsInTheOrderOfWaiting(t *testing.T) {
	d := newTimed(t, rule.Default())
	requester, err := d.Requester(t.Context(), "ada@example.org", "")
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int64, 6)
	for i, priority := range []ticket.Priority{ticket.Low, ticket.Urgent, ticket.Normal, ticket.Low, ticket.Normal, ticket.Urgent} {
		in := lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.ByToken}, Requester: requester, Priority: priority, Words: lifecycle.Words{Text: "Please refund."}}
		got, err := d.Receive(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		want[[]int{4, 0, 2, 5, 3, 1}[i]] = got.Ticket.Number
	}
	for size := 1; size <= 7; size++ {
		var got []int64
		for after := (*store.Position)(nil); ; {
			page, err := d.Waiting(t.Context(), after, size)
			if err != nil || len(page) > size {
				t.Fatal(len(page), err)
			}
			for i := range page {
				got = append(got, page[i].Ticket.Number)
			}
			if len(page) < size {
				break
			}
			at := store.PositionOf(&page[size-1].Ticket, store.ByPriority)
			after = &at
		}
		if !slices.Equal(got, want) {
			t.Errorf("on pages of %d: %v, want %v", size, got, want)
		}
	}
}
