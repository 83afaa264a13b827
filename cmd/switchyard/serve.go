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
	"switchyard/internal/rollout"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
)

// serveCommand answers over HTTP.
type serveCommand struct {
	askFlags
	demoFlags
	Addr           string        `default:":8080" help:"Address to listen on, host:port; port 0 takes a free one."`
	LogFormat      string        `default:"text" enum:"text,json,off" help:"Log on the error stream as text or json, or off."`
	MaxBody        int64         `default:"16777216" placeholder:"BYTES" help:"Largest request body (default 16 MiB)."`
	RequestTimeout time.Duration `default:"30s" help:"Longest time to decide one request."`
	Grace          time.Duration `default:"10s" help:"Time for requests in flight after a signal to stop."`
	DB             string        `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"Where tickets live: sqlite:FILE, postgres://USER:PASSWORD@HOST/NAME, or none to triage texts only (default sqlite:switchyard.db)."`
	TriageBudget   time.Duration `default:"500ms" help:"Longest time the models may take over a ticket that comes in; it is stored unread then, and read later."`
	BootstrapToken string        `env:"SWITCHYARD_BOOTSTRAP_TOKEN" hidden:"" help:"Secret of the first admin token, at least 32 characters. From the environment alone."`
	ShowToken      bool          `help:"Show the bootstrap token in the greeting."`
}

// collectAt is the growth of the heap, in percent, that starts a collection
// while the language models are read: some 300 MB that stay, and much garbage.
// Afterwards Go's default is better, as each collection walks those 300 MB and
// under load there would be several a second. GOGC in the environment goes first.
const collectAt = 20

// readLanguages reads the language models with little garbage beside them.
func readLanguages(ctx context.Context, detector *langdetect.Detector) {
	before := debug.SetGCPercent(collectAt)
	_ = detector.Load(ctx) // the server tells; it is asked to stop, or goes on without
	debug.SetGCPercent(before)
	debug.FreeOSMemory()
}

func (c *serveCommand) Run(ctx context.Context, io streams) error {
	if c.Demo && c.DB == "none" {
		return errors.New("--demo: a demo needs a database: give another --db than none")
	}
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
		go readLanguages(ctx, detector)
	}
	var d *desk
	if c.DB != "none" {
		if d, err = openDesk(ctx, c.DB, c.BootstrapToken); err != nil {
			return errors.Join(err, set.Close())
		}
		d.tell(io.out)
	}
	server, err := c.start(ctx, io, set, opts, detector, d)
	if err != nil {
		return errors.Join(err, d.close(ctx), set.Close())
	}
	c.greet(io, server, set, missing, d)
	err = server.Wait()
	return errors.Join(err, d.close(ctx), set.Close()) // only now does nobody ask the models
}

func (c *serveCommand) start(ctx context.Context, io streams, set *models.Set, opts models.Options, detector *langdetect.Detector, d *desk) (*api.Server, error) {
	config := api.DefaultConfig()
	config.Addr, config.MaxBody, config.Request, config.Grace = c.Addr, c.MaxBody, c.RequestTimeout, c.Grace
	var err error
	if config.Log, err = api.NewLogger(c.LogFormat, io.err); err != nil {
		return nil, err
	}
	var engine *triage.Switch
	if d != nil {
		d.bundles = c.Bundle
		d.pretend = pretend{demoFlags: c.demoFlags, out: io.out}
		if engine, err = d.serve(ctx, &config, rollout.Config{Base: set, Detector: detector, FalseAlarms: c.FalseAlarms, Options: opts}, c.TriageBudget); err != nil {
			return nil, err
		}
	} else {
		only, err := triage.New(set, detector, c.FalseAlarms)
		if err != nil {
			return nil, err
		}
		engine = triage.NewSwitch(only)
	}
	handler, err := api.New(config, engine, detector)
	if err != nil {
		return nil, err
	}
	return api.Start(ctx, handler)
}

// greet says what is served and how to try it.
func (c *serveCommand) greet(io streams, server *api.Server, set *models.Set, missing error, d *desk) {
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
	if d == nil {
		fmt.Fprintf(io.out, "Try it:\n  curl -s %s/v1/triage -H 'Content-Type: application/json' \\\n    -d '{\"subject\": \"VPN broken\", \"body\": \"I cannot connect since the update and need it today!\"}'\n", url)
		return
	}
	token := "$" + bootstrapVariable
	switch {
	case d.token != "":
		token = d.token
	case d.locked || c.BootstrapToken == "":
		token = "$TOKEN" // whichever the reader has
	case c.ShowToken:
		token = c.BootstrapToken
	}
	fmt.Fprintf(io.out, "Open a ticket and see what is decided of it:\n  curl -s %s/v1/tickets -H \"Authorization: Bearer %s\" -H 'Content-Type: application/json' \\\n    -d '{\"subject\": \"VPN broken\", \"body\": \"I cannot connect since the update and need it today!\", \"requester\": {\"email\": \"ada@example.org\"}}'\n", url, token)
	d.tellDemo(io.out, url, token)
}
