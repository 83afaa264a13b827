package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// decisionBody is what models say of a ticket, about 1.5 KB.
var decisionBody = []byte(`{"said":"` + strings.Repeat("x", 1480) + `"}`)

// Arrival is a new ticket as it comes in: a message of 300 bytes, a decision
// of 1.5 KB, three events and a requester who has not written before.
func Arrival() *store.Write {
	t := draft("The invoice of March shows the wrong amount")
	t.Category, t.Status, t.Assignee, t.Team = "billing", ticket.Open, uuid.UUID{t.ID[15] % 50}, uuid.UUID{t.ID[14] % 5}
	w := put(t, 0, strings.Repeat("The amount is wrong. ", 15)[:300])
	t = w.Tickets[0].Ticket
	w.Events = append(w.Events, t.Append(ticket.Event{ID: newID(), Type: ticket.TicketTriaged, Actor: ticket.Actor{Kind: ticket.ByMachine}, At: start, Data: []byte(`{"category":"billing"}`)}))
	w.Tickets[0].Ticket = t
	w.Decisions = []ticket.Decision{{ID: newID(), Ticket: t.ID, At: start, Analysis: decisionBody, Applied: map[string]string{"category": "billing"}}}
	w.Requesters = []store.RequesterWrite{{Requester: ticket.Requester{ID: t.Requester, Name: "Anna", Addresses: []string{fmt.Sprintf("%x@example.org", bytes.TrimLeft(t.Requester[6:], "\x00"))}, CreatedAt: start}}}
	return w
}

// Arrivals joins some into one write.
func Arrivals(n int) *store.Write {
	all := &store.Write{}
	for range n {
		w := Arrival()
		all.Tickets, all.Messages, all.Decisions = append(all.Tickets, w.Tickets...), append(all.Messages, w.Messages...), append(all.Decisions, w.Decisions...)
		all.Requesters, all.Events = append(all.Requesters, w.Requesters...), append(all.Events, w.Events...)
	}
	return all
}

// Clients calls do b.N times from some goroutines at once and reports how many
// things a second that makes, when each call does so many.
func Clients(b *testing.B, clients, each int, unit string, do func() error) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for next.Add(1) <= int64(b.N) {
				if err := do(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N*each)/b.Elapsed().Seconds(), unit+"/s")
}
