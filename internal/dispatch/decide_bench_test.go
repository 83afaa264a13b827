package dispatch

import (
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// crowded is a dispatcher with very many agents, all busy but for some places,
// and many tickets that wait, as it stands in memory.
func crowded(b testing.TB, agents, waiting int) (*Dispatcher, []*waiter) {
	b.Helper()
	s := enginetest.SQLite(b)
	d, err := New(b.Context(), Config{
		Store: s, Desk: lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), time.Now, uuid.New), Budget: time.Second,
		Now: time.Now, NewID: uuid.New, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	r := &roster{places: map[uuid.UUID]int{}}
	d.ledger.held = map[uuid.UUID]map[string]int{}
	for i := range agents {
		w := worker{Agent: ticket.Agent{
			ID: uuid.New(), Status: ticket.Online, Skills: map[string]int{fmt.Sprintf("c%d", i%30): 3}, Languages: map[string]int{"en": 5},
			Capacity: map[ticket.Channel]int{ticket.Email: 5},
		}}
		w.describe()
		r.agents, r.places[w.ID] = append(r.agents, w), i
		d.ledger.held[w.ID] = map[string]int{"email": 5}
	}
	d.roster.Store(r)
	basis, now := d.basis(), d.instant()
	people := d.snapshot(basis)
	var all []*waiter
	for i := range waiting {
		t := &ticket.Ticket{
			ID: uuid.New(), Version: 1, Status: ticket.New, Priority: ticket.Priorities()[i%4], Language: "en", Channel: ticket.Email,
			StatusAt: now.Add(-time.Duration(i) * time.Minute), Triage: ticket.Triage{State: ticket.TriageDone},
		}
		f := facts{length: 400, category: []routing.Chance{{Label: fmt.Sprintf("c%d", i%30), P: .7}, {Label: fmt.Sprintf("c%d", (i+7)%30), P: .2}}}
		all = append(all, d.wait(b.Context(), t, &f, basis, people, now))
	}
	return d, all
}

// BenchmarkDecision decides in a live queue of 500 agents and 200 tickets, when
// one place becomes free and when a ticket comes in, and says how long the
// median and the slowest hundredth took.
func BenchmarkDecision(b *testing.B) {
	d, waiting := crowded(b, 500, 200)
	basis := d.basis()
	free := func(i int) uuid.UUID { return basis.roster.agents[i%500].ID }
	place := func(i, n int) {
		d.ledger.held[free(i)] = with(d.ledger.held[free(i)], ticket.Email, n)
	}
	took := func(b *testing.B, do func(i int)) {
		times := make([]time.Duration, 0, b.N)
		b.ReportAllocs()
		b.ResetTimer()
		for i := range b.N {
			start := time.Now()
			do(i)
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
		b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	}
	b.Run("place", func(b *testing.B) {
		took(b, func(i int) {
			place(i, 4)
			now := d.instant()
			desk := d.compose(basis, d.snapshot(basis), now, waiting)
			given := basis.settings.Policy.Assign(&desk).Decisions
			if !slices.ContainsFunc(given, func(g routing.Decision) bool { return g.Agent != "" }) {
				b.Error("nobody got the free place")
			}
			place(i, 5)
		})
	})
	b.Run("arrival", func(b *testing.B) {
		d.ledger.enqueue(waiting)
		d.ledger.recount(len(waiting))
		t := *waiting[7].ticket
		took(b, func(i int) {
			place(i, 4)
			t.ID = uuid.New()
			_, c := d.choose(b.Context(), &t, &waiting[7].facts)
			d.ledger.release(c)
			place(i, 5)
		})
	})
	b.Run("case", func(b *testing.B) {
		place(0, 4)
		desk := d.compose(basis, d.snapshot(basis), d.instant(), waiting[:1])
		given := basis.settings.Policy.Assign(&desk).Decisions
		size := 0
		took(b, func(int) { size = len(d.pack(b.Context(), &Case{Desk: desk, Decision: given[0]})) })
		b.ReportMetric(float64(size), "bytes")
	})
}
