package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"switchyard/internal/api"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
)

// serveCommand answers over HTTP.
type serveCommand struct {
	askFlags
	Addr           string        `default:":8080" help:"Address to listen on, host:port; port 0 takes a free one."`
	LogFormat      string        `default:"text" enum:"text,json,off" help:"Log on the error stream as text or json, or off."`
	MaxBody        int64         `default:"16777216" placeholder:"BYTES" help:"Largest request body (default 16 MiB)."`
	RequestTimeout time.Duration `default:"30s" help:"Longest time to decide one request."`
	Grace          time.Duration `default:"10s" help:"Time for requests in flight after a signal to stop."`
}

// collectAt is the growth of the heap, in percent, that starts a collection.
// The language models are some 300 MB that stay: Go's default would let as
// much garbage gather beside them. GOGC in the environment goes first.
const collectAt = 20

func (c *serveCommand) Run(ctx context.Context, io streams) error {
	opts, missing, err := c.options()
	if err != nil {
		return err
	}
	set, err := c.models(opts)
	if err != nil {
		return err
	}
	detector, err := c.detector()
	if err != nil {
		return errors.Join(err, set.Close())
	}
	if detector != nil && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	server, err := c.start(ctx, io, set, detector)
	if err != nil {
		return errors.Join(err, set.Close())
	}
	c.greet(io, server, set, missing)
	err = server.Wait()
	return errors.Join(err, set.Close()) // only now does nobody ask the models
}

func (c *serveCommand) start(ctx context.Context, io streams, set *models.Set, detector *langdetect.Detector) (*api.Server, error) {
	engine, err := triage.New(set, detector, c.FalseAlarms)
	if err != nil {
		return nil, err
	}
	config := api.DefaultConfig()
	config.Addr, config.MaxBody, config.Request, config.Grace = c.Addr, c.MaxBody, c.RequestTimeout, c.Grace
	if config.Log, err = api.NewLogger(c.LogFormat, io.err); err != nil {
		return nil, err
	}
	handler, err := api.New(config, engine, detector)
	if err != nil {
		return nil, err
	}
	return api.Start(ctx, handler)
}

// greet says what is served and how to try it.
func (c *serveCommand) greet(io streams, server *api.Server, set *models.Set, missing error) {
	url := server.URL()
	fmt.Fprintf(io.out, "switchyard %s listens on %s (API: %s/docs)\n", version, url, url)
	for _, model := range set.All() {
		manifest := model.Manifest()
		fmt.Fprintf(io.out, "  %-9s %s on %s, %d labels\n", manifest.Task, manifest.Version(), model.Engine(), len(manifest.Labels))
	}
	if missing != nil {
		reason, _, _ := strings.Cut(missing.Error(), "\n")
		fmt.Fprintf(io.out, "native engine is used: %s\n", reason)
	}
	fmt.Fprintf(io.out, "Try it:\n  curl -s %s/v1/triage -H 'Content-Type: application/json' \\\n    -d '{\"subject\": \"VPN broken\", \"body\": \"I cannot connect since the update and need it today!\"}'\n", url)
}
