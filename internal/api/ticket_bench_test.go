package api

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store/sqlite"
)

// BenchmarkCreateTicket opens tickets over HTTP from sixteen clients on
// SQLite, with all that runs in the background: the client's own work counts.
func BenchmarkCreateTicket(b *testing.B) {
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "desk.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	engine := newEngine(b, nil, nil)
	config := DefaultConfig()
	config.Store, config.Keys = s, access.NewKeyring(s, time.Now)
	config.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), time.Now, config.NewID)
	config.Dispatcher, err = dispatch.New(b.Context(), dispatch.Config{
		Store: s, Desk: config.Desk, Reader: engine, Budget: time.Second, Now: time.Now, NewID: config.NewID, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	go config.Dispatcher.Run(b.Context())
	if _, err := access.Bootstrap(b.Context(), s, bootstrapSecret, time.Now(), config.NewID); err != nil {
		b.Fatal(err)
	}
	a, err := New(config, engine, nil)
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(a)
	b.Cleanup(func() { a.stop(); server.Close() })
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	send := func(path, body string) error {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+bootstrapSecret)
		r.Header.Set("Content-Type", "application/json")
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(answer.Body)
		if _ = answer.Body.Close(); err != nil || answer.StatusCode != http.StatusCreated {
			return fmt.Errorf("status %d: %s, %w", answer.StatusCode, raw, err)
		}
		return nil
	}
	for i := range 20 {
		if err := send("/v1/agents", fmt.Sprintf(`{"name":"Agent","email":"a%d@example.org","status":"online","capacity":{"api":1000}}`, i)); err != nil {
			b.Fatal(err)
		}
	}
	var n atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			body := fmt.Sprintf(`{"subject":"Charged twice","body":"My card was charged twice for order %d and I would like one of the two payments back this week, please.","requester":{"email":"r%d@example.org"}}`, i, i%2000)
			if err := send("/v1/tickets", body); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
