package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// Server listens for an API. Start makes one.
type Server struct {
	api      *API
	listener net.Listener
	http     *http.Server
	stop     context.CancelFunc
	done     chan struct{}
	err      error // valid once done is closed
}

// Start listens on the address of the API's configuration, reads the
// language models in the background and returns. It serves until ctx ends or
// Stop is called. A port that is taken is an error that says so.
func Start(ctx context.Context, a *API) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", a.config.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("address %s is in use: stop what listens there or choose another port: %w", a.config.Addr, err)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %q, which must be host:port or :port: %w", a.config.Addr, err)
	}
	ctx, stop := context.WithCancel(ctx)
	// Requests outlive ctx by the grace period, so theirs is another.
	requests, abandon := context.WithCancel(context.WithoutCancel(ctx))
	s := &Server{api: a, listener: listener, stop: stop, done: make(chan struct{}), http: &http.Server{
		Handler:           a,
		ReadHeaderTimeout: a.config.ReadHeader, ReadTimeout: a.config.Read, WriteTimeout: a.config.Write, IdleTimeout: a.config.Idle,
		MaxHeaderBytes: 64 << 10,
		BaseContext:    func(net.Listener) context.Context { return requests },
		ErrorLog:       slog.NewLogLogger(a.config.Log.Handler(), slog.LevelDebug),
	}}
	s.http.RegisterOnShutdown(a.stop)
	var background sync.WaitGroup
	background.Add(1)
	go func() {
		defer background.Done()
		s.loadLanguages(ctx)
	}()
	go func() {
		defer close(s.done)
		s.err = s.serve(ctx, abandon)
		background.Wait()
	}()
	return s, nil
}

// URL is where the server answers, with the port it was given.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.listener.Addr().String())
	if err != nil {
		return "http://" + s.listener.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Wait returns when the server has stopped: nil after a request to stop that
// every request in flight survived.
func (s *Server) Wait() error {
	<-s.done
	return s.err
}

// Stop takes no more requests, lets those in flight finish within the grace
// period, and returns what Wait returns. It may be called more than once.
func (s *Server) Stop() error {
	s.stop()
	return s.Wait()
}

func (s *Server) serve(ctx context.Context, abandon context.CancelFunc) error {
	defer s.stop()
	defer abandon()
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.api.config.Grace)
	defer cancel()
	err := s.http.Shutdown(grace)
	if ended := <-failed; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		abandon()
		return errors.Join(fmt.Errorf("requests were still in flight %v after the server was told to stop; they were cut off", s.api.config.Grace), s.http.Close())
	}
	return err
}

// loadLanguages reads the language models; until then the detector answers
// what is clear at first sight.
func (s *Server) loadLanguages(ctx context.Context) {
	detector, log := s.api.detector, s.api.config.Log
	if detector == nil {
		return
	}
	start := time.Now()
	if err := detector.Load(ctx); err != nil {
		if ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "the language models could not be read", slog.Any("error", err))
		}
		return
	}
	log.LogAttrs(ctx, slog.LevelInfo, "languages ready", slog.Int("languages", len(detector.Languages())), slog.Duration("took", time.Since(start)))
}
