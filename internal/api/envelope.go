package api

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// envelope is around every request: it gives it an id, turns a panic into a
// Problem, and counts and logs it when it is answered.
type envelope struct {
	log     *slog.Logger
	metrics *metrics
}

func (e envelope) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := requestID(r.Header.Get(headerRequestID), start)
		header := w.Header()
		header.Set(headerRequestID, id)
		header.Set("X-Content-Type-Options", "nosniff")
		e.metrics.inFlight.Inc()
		wrapped := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			e.metrics.inFlight.Dec()
			if fault := recover(); fault != nil {
				e.recovered(wrapped, r, id, fault)
			}
			e.answered(wrapped, r, id, time.Since(start))
		}()
		next.ServeHTTP(wrapped, r)
	})
}

// recovered answers where a handler panicked. What it panicked with is for
// the log alone.
func (e envelope) recovered(w middleware.WrapResponseWriter, r *http.Request, id string, fault any) {
	if fault == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so too
		panic(fault)
	}
	e.log.LogAttrs(r.Context(), slog.LevelError, "panic", slog.String("request_id", id), slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
	if w.Status() == 0 {
		writeProblem(w, r, internal(id))
	}
}

// internal is all that a client hears of a failure of ours.
func internal(id string) *Problem {
	return problem(http.StatusInternalServerError, "the server failed on this request; its log says why under request id "+id)
}

func (e envelope) answered(w middleware.WrapResponseWriter, r *http.Request, id string, took time.Duration) {
	status := w.Status()
	if status == 0 {
		status = http.StatusOK
	}
	route := "other"
	if pattern := chi.RouteContext(r.Context()).RoutePattern(); pattern != "" && status != http.StatusMethodNotAllowed && status != http.StatusNotFound {
		route = pattern
	}
	e.metrics.answered(route, status, took)
	level := slog.LevelInfo
	if quiet(route) && status < http.StatusBadRequest {
		level = slog.LevelDebug
	}
	e.log.LogAttrs(r.Context(), level, "request",
		slog.String("request_id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path[:min(len(r.URL.Path), 256)]),
		slog.Int("status", status), slog.Int("bytes", w.BytesWritten()), slog.Duration("took", took), slog.String("remote", r.RemoteAddr))
}

// quiet routes are asked every few seconds by machines.
func quiet(route string) bool {
	return route == "/healthz" || route == "/readyz" || route == "/metrics"
}
