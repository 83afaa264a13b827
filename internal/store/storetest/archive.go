package storetest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var archives = []test{
	{"what is restored is there whole", (*desk).restoresWhole},
	{"numbers are kept where they are free", (*desk).restoresNumbers},
	{"nothing is stored twice", (*desk).restoresOnce},
	{"a restored desk goes on", (*desk).restoredGoesOn},
	{"many are stored together or not at all", (*desk).restoresTogether},
	{"wholes are those of their tickets", (*desk).wholesAreWhole},
	{"requesters are found by id and address", (*desk).requestersOf},
}

// past is a whole ticket from elsewhere, with a number there.
func past(number int64, status ticket.Status, texts ...string) (store.Whole, ticket.Requester) {
	t := draft(fmt.Sprintf("Order %d is late", number))
	t.Number, t.Status, t.Tags = number, status, []string{"late", "order"}
	if status != ticket.New {
		t.Assignee = uuid.UUID{7, byte(number % 3)}
	}
	if status == ticket.Closed {
		t.ResolvedAt, t.ClosedAt = start, start
	}
	w := store.Whole{Requester: ticket.Requester{ID: t.Requester, Version: 1, Name: "Ana", Addresses: []string{t.Requester.String() + "@example.org"}, CreatedAt: start}}
	var ids []uuid.UUID
	for _, text := range texts {
		m := message(t, text)
		m.Attachments = []ticket.Attachment{{Name: "a.txt", Type: "text/plain", Size: 3, Hash: fmt.Sprintf("%064x", 7)}}
		w.Messages, ids = append(w.Messages, m), append(ids, m.ID)
	}
	w.Decisions = []ticket.Decision{{ID: newID(), Ticket: t.ID, At: start, Analysis: json.RawMessage(`{"models":{"category":"x@1"}}`), Applied: map[string]string{"category": "late"}}}
	data, err := json.Marshal(map[string]any{"messages": ids})
	if err != nil {
		panic(err)
	}
	w.Events = []ticket.Event{t.Append(ticket.Event{ID: newID(), Type: ticket.TicketCreated, Actor: ticket.Actor{Kind: ticket.BySystem}, At: start, Data: data})}
	t.Version = 1
	w.Ticket = t
	return w, w.Requester
}

// restore stores wholes that must be taken, and gives their numbers.
func (d *desk) restore(wholes ...store.Whole) []int64 {
	d.Helper()
	r := &store.Restoration{Tickets: wholes}
	for i := range wholes {
		r.Requesters = append(r.Requesters, wholes[i].Requester)
	}
	return need(d, func() ([]int64, error) { return d.store.Restore(d.ctx, r) })
}

func (d *desk) restoresWhole() {
	var wholes []store.Whole
	for n, status := range ticket.Statuses() {
		w, _ := past(int64(n+1), status, "the parcel is late", "so late", "oranges")
		wholes = append(wholes, w)
	}
	r := &store.Restoration{Tickets: slices.Clone(wholes)}
	for i := range wholes {
		r.Requesters = append(r.Requesters, wholes[i].Requester)
	}
	given := need(d, func() ([]int64, error) { return d.store.Restore(d.ctx, r) })
	got := need(d, func() ([]store.Whole, error) {
		return d.store.Wholes(d.ctx, given, []ticket.EventType{ticket.TicketCreated})
	})
	for i := range wholes {
		wholes[i].Events = slices.Clone(wholes[i].Events)
		wholes[i].Events[0].Seq = int64(i + 1)
	}
	if diff := cmp.Diff(wholes, got, cmpopts.EquateEmpty()); diff != "" {
		d.Errorf("restored (-want +got):\n%s", diff)
	}
	Whole(d.T, d.store)
	if err := d.store.Settle(d.ctx); err != nil {
		d.Fatal(err)
	}
	found := need(d, func() ([]ticket.Ticket, error) {
		return d.store.Search(d.ctx, store.SearchQuery{Text: "oranges", Limit: 50})
	})
	if len(found) != len(wholes) {
		d.Errorf("a word of the messages finds %d tickets, want %d", len(found), len(wholes))
	}
	tagged := need(d, func() ([]ticket.Ticket, error) {
		return d.store.List(d.ctx, store.TicketQuery{Tags: []string{"late"}, Order: store.Order{By: store.ByNumber}, Limit: 50})
	})
	same(d, "tickets by tag", numbers(tagged), numbers(need(d, func() ([]ticket.Ticket, error) { return everyTicket(d.T, d.store) })))
}

func (d *desk) restoresNumbers() {
	three, _ := past(3, ticket.Closed, "a")
	seven, _ := past(7, ticket.Closed, "b")
	same(d, "numbers in an empty desk", d.restore(three, seven), []int64{3, 7})
	five, _ := past(5, ticket.Open, "c")
	none, _ := past(0, ticket.Open, "d")
	twelve, _ := past(12, ticket.Open, "e")
	same(d, "numbers among others", d.restore(five, none, twelve), []int64{8, 9, 12})
	if next := d.commit(put(draft("the next"), 0)); next.Number != 13 {
		d.Errorf("the next ticket has the number %d, want 13", next.Number)
	}
	got := need(d, func() (map[uuid.UUID]int64, error) {
		return d.store.Numbers(d.ctx, []uuid.UUID{five.Ticket.ID, newID(), three.Ticket.ID, five.Ticket.ID})
	})
	same(d, "Numbers", got, map[uuid.UUID]int64{five.Ticket.ID: 8, three.Ticket.ID: 3})
}

func (d *desk) restoresOnce() {
	one, who := past(1, ticket.Open, "a")
	d.restore(one)
	head := need(d, func() (int64, error) { return d.store.Head(d.ctx) })
	for name, r := range map[string]*store.Restoration{
		"ticket":    {Tickets: []store.Whole{one}},
		"requester": {Requesters: []ticket.Requester{who}},
		"address":   {Requesters: []ticket.Requester{{ID: newID(), Addresses: who.Addresses}}},
	} {
		fresh, its := past(2, ticket.Open, "b")
		r.Tickets, r.Requesters = append([]store.Whole{fresh}, r.Tickets...), append([]ticket.Requester{its}, r.Requesters...)
		if _, err := d.store.Restore(d.ctx, r); !ticket.IsKind(err, ticket.Conflict) {
			d.Errorf("%s: got the error %v, want a conflict", name, err)
		}
	}
	if now := need(d, func() (int64, error) { return d.store.Head(d.ctx) }); now != head {
		d.Errorf("what was refused moved the log from %d to %d", head, now)
	}
	if all := Whole(d.T, d.store); len(all) != 1 {
		d.Errorf("there are %d tickets, want 1", len(all))
	}
}

func (d *desk) restoredGoesOn() {
	first := d.commit(put(draft("before"), 0, "hello"))
	one, _ := past(9, ticket.Open, "a")
	one.Ticket.Number = 0
	d.restore(one)
	d.reopen()
	t := d.ticket(one.Ticket.ID)
	t.Status = ticket.Pending
	d.commit(put(t, t.Version, "an answer"))
	w := put(d.ticket(first.ID), 1, "more")
	d.commit(w)
	got := d.ticket(one.Ticket.ID)
	if got.Number != 2 || got.Version != 2 {
		d.Errorf("it is number %d at version %d, want 2 at 2", got.Number, got.Version)
	}
	Whole(d.T, d.store)
}

func (d *desk) wholesAreWhole() {
	w := Arrivals(5)
	receipt := d.receipt(w)
	asked := []int64{receipt.Tickets[3].Number, receipt.Tickets[1].Number, 99}
	got := need(d, func() ([]store.Whole, error) {
		return d.store.Wholes(d.ctx, asked, []ticket.EventType{ticket.TicketTriaged})
	})
	if len(got) != 2 || got[0].Ticket.ID != w.Tickets[1].Ticket.ID || got[1].Ticket.ID != w.Tickets[3].Ticket.ID {
		d.Fatalf("got %d wholes, want tickets 2 and 4", len(got))
	}
	for i, n := range []int{1, 3} {
		one := got[i]
		same(d, "the ticket", one.Ticket, receipt.Tickets[n])
		same(d, "its messages", one.Messages, w.Messages[n:n+1])
		same(d, "its decisions", one.Decisions, w.Decisions[n:n+1])
		if len(one.Events) != 1 || one.Events[0].Type != ticket.TicketTriaged || one.Events[0].Ticket != one.Ticket.ID {
			d.Errorf("its events are %+v", one.Events)
		}
		if one.Requester.ID != one.Ticket.Requester || one.Requester.Name == "" {
			d.Errorf("its requester is %+v", one.Requester)
		}
	}
	if none := need(d, func() ([]store.Whole, error) { return d.store.Wholes(d.ctx, []int64{99}, nil) }); len(none) > 0 {
		d.Errorf("a number that is not there gives %d wholes", len(none))
	}
}

func (d *desk) requestersOf() {
	w := Arrivals(3)
	d.commit(w)
	a, b := w.Requesters[0].Requester, w.Requesters[2].Requester
	got := need(d, func() ([]ticket.Requester, error) {
		return d.store.RequestersOf(d.ctx, []uuid.UUID{a.ID, newID()}, []string{a.Addresses[0], b.Addresses[0], "nobody@example.org"})
	})
	a.Version, b.Version = 1, 1
	want := []ticket.Requester{a, b}
	slices.SortFunc(want, func(a, b ticket.Requester) int { return slices.Compare(a.ID[:], b.ID[:]) })
	same(d, "requesters", got, want)
}

func (d *desk) restoresTogether() {
	begin := func() store.Restoring {
		d.Helper()
		r := need(d, func() (store.Restoring, error) { return d.store.Restoring(d.ctx) })
		if r == nil {
			d.Fatal("a database without tickets takes no restoration")
		}
		return r
	}
	some := func(numbers ...int64) *store.Restoration {
		r := &store.Restoration{}
		for _, n := range numbers {
			w, who := past(n, ticket.Open, "a")
			r.Tickets, r.Requesters = append(r.Tickets, w), append(r.Requesters, who)
		}
		return r
	}
	first := some(1, 2)
	r := begin()
	need(d, func() ([]int64, error) { return r.Restore(d.ctx, first) })
	if err := r.End(d.ctx, false); err != nil {
		d.Fatal(err)
	}
	if all := Whole(d.T, d.store); len(all) != 0 {
		d.Errorf("what was given up left %d tickets", len(all))
	}
	r = begin()
	need(d, func() ([]int64, error) { return r.Restore(d.ctx, first) })
	if _, err := r.Restore(d.ctx, first); !ticket.IsKind(err, ticket.Conflict) {
		d.Errorf("twice the same: %v, want a conflict", err)
	}
	if err := r.End(d.ctx, false); err != nil {
		d.Fatal(err)
	}
	r = begin()
	same(d, "numbers", need(d, func() ([]int64, error) { return r.Restore(d.ctx, first) }), []int64{1, 2})
	same(d, "numbers after them", need(d, func() ([]int64, error) { return r.Restore(d.ctx, some(0, 3)) }), []int64{3, 4})
	if found, err := d.store.Head(d.ctx); err != nil || found != 0 {
		d.Errorf("others see %d events before the end: %v", found, err)
	}
	if err := r.End(d.ctx, true); err != nil {
		d.Fatal(err)
	}
	if all := Whole(d.T, d.store); len(all) != 4 {
		d.Errorf("%d tickets, want 4", len(all))
	}
	d.commit(put(draft("the next"), 0))
	if again := need(d, func() (store.Restoring, error) { return d.store.Restoring(d.ctx) }); again != nil {
		d.Error("a database with tickets takes a restoration")
	}
	d.commit(put(draft("nobody is held up"), 0))
}
