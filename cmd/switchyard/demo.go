package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"switchyard/internal/api"
	"switchyard/internal/demo"
	"switchyard/internal/setup"
)

// demoFlags fill an empty database with something to look at.
type demoFlags struct {
	Demo      bool          `help:"Fill an empty database with a company that does not exist, its last six weeks, and tickets that go on coming."`
	DemoEvery time.Duration `default:"20s" help:"Time between two tickets of a demo, on average; 0s for none (default 20s)."`
}

// demoSeed is that of every demo, so that people see the same.
const demoSeed = 1

// pretend is what a desk is a demo of.
type pretend struct {
	demoFlags
	out  io.Writer
	mark demo.Mark // zero where it is none
}

// fill makes a demo of the desk if that was asked for, and finds out whether it
// is one.
func (d *desk) fill(ctx context.Context, reader demo.Reader) (err error) {
	if !d.pretend.Demo {
		d.pretend.mark, _, err = demo.Find(ctx, setup.New(d.store, time.Now, newID))
		return err
	}
	fmt.Fprintln(d.pretend.out, "Looking after the demo: the first time this takes some seconds.")
	d.pretend.mark, err = demo.Fill(ctx, demo.Config{Store: d.store, Reader: reader, Now: time.Now, NewID: newID, Seed: demoSeed})
	return err
}

// play lets the people of a demo go on.
func (d *desk) play(ctx context.Context, config *api.Config, reader demo.Reader) {
	if !d.pretend.Demo || d.pretend.DemoEvery <= 0 {
		return
	}
	live := &demo.Live{
		Config: demo.Config{Store: d.store, Reader: reader, Now: time.Now, NewID: newID, Seed: demoSeed},
		Desk:   config.Desk, Dispatcher: config.Dispatcher, Every: d.pretend.DemoEvery, Log: config.Log,
	}
	d.background.Go(func() { live.Run(ctx) })
}

// tellDemo says that what is to be seen is made up, and where to look.
func (d *desk) tellDemo(out io.Writer, url, token string) {
	if d.pretend.mark.Company == "" {
		return
	}
	fmt.Fprintf(out, `
This is a DEMO. %s does not exist, nor do its customers; what they
wrote is from the corpus that comes with Switchyard. Start empty with:
  make run DEMO=no

See who came last, who is good at what, what waits, and why somebody got the ticket that you opened
(put its number for N):
  curl -s '%[2]s/v1/tickets?page[size]=1&sort=-number' -g -H "Authorization: Bearer %[3]s"
  curl -s %[2]s/v1/performance -H "Authorization: Bearer %[3]s"
  curl -s %[2]s/v1/queue -H "Authorization: Bearer %[3]s"
  curl -s %[2]s/v1/tickets/N/decision -H "Authorization: Bearer %[3]s"
  curl -s -X POST %[2]s/v1/tickets/N/suggestions -H "Authorization: Bearer %[3]s"
Let it learn this company's priorities from its agents, and see why the new model may serve:
  curl -s -X POST %[2]s/v1/retrainings -H "Authorization: Bearer %[3]s" -H 'Content-Type: application/json' -d '{"tasks": ["priority"]}'
  curl -s %[2]s/v1/retrainings -H "Authorization: Bearer %[3]s"
`, d.pretend.mark.Company, url, token)
}
