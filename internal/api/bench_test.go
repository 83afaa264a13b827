package api

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"switchyard/langdetect"
)

const benchBody = `{"subject":"VPN broken since the update","body":"I cannot connect to the network any more and need it today, please help me as soon as possible."}`

// benchAPI answers with models of real size and without lingua, which would
// take seconds to load.
func benchAPI(b *testing.B) *API {
	b.Helper()
	detector := newDetector(b)
	a, err := New(DefaultConfig(), newEngine(b, trainAll(b, lifelike), detector), detector)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// BenchmarkDecide is the part of a request that is not HTTP.
func BenchmarkDecide(b *testing.B) {
	engine := benchAPI(b).engine
	items, _, p := readBody(strings.NewReader(benchBody))
	if p != nil {
		b.Fatal(p)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Decide(items[0], time.Now()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadBody(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, p := readBody(strings.NewReader(benchBody)); p != nil {
			b.Fatal(p)
		}
	}
}

// BenchmarkHandler is a request without the network.
func BenchmarkHandler(b *testing.B) {
	a := benchAPI(b)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/v1/triage", strings.NewReader(benchBody))
		a.ServeHTTP(discard{http.Header{}}, r)
	}
}

// discard is a client that reads nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// BenchmarkTriageHTTP, BenchmarkNoopHTTP and BenchmarkTriageOverNoop send the
// same requests over loopback with the same client.
func BenchmarkTriageHTTP(b *testing.B) {
	l := newLoad(b, benchAPI(b))
	b.ReportAllocs()
	b.ResetTimer()
	l.send(b, b.N)
}

func BenchmarkNoopHTTP(b *testing.B) {
	l := newLoad(b, noop())
	b.ReportAllocs()
	b.ResetTimer()
	l.send(b, b.N)
}

// BenchmarkTriageOverNoop takes turns between the two, so that noise meets
// both, and reports the share of the no-op handler's throughput.
func BenchmarkTriageOverNoop(b *testing.B) {
	const turn = 200
	triage, idle := newLoad(b, benchAPI(b)), newLoad(b, noop())
	var thinking, idling time.Duration
	for b.Loop() {
		start := time.Now()
		idle.send(b, turn)
		middle := time.Now()
		triage.send(b, turn)
		idling, thinking = idling+middle.Sub(start), thinking+time.Since(middle)
	}
	b.ReportMetric(float64(idling)/float64(thinking), "of-noop")
}

// noop reads the request and answers it with nothing thought.
func noop() http.Handler {
	router := chi.NewMux()
	router.Post("/v1/triage", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"ok":true}`))
	})
	return router
}

// load is a client with several connections to a server.
type load struct {
	client *http.Client
	url    string
}

const connections = 16

func newLoad(b *testing.B, handler http.Handler) load {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	b.Cleanup(transport.CloseIdleConnections)
	return load{&http.Client{Transport: transport}, server.URL + "/v1/triage"}
}

// send posts n requests over all connections.
func (l load) send(b *testing.B, n int) {
	b.Helper()
	work := make(chan struct{}, n)
	for range n {
		work <- struct{}{}
	}
	close(work)
	var group sync.WaitGroup
	for range connections {
		group.Add(1)
		go func() {
			defer group.Done()
			for range work {
				if err := l.post(); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	group.Wait()
}

func (l load) post() error {
	r, err := l.client.Post(l.url, "application/json", strings.NewReader(benchBody))
	if err != nil {
		return err
	}
	defer func() { _ = r.Body.Close() }()
	if _, err = io.Copy(io.Discard, r.Body); err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", r.StatusCode)
	}
	return err
}

// BenchmarkStartToFirstAnswer opens three bundles, makes a detector for the
// default languages, listens, and answers one text.
func BenchmarkStartToFirstAnswer(b *testing.B) {
	bundles := trainAll(b, lifelike)
	config := DefaultConfig()
	config.Addr = "127.0.0.1:0"
	for b.Loop() {
		detector, err := langdetect.New(langdetect.Config{})
		if err != nil {
			b.Fatal(err)
		}
		a, err := New(config, newEngine(b, bundles, detector), detector)
		if err != nil {
			b.Fatal(err)
		}
		s, err := Start(b.Context(), a)
		if err != nil {
			b.Fatal(err)
		}
		if err := (load{http.DefaultClient, s.URL() + "/v1/triage"}).post(); err != nil {
			b.Error(err)
		}
		b.StopTimer()
		if err := s.Stop(); err != nil {
			b.Error(err)
		}
		b.StartTimer()
	}
}
