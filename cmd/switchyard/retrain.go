package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	tickets "switchyard/internal/ticket"
	"switchyard/models"
)

// retrainCommand is one turn of the learning loop.
type retrainCommand struct {
	DB        string   `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db). Its tickets are learnt from, and what passes is stored in it."`
	Task      []string `placeholder:"TASK" help:"What to learn: category, priority or spam. May be repeated (default: those of the desk's settings, category and priority)."`
	History   string   `placeholder:"FILE" help:"Learn from this file in place of the desk's tickets: a history as export writes it (--no-redact reads as tickets do), or labelled JSONL rows with created_at."`
	Test      string   `placeholder:"FILE" help:"Judge on these rows, such as tickets judged blindly, in place of the youngest tickets."`
	Stage     string   `default:"shadow" enum:"shadow,champion" help:"What becomes of a model that passes: shadow (it answers beside the champion until live tickets have judged it) or champion (at once)."`
	NewLabels bool     `help:"The labels of the file are new to the desk, and meant to be."`
	Why       string   `default:"asked for on the command line" placeholder:"TEXT" help:"Reason, for the log."`
	Bundle    []string `placeholder:"DIR" help:"As for serve: what answers a task that has learnt nothing yet. May be repeated."`
	DryRun    bool     `help:"Judge, and store nothing."`
	JSON      bool     `help:"Print one JSON object."`
	Quiet     bool     `short:"q" help:"No progress."`
}

// exitRefused is the exit code where models were trained or looked for and none
// passed.
const exitRefused = 3

// exitError is an error with an exit code of its own.
type exitError struct {
	error
	code int
}

// Run exits with 0 when at least one model passed, with exitRefused when none did.
func (c *retrainCommand) Run(ctx context.Context, io streams) error {
	open := openOldDesk
	if c.DryRun {
		open = openForLooks
	}
	s, err := open(ctx, c.DB)
	if err != nil {
		return err
	}
	run, err := c.retrain(ctx, io, s)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(run)
	} else {
		err = c.print(io, &run)
	}
	switch {
	case err != nil:
		return err
	case run.State == retrain.Cancelled:
		return errors.New("the retraining was cancelled: " + run.Problem)
	case !run.Promoted():
		return exitError{errors.New("nothing passed: what answered before goes on answering"), exitRefused}
	}
	return nil
}

func (c *retrainCommand) retrain(ctx context.Context, io streams, s store.Store) (retrain.Run, error) {
	order := retrain.Order{By: tickets.Actor{Kind: tickets.BySystem}, Why: c.Why, Stage: registry.Stage(c.Stage), NewLabels: c.NewLabels}
	for _, task := range c.Task {
		order.Tasks = append(order.Tasks, models.Task(task))
	}
	for _, f := range []struct {
		name string
		to   **retrain.File
	}{{c.History, &order.History}, {c.Test, &order.Tests}} {
		if f.name == "" {
			continue
		}
		if _, err := os.Stat(f.name); err != nil {
			return retrain.Run{}, err
		}
		*f.to = &retrain.File{Name: f.name}
	}
	starters := func() (map[models.Task]*models.Bundle, error) { return starterModels(c.Bundle) }
	r := retrain.New(retrain.Config{Store: s, Registry: newRegistry(s), Starters: starters, Node: nodeName(), Now: time.Now, NewID: newID})
	do := r.Do
	if c.DryRun {
		do = r.Try
	}
	tell, end := c.progress(io)
	defer end()
	return do(ctx, order, tell)
}

// nodeName tells this process from others at the same database.
func nodeName() string {
	host, _ := os.Hostname() // one without a name is told by its number
	return fmt.Sprintf("%s, process %d", host, os.Getpid())
}

// openOldDesk opens a database that is there.
func openOldDesk(ctx context.Context, name string) (store.Store, error) {
	if file, ok := sqliteFile(name); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("--db %s: there is no desk: %w", name, err)
		}
	}
	return openStore(ctx, name)
}

// newRegistry is where a desk keeps its models.
func newRegistry(s store.Store) *registry.Registry {
	return registry.New(registry.Config{Store: s, Settings: setup.New(s, time.Now, newID).Settings, Now: time.Now, NewID: newID})
}

// starterModels are the bundles that answer where nothing was learnt yet, by task.
func starterModels(given []string) (map[models.Task]*models.Bundle, error) {
	all, err := readBundles(nil)
	if err != nil {
		return nil, err
	}
	for _, name := range given {
		b, err := findBundle(name)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	byTask := map[models.Task]*models.Bundle{}
	for _, b := range all {
		byTask[b.Manifest.Task] = b
	}
	return byTask, nil
}

// progress draws a bar for each stage of each task.
func (c *retrainCommand) progress(io streams) (tell func(retrain.Progress), end func()) {
	var bar *counter
	var drawn retrain.Progress
	end = func() {
		if bar != nil {
			bar.end()
		}
	}
	return func(p retrain.Progress) {
		if bar == nil || p.Stage != drawn.Stage || p.Task != drawn.Task {
			end()
			what := string(p.Stage)
			if p.Task != "" {
				what = fmt.Sprintf("%s: %s", p.Task, p.Stage)
			}
			bar, drawn = newCounter(io, what, c.Quiet), p
			if bar.quiet && !c.Quiet { // no terminal: a line each
				fmt.Fprintf(io.err, "%s %s\n", what, p.Words)
			}
		}
		bar.set(int64(100*p.Done), 100)
	}, end
}

// print tells the verdict test by test.
func (c *retrainCommand) print(io streams, run *retrain.Run) error {
	for i := range run.Results {
		r := &run.Results[i]
		became := string(r.Stage)
		switch {
		case c.DryRun && r.Stage != registry.Refused:
			became = "would become " + became
		case r.Version != (retrain.Run{}).ID:
			became += " (" + r.Version.String() + ")"
		}
		fmt.Fprintf(io.out, "%s: %s %s, %.1f s\n", r.Task, r.Name, became, r.Seconds)
		if r.Verdict == nil {
			fmt.Fprintf(io.out, "  %s\n", r.Words)
		} else {
			v := r.Verdict
			fmt.Fprintf(io.out, "  learnt from %d tickets; on %d younger ones right %.1f %%, the champion %.1f %%: %+.1f points (95 %%: %+.1f to %+.1f)\n",
				r.Rows, v.Rows, 100*v.Challenger, 100*v.Champion, 100*v.Gain[1], 100*v.Gain[0], 100*v.Gain[2])
			w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
			for _, t := range v.Tests {
				passed := "passed"
				if !t.Passed {
					passed = "FAILED"
				}
				fmt.Fprintf(w, "  %s\t%s\t%s\n", t.Name, passed, t.Words)
			}
			if err := w.Flush(); err != nil {
				return err
			}
		}
		for _, note := range r.Notes {
			fmt.Fprintf(io.out, "  note: %s\n", note)
		}
	}
	return nil
}
