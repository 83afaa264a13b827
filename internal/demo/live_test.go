package demo_test

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"switchyard/internal/demo"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// A demo, played by a clock of its own.
func TestLive(t *testing.T) {
	s := enginetest.SQLite(t)
	c := config(t, s)
	if _, err := demo.Fill(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var now atomic.Int64 // nanoseconds since 1970
	now.Store(noon.UnixNano())
	c.Now = func() time.Time { return time.Unix(0, now.Load()).UTC() }
	plan, err := lifecycle.ReadPlan(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	desk := lifecycle.New(s, plan, c.Now, c.NewID)
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	dispatcher, err := dispatch.New(t.Context(), dispatch.Config{
		Store: s, Desk: desk, Reader: c.Reader, Budget: time.Second, Now: c.Now, NewID: c.NewID, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var background sync.WaitGroup
	background.Go(func() { dispatcher.Run(ctx) })
	t.Cleanup(func() { cancel(); background.Wait() })
	live := &demo.Live{Config: c, Desk: desk, Dispatcher: dispatcher, Every: 10 * time.Second, Log: log}
	var seen desired
	for step := 0; !seen.all() && step < 1500; step++ {
		now.Store(now.Load() + int64(5*time.Second))
		if err := live.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond) // the dispatcher works beside
		seen = look(t, s)
	}
	if !seen.all() {
		t.Errorf("after two hours: %+v", seen)
	}
}

// desired counts what a demo has to show.
type desired struct{ came, resolved, back, rated int }

func (d desired) all() bool { return d.came >= 30 && d.resolved >= 15 && d.back > 0 && d.rated > 0 }

func look(t *testing.T, s store.Store) desired {
	t.Helper()
	came, err := s.List(t.Context(), store.TicketQuery{CreatedFrom: noon, Order: store.Order{By: store.ByNumber}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	d := desired{came: len(came)}
	for i := range came {
		if came[i].Status == ticket.Resolved {
			d.resolved++
		}
		d.back += came[i].Reopens()
		if r := came[i].Rating; r != nil && r.Score > 0 {
			d.rated++
		}
	}
	return d
}
