package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// A ticket that expires takes its side of a link with it; the other can still
// be removed, and nothing but it.
func TestUnlinkFromWhatIsGone(t *testing.T) {
	d := newDesk(t)
	old, stays, never := d.open("old", nil), d.open("stays", nil), d.open("never linked", nil)
	order := lifecycle.Order{Actor: ada, Ticket: stays.ID}
	for _, to := range []ticket.Ticket{old, never} {
		if _, err := d.Link(t.Context(), order, ticket.Parent, to.ID); err != nil {
			t.Fatal(err)
		}
	}
	d.must(ada, old.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "Done."}, Status: ticket.Resolved})
	d.must(ada, old.ID, lifecycle.Move{To: ticket.Closed})
	if n, err := d.store.Expire(t.Context(), monday.Add(time.Hour), 10); n != 1 || err != nil {
		t.Fatalf("expired %d tickets: %v", n, err)
	}
	if _, err := d.Unlink(t.Context(), order, ticket.Child, old.ID); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("removed a link of another kind: %v", err)
	}
	after, err := d.Unlink(t.Context(), order, ticket.Parent, old.ID)
	if want := []ticket.Link{{Kind: ticket.Parent, Ticket: never.ID}}; err != nil || !slices.Equal(after.Links, want) {
		t.Errorf("left with the links %v, %v; want %v", after.Links, err, want)
	}
	if history := d.history(stays.ID); history[len(history)-1] != ticket.TicketUnlinked {
		t.Errorf("the history is %v, want it to end with the removal", history)
	}
	if _, err := d.Unlink(t.Context(), order, ticket.Parent, old.ID); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("removed a link twice: %v", err)
	}
}
