// Command noop is the least a chi server can do for POST /v1/triage: it reads
// the body and sends a fixed answer. Switchyard's throughput is given as a
// share of its.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "noop:", err)
		os.Exit(1)
	}
}

func run() error {
	router := chi.NewMux()
	router.Post("/v1/triage", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"category":{"label":"access","probability":0.93}}`) // the client is gone if this fails
	})
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("noop listens on http://%s\n", listener.Addr())
	server := &http.Server{Handler: router, ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(listener)
}
