package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// start serves on a free port until the test ends.
func start(t *testing.T, a *API) *Server {
	t.Helper()
	s, err := Start(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() }) // tests that care look at the error themselves
	return s
}

func TestServerAnswersAndGetsReady(t *testing.T) {
	s := start(t, newAPI(t))
	deadline := time.Now().Add(30 * time.Second)
	for {
		r, err := http.Get(s.URL() + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Body.Close() != nil {
			t.Fatal(err)
		}
		if r.StatusCode == http.StatusOK {
			if !strings.Contains(string(body), `{"status":"ready","models":3,"language":"ready"}`) {
				t.Errorf("ready: %s", body)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("not ready: %s", body)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stopped again: %v", err)
	}
}

// upload sends the header of a request, waits until the server is at it, and
// leaves the body to be written.
func upload(t *testing.T, s *Server) (*io.PipeWriter, <-chan error) {
	t.Helper()
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		r, err := http.Post(s.URL()+"/v1/triage", "application/json", reader)
		if err == nil {
			var body []byte
			body, err = io.ReadAll(r.Body)
			_ = r.Body.Close()
			if err == nil && r.StatusCode != http.StatusOK {
				err = fmt.Errorf("status %d: %s", r.StatusCode, body)
			}
		}
		done <- err
	}()
	if _, err := io.WriteString(writer, `{"body":"please reset `); err != nil {
		t.Fatal(err)
	}
	return writer, done
}

func inFlight(t *testing.T, a *API) {
	t.Helper()
	for range 500 {
		if strings.Contains(send(a, scenario{method: "GET", path: "/metrics"}).Body.String(), "switchyard_http_requests_in_flight 2") {
			return // that one and this one
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the request never arrived")
}

func TestStopLetsRequestsFinish(t *testing.T) {
	a := newAPI(t)
	s := start(t, a)
	writer, answered := upload(t, s)
	inFlight(t, a)
	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop() }()
	refused := false
	for range 500 {
		conn, err := net.Dial("tcp", s.listener.Addr().String())
		if err != nil {
			refused = true
			break
		}
		_ = conn.Close()
		time.Sleep(10 * time.Millisecond)
	}
	if !refused {
		t.Error("the server still takes connections")
	}
	select {
	case err := <-stopped:
		t.Fatalf("stopped with a request in flight: %v", err)
	default:
	}
	if _, err := io.WriteString(writer, `my password"}`); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil {
		t.Errorf("the request in flight: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestStopIsBounded(t *testing.T) {
	a := newAPI(t, func(c *Config) { c.Grace = 50 * time.Millisecond })
	s := start(t, a)
	writer, answered := upload(t, s)
	inFlight(t, a)
	if err := s.Stop(); err == nil || !strings.Contains(err.Error(), "in flight") {
		t.Errorf("stop says %v", err)
	}
	_ = writer.CloseWithError(io.ErrUnexpectedEOF)
	if err := <-answered; err == nil {
		t.Error("the request was answered")
	}
}

func TestStopsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, newAPI(t))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
}

func TestSlowBodyTimesOut(t *testing.T) {
	s := start(t, newAPI(t, func(c *Config) { c.Read = 100 * time.Millisecond }))
	conn, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "POST /v1/triage HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"body\":"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(answer), "408 Request Timeout") || !strings.Contains(string(answer), "did not arrive in time") {
		t.Errorf("%v, got %s", err, answer)
	}
}

func TestAddressErrors(t *testing.T) {
	s := start(t, newAPI(t))
	taken := s.listener.Addr().String()
	for addr, want := range map[string]string{taken: taken + " is in use", "nonsense": "host:port", "127.0.0.1:99999": "host:port"} {
		other, err := Start(t.Context(), newAPI(t, func(c *Config) { c.Addr = addr }))
		if err == nil {
			t.Errorf("listens on %s", other.URL())
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("on %s: %v, want %q", addr, err, want)
		}
	}
}

func TestConfigErrors(t *testing.T) {
	engine := newEngine(t, trainAll(t, tiny), nil)
	for want, change := range map[string]func(*Config){
		"largest body":     func(c *Config) { c.MaxBody = 0 },
		`"request"`:        func(c *Config) { c.Request = -1 },
		`"grace"`:          func(c *Config) { c.Grace = 0 },
		"there is no logg": func(c *Config) { c.Log = nil },
	} {
		config := DefaultConfig()
		change(&config)
		if _, err := New(config, engine, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := NewLogger("xml", io.Discard); err == nil || !strings.Contains(err.Error(), "xml") {
		t.Errorf("log format xml: %v", err)
	}
}

// TestConcurrentTriage sends single texts and batches side by side; run it
// with -race.
func TestConcurrentTriage(t *testing.T) {
	s := start(t, newAPI(t))
	want := map[string]string{"my password does not work": "access", "I was charged twice for my invoice": "billing", "the VPN is broken since the update": "network"}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Add(1)
		go func() {
			defer group.Done()
			for round := range 5 {
				var batch Batch
				var labels []string
				for text, label := range want {
					for range 20 {
						batch.Texts = append(batch.Texts, Text{ID: fmt.Sprintf("%d-%d-%d", worker, round, len(labels)), Body: text})
						labels = append(labels, label)
					}
				}
				if err := decideOverHTTP(s.URL(), batch, labels); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	group.Wait()
}

// decideOverHTTP posts a batch and holds the decisions to the labels.
func decideOverHTTP(url string, batch Batch, labels []string) error {
	body, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	r, err := http.Post(url+"/v1/triage", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer func() { _ = r.Body.Close() }()
	var got Decisions
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		return err
	}
	if len(got.Decisions) != len(labels) {
		return fmt.Errorf("%d decisions for %d texts", len(got.Decisions), len(labels))
	}
	for i, d := range got.Decisions {
		if d.ID != batch.Texts[i].ID || d.Category.Label != labels[i] {
			return fmt.Errorf("decision %d is for %s and says %s, want %s and %s", i, d.ID, d.Category.Label, batch.Texts[i].ID, labels[i])
		}
	}
	return nil
}

func TestFailuresAreNotShown(t *testing.T) {
	var log bytes.Buffer
	a := newAPI(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	a.engine = nil // makes the handler panic
	for name, body := range map[string]string{"one": `{"body":"secret words"}`, "many": `{"texts":[{"body":"secret words"},{"body":"b"}]}`} {
		w := send(a, scenario{method: "POST", path: "/v1/triage", body: body})
		got := w.Body.String()
		if w.Code != http.StatusInternalServerError || strings.Contains(got, "nil pointer") || strings.Contains(got, ".go") || !strings.Contains(got, w.Header().Get(headerRequestID)) {
			t.Errorf("%s: %d %s", name, w.Code, got)
		}
		if !strings.Contains(log.String(), "nil pointer") || strings.Contains(log.String(), "secret") {
			t.Errorf("%s: the log says %s", name, log.String())
		}
	}
	w := send(envelope{log: a.config.Log, metrics: a.metrics}.around(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret") })),
		scenario{method: "GET", path: "/boom"})
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), "fault=secret") {
		t.Errorf("panic: %d %s", w.Code, w.Body)
	}
}

func TestDecidingTimesOut(t *testing.T) {
	a := newAPI(t, func(c *Config) { c.Request = 1 })
	w := send(a, scenario{method: "POST", path: "/v1/triage", body: `{"body":"hello"}`})
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "took longer than") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestClientThatLeaves(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/triage", strings.NewReader(`{"texts":[{},{},{}]}`)))
	if w.Code != statusClientGone || w.Body.Len() > 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestLogHasNoTexts(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var out bytes.Buffer
		log, err := NewLogger(format, &out)
		if err != nil {
			t.Fatal(err)
		}
		a := newAPI(t, func(c *Config) { c.Log = log })
		send(a, scenario{method: "POST", path: "/v1/triage?text=secret", body: `{"id":"secret","body":"secret words"}`, header: map[string]string{headerRequestID: "abc"}})
		send(a, scenario{method: "POST", path: "/v1/triage", body: `{"secret":1}`})
		send(a, scenario{method: "GET", path: "/healthz"})
		got := out.String()
		if strings.Contains(got, "secret") || strings.Contains(got, "healthz") || !strings.Contains(got, "abc") || strings.Count(got, "\n") != 2 {
			t.Errorf("%s log: %s", format, got)
		}
	}
}
