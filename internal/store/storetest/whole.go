package storetest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Whole wants a database from which nothing has expired to be whole: the log
// counts from 1 to its head, numbers from 1, each ticket's events are an
// unbroken chain that ends as the ticket says, each message that the log tells
// of is there, and the loads are those of the tickets. It gives all tickets.
func Whole(t testing.TB, s store.Store) []ticket.Ticket {
	t.Helper()
	tickets, err := everyTicket(t, s)
	if err != nil {
		t.Fatal(err)
	}
	log, err := everyEvent(t, s)
	if err != nil {
		t.Fatal(err)
	}
	chains, said := map[uuid.UUID][]ticket.Event{}, map[uuid.UUID]int{}
	for i, e := range log {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has the number %d", i+1, e.Seq)
		}
		chains[e.Ticket] = append(chains[e.Ticket], e)
		if e.Type == ticket.TicketCreated || e.Type == ticket.TicketImported {
			var data struct{ Messages []uuid.UUID }
			if err := json.Unmarshal(e.Data, &data); err != nil {
				t.Errorf("event %d: %v", e.Seq, err)
			}
			said[e.Ticket] += len(data.Messages)
		}
		if e.Type == ticket.MessageAdded {
			said[e.Ticket]++
		}
	}
	if head, err := s.Head(t.Context()); err != nil || head != int64(len(log)) {
		t.Errorf("the head is %d, want %d: %v", head, len(log), err)
	}
	loads := map[store.Slot]int{}
	for i := range tickets {
		one := &tickets[i]
		if one.Number != int64(i+1) {
			t.Fatalf("ticket %d has the number %d", i+1, one.Number)
		}
		if one.Assignee != uuid.Nil && one.Status.Working() {
			loads[store.Slot{Agent: one.Assignee, Channel: one.Channel}]++
		}
		if err := wholeTicket(t, s, one, chains[one.ID], said[one.ID]); err != nil {
			t.Error(err)
		}
		delete(chains, one.ID)
	}
	delete(chains, uuid.Nil)
	if len(chains) > 0 {
		t.Errorf("%d tickets have events and are not there", len(chains))
	}
	found, err := s.Loads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for slot := range loads {
		if found[slot] != loads[slot] {
			t.Errorf("the load of %v is %d, want %d", slot, found[slot], loads[slot])
		}
	}
	if len(found) != len(loads) {
		t.Errorf("%d slots have a load, want %d", len(found), len(loads))
	}
	return tickets
}

func wholeTicket(t testing.TB, s store.Store, one *ticket.Ticket, chain []ticket.Event, said int) error {
	if err := ticket.Verify(chain, 0, ticket.Hash{}); err != nil {
		return err
	}
	if one.Events != int64(len(chain)) || len(chain) > 0 && one.Chain != chain[len(chain)-1].Hash {
		return fmt.Errorf("ticket %d does not end with the last of its %d events", one.Number, len(chain))
	}
	messages, err := s.Messages(t.Context(), []uuid.UUID{one.ID}, uuid.Nil, said+1)
	if err == nil && len(messages) != said {
		err = fmt.Errorf("ticket %d has %d messages, want %d", one.Number, len(messages), said)
	}
	return err
}

func everyTicket(t testing.TB, s store.Store) ([]ticket.Ticket, error) {
	q := store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 1000}
	var all []ticket.Ticket
	for {
		page, err := s.List(t.Context(), q)
		all = append(all, page...)
		if err != nil || len(page) < q.Limit {
			return all, err
		}
		q.After = &store.Position{Number: page[len(page)-1].Number}
	}
}

func everyEvent(t testing.TB, s store.Store) ([]ticket.Event, error) {
	q := store.EventQuery{Limit: 1000}
	var all []ticket.Event
	for {
		page, err := s.Events(t.Context(), q)
		all = append(all, page...)
		if err != nil || len(page) < q.Limit {
			return all, err
		}
		q.After = page[len(page)-1].Seq
	}
}
