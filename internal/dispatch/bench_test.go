package dispatch_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/models/starter"
)

// BenchmarkReceive opens tickets from sixteen clients on SQLite: read by the
// starter models, assigned to one of twenty agents, durable.
func BenchmarkReceive(b *testing.B) {
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
	var agents []ticket.Agent
	for i := range 20 {
		agents = append(agents, agent(byte(i+1), 1_000_000))
	}
	d := open(b, engine, agents...)
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
