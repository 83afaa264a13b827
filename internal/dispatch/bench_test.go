package dispatch_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/postgres/pgtest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/models/starter"
)

// BenchmarkReceive opens tickets from sixteen clients: read by the starter
// models, assigned to one of twenty agents, durable.
func BenchmarkReceive(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "desk.db"))
		receive(b, s, err)
	})
	b.Run("postgres", func(b *testing.B) {
		server, err := pgtest.Start(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = server.Close() })
		s, err := postgres.Open(b.Context(), server.Fresh(b), postgres.Options{})
		receive(b, s, err)
	})
}

func receive(b *testing.B, s store.Store, err error) {
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	bundles, err := starter.Bundles()
	if err != nil {
		b.Fatal(err)
	}
	set, err := models.OpenSet(bundles, models.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = set.Close() })
	engine, err := triage.New(set, nil, .05)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 20 {
		a := agent(byte(i+1), 1_000_000)
		put(b, s, 0, &a)
	}
	d := join(b, s, engine, time.Now)
	var n atomic.Int64
	b.SetParallelism(8)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			requester, err := d.Requester(b.Context(), fmt.Sprintf("r%d@example.org", i%2000), "")
			if err != nil {
				b.Error(err)
				return
			}
			_, err = d.Receive(b.Context(), lifecycle.Intake{
				Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: requester, Subject: "Charged twice", Language: "en",
				Words: lifecycle.Words{Text: fmt.Sprintf("My card was charged twice for order %d and I would like one of the two payments back this week, please.", i)},
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
}
