package storetest

import (
	"sync"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var races = []test{
	{"of two writers of a ticket one wins", oneWins},
	{"20 writers never overfill an agent", neverOverfull},
	{"an address goes to one of many", oneAddress},
	{"tickets moved between agents keep loads right", loadsAddUp},
}

// together commits writes from as many goroutines at once and gives the errors.
func (d *desk) together(writes ...*store.Write) []error {
	errs := make([]error, len(writes))
	ready := make(chan struct{})
	var wg sync.WaitGroup
	for i, w := range writes {
		wg.Go(func() {
			<-ready
			_, errs[i] = d.store.Commit(d.ctx, w)
		})
	}
	close(ready)
	wg.Wait()
	return errs
}

// admitted counts the writes that were, and wants the others to be refused for
// one kind of reason.
func (d *desk) admitted(errs []error, refusal ticket.Kind) int {
	d.Helper()
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
			continue
		}
		d.isKind(err, refusal)
	}
	return n
}

func oneWins(d *desk) {
	t := d.commit(put(draft("0"), 0))
	for range 20 {
		a, b := t, t
		a.Subject, b.Subject = "a", "b"
		errs := d.together(put(a, t.Version), put(b, t.Version))
		if n := d.admitted(errs, ticket.Conflict); n != 1 {
			d.Fatalf("%d of 2 writers won: %v", n, errs)
		}
		after := d.ticket(t.ID)
		if want := map[bool]string{true: "a", false: "b"}[errs[0] == nil]; after.Subject != want || after.Version != t.Version+1 {
			d.Fatalf("ticket is %q at version %d, want %q at %d", after.Subject, after.Version, want, t.Version+1)
		}
		t = after
	}
	Whole(d, d.store)
}

func neverOverfull(d *desk) {
	slot := store.Slot{Agent: newID(), Channel: ticket.Email}
	const limit, writers = 7, 20
	writes := make([]*store.Write, writers)
	for i := range writes {
		t := draft("full house")
		if i%2 == 1 { // half of them are there already and get the agent now
			t = d.commit(put(t, 0))
		}
		t.Assignee, t.Status = slot.Agent, ticket.Open
		writes[i] = put(t, t.Version)
		writes[i].Rooms = []store.Room{{Slot: slot, Limit: limit}}
	}
	if n := d.admitted(d.together(writes...), ticket.Full); n != limit {
		d.Errorf("%d tickets went to an agent with room for %d", n, limit)
	}
	same(d, "loads", need(d, func() (map[store.Slot]int, error) { return d.store.Loads(d.ctx) }), map[store.Slot]int{slot: limit})
}

func oneAddress(d *desk) {
	writes := make([]*store.Write, 20)
	for i := range writes {
		writes[i] = put(draft("hello"), 0)
		writes[i].Requesters = []store.RequesterWrite{{Requester: ticket.Requester{ID: writes[i].Tickets[0].Ticket.Requester, Addresses: []string{"one@example.org"}}}}
	}
	if n := d.admitted(d.together(writes...), ticket.Conflict); n != 1 {
		d.Errorf("%d requesters have the same address", n)
	}
	if all := need(d, func() ([]ticket.Ticket, error) { return d.store.List(d.ctx, store.TicketQuery{Limit: 100}) }); len(all) != 1 {
		d.Errorf("found %d tickets, want the winner's", len(all))
	}
}

func loadsAddUp(d *desk) {
	a, b := newID(), newID()
	var moves []*store.Write
	for i := range 20 {
		t := draft("wanderer")
		t.Assignee = a
		t = d.commit(put(t, 0))
		if i%4 > 0 {
			t.Assignee = b
		} else {
			t.Status = ticket.Resolved
		}
		moves = append(moves, put(t, 1))
	}
	if n := d.admitted(d.together(moves...), ticket.Conflict); n != len(moves) {
		d.Errorf("%d of %d moves were admitted", n, len(moves))
	}
	same(d, "loads", need(d, func() (map[store.Slot]int, error) { return d.store.Loads(d.ctx) }), map[store.Slot]int{{Agent: b, Channel: ticket.Email}: 15})
}
