package watch_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/internal/watch"
)

// matters is a topic that no label fits.
var matters = []string{"the delivery drone dropped my parcel", "drone lost the parcel", "where did the delivery drone go", "delivery by drone failed again"}

// A topic is proposed once, with its tickets, and a person settles what becomes of it.
func TestATopicIsProposed(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	one := d.node()
	d.usual(settled+1650, 0)
	d.look(one)
	two := d.node() // starts from what is stored, and reads the texts again
	about, tickets := []uuid.UUID{}, map[uuid.UUID]ticket.Ticket{}
	for i := range 400 {
		if d.usual(1, 0); i%10 == 0 {
			opened := d.open("billing", .3, classifier.Suggest, matters[i/10%len(matters)])
			about, tickets[opened.ID] = append(about, opened.ID), opened
		}
	}
	d.look(two, one)
	all, err := two.Proposals(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d topics were proposed, want 1: %+v %v", len(all), all, err)
	}
	p := all[0]
	if !strings.Contains(p.Name, "drone") || p.State != watch.Proposed || p.Size < 8 || len(p.Examples) == 0 || p.Chance > 1e-6 {
		t.Errorf("%+v", p)
	}
	strangers := 0
	for _, id := range p.Tickets {
		if !slices.Contains(about, id) {
			strangers++
		}
	}
	if strangers > 2 {
		t.Errorf("%d of %d tickets are about something else", strangers, len(p.Tickets))
	}
	if n := d.events(watch.TopicProposed); n != 1 {
		t.Errorf("it was told %d times", n)
	}
	if _, held := d.held(); held {
		t.Error("a new topic alone holds the task")
	}

	drawn := tickets[p.Examples[0]]
	d.audit(&drawn, &ticket.Audit{Propensity: .04, Fields: []string{"category"}})
	if all, err = one.Proposals(t.Context()); err != nil || lists(&all[0], drawn.ID) || len(all[0].Tickets) != len(p.Tickets)-1 || all[0].Size != p.Size {
		t.Errorf("a ticket that waits to be judged blindly is listed, which tells that no label fits it: %+v %v", all, err)
	}

	if _, err := one.Settle(t.Context(), p.ID, 0, watch.Accepted, " ", lead); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("accepted without a category: %v", err)
	}
	for _, name := range []string{strings.Repeat("d", 101), "dro\x00nes"} { // no ticket could have it
		if _, err := one.Settle(t.Context(), p.ID, 0, watch.Accepted, name, lead); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("accepted as %q: %v", name, err)
		}
	}
	if _, err := one.Settle(t.Context(), p.ID, p.Version+7, watch.Dismissed, "", lead); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("settled at a version it does not have: %v", err)
	}
	if _, err := one.Settle(t.Context(), uuid.UUID{9}, 0, watch.Dismissed, "", lead); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("a topic that is not there: %v", err)
	}
	settledNow, err := one.Settle(t.Context(), p.ID, p.Version, watch.Accepted, "drones", lead)
	if err != nil || settledNow.State != watch.Accepted || settledNow.Category != "drones" || settledNow.By == nil || settledNow.Version != p.Version+1 || lists(&settledNow, drawn.ID) {
		t.Errorf("%+v %v", settledNow, err)
	}
	if again, err := one.Settle(t.Context(), p.ID, 0, watch.Accepted, "drones", lead); err != nil || again.Version != settledNow.Version {
		t.Errorf("the same said twice is no change: %+v %v", again, err)
	}
	if _, err := one.Settle(t.Context(), p.ID, 0, watch.Dismissed, "", lead); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("dismissed after it was accepted: %v", err)
	}
	d.audit(&drawn, &ticket.Audit{Propensity: .04, Fields: []string{"category"}, OpenedAt: d.clock()})
	if all, err = one.Proposals(t.Context()); err != nil || !slices.Equal(all[0].Tickets, p.Tickets) || !slices.Equal(all[0].Examples, p.Examples) {
		t.Errorf("a ticket that was judged is not listed: %+v %v", all, err)
	}
}

// lists says whether a topic names a ticket.
func lists(p *watch.Proposal, id uuid.UUID) bool {
	return slices.Contains(p.Tickets, id) || slices.Contains(p.Examples, id)
}

// audit puts a ticket into the audited share, or says that it was judged.
func (d *desk) audit(t *ticket.Ticket, a *ticket.Audit) {
	d.Helper()
	expect := t.Version
	t.Triage.Audit = a
	event := t.Append(ticket.Event{ID: newID(), Type: ticket.TicketChanged, Actor: lead, At: d.clock(), Data: []byte("{}")})
	if _, err := d.store.Commit(d.Context(), &store.Write{Tickets: []store.TicketWrite{{Expect: expect, Ticket: *t}}, Events: []ticket.Event{event}}); err != nil {
		d.Fatal(err)
	}
	t.Version++
}
