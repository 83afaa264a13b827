package dispatch

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/learn"
	"switchyard/routing/rule"
)

// BenchmarkDeepLook looks at a queue of 10,000 tickets and 500 agents, of whom one
// has room and is kept for other tickets by a rule, after something was learnt
// and when nothing was.
func BenchmarkDeepLook(b *testing.B) {
	d, _ := crowded(b, 500, 0)
	lessons := &taught{model: d.experience.Model()}
	d.experience = lessons
	basis := d.basis()
	one := basis.roster.agents[0].ID
	d.ledger.held[one] = with(d.ledger.held[one], ticket.Email, 4)
	const queue = 10_000
	for i := range queue / 500 {
		w := &store.Write{}
		for j := range 500 {
			n := 500*i + j
			t := ticket.Ticket{
				ID: uuid.Must(uuid.NewV7()), Subject: "Where is it?", Status: ticket.New, Priority: ticket.Priorities()[n%4], Channel: ticket.Email, Language: "en",
				Category: fmt.Sprintf("c%d", n%30), StatusAt: d.instant().Add(-time.Duration(n) * time.Second), CreatedAt: d.instant(), UpdatedAt: d.instant(),
				Triage: ticket.Triage{State: ticket.TriageDone}, Requester: uuid.Must(uuid.NewV7()),
			}
			w.Tickets = append(w.Tickets, store.TicketWrite{Ticket: t})
			w.Requesters = append(w.Requesters, store.RequesterWrite{Requester: ticket.Requester{ID: t.Requester, Addresses: []string{fmt.Sprintf("r%d@example.org", n)}}})
		}
		if _, err := d.store.Commit(b.Context(), w); err != nil {
			b.Fatal(err)
		}
	}
	s := rule.Default()
	s.Rules = []rule.Rule{{Name: "kept", Agent: `agent.id != "` + one.String() + `"`, Effect: rule.Require}}
	book, err := s.Compile()
	if err != nil {
		b.Fatal(err)
	}
	d.enforce(book)
	look := func(b *testing.B) {
		if err := d.drain(b.Context(), true); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("learnt", func(b *testing.B) {
		for b.Loop() {
			lessons.model = learn.New(learn.Options{}).Model()
			look(b)
		}
	})
	b.Run("still", func(b *testing.B) {
		for b.Loop() {
			look(b)
		}
	})
}
