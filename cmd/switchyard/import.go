package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/store"
)

// importCommand takes a history in.
type importCommand struct {
	File    []string `arg:"" help:"Files to import, plain or gzip. Several make one import, for helpdesks that export tickets, comments and people apart."`
	DB      string   `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db). It is made where there is none."`
	Format  string   `default:"switchyard" enum:"switchyard,zendesk,freshdesk,zammad,csv" help:"switchyard (docs/history.md), zendesk, freshdesk, zammad or csv (docs/import.md)."`
	Mapping string   `placeholder:"FILE" help:"YAML or JSON that says which field is what, and what values mean (docs/import.md). csv needs one."`
	Zone    string   `placeholder:"ZONE" help:"Time zone of dates that name none, such as Europe/Berlin. Without it they are refused."`
	Source  string   `placeholder:"NAME" help:"Tells two helpdesks of one format apart (default: the format)."`
	Unknown string   `name:"unknown-people" default:"refuse" enum:"refuse,stand-in" help:"What to do with people whom tickets name and the files do not hold: refuse the ticket, or stand-in: make nameless ones."`
	DryRun  bool     `help:"Write nothing, and say line by line what would happen."`
	SkipBad bool     `help:"Leave bad lines out in place of refusing all."`
	Quiet   bool     `short:"q" help:"Draw no progress bar."`
}

// Run checks all of the file before it writes anything.
func (c *importCommand) Run(ctx context.Context, io streams) error {
	defer rushed()()
	o, err := c.options()
	if err != nil {
		return err
	}
	open := openStore
	if c.DryRun {
		open = openForLooks
	}
	s, err := open(ctx, c.DB)
	if err != nil {
		return err
	}
	bar := newCounter(io, "tickets", c.Quiet)
	o.Progress = func(checked, done int64) { bar.set(done, checked) }
	out := bufio.NewWriterSize(io.out, 1<<16)
	o.Tell = func(n history.Note) { c.tell(out, io.err, n) }
	begin := time.Now()
	done, err := history.Import(ctx, s, o)
	bar.end()
	if err = errors.Join(err, out.Flush(), s.Close()); err != nil {
		return err
	}
	took := time.Since(begin)
	verb := "stored"
	if c.DryRun {
		verb = "would be stored"
	}
	fmt.Fprintf(io.err, "%d tickets %s, %d were there already, %d bad lines", done.Tickets, verb, done.There, done.Bad)
	if !c.DryRun {
		fmt.Fprintf(io.err, "; %d agents, teams and organisations, %d requesters, %d files; %.1f s (%.0f tickets/s)", done.People, done.Requesters, done.Files, took.Seconds(), float64(done.Tickets)/max(took.Seconds(), 1e-9))
	}
	fmt.Fprintln(io.err)
	if c.DryRun && done.Bad > 0 && !c.SkipBad {
		return fmt.Errorf("%d bad lines: %w", done.Bad, history.ErrRefused)
	}
	return nil
}

// tell prints what becomes of a line: all of it in a dry run, else what is wrong.
func (c *importCommand) tell(out, errs io.Writer, n history.Note) {
	to := errs
	if c.DryRun {
		to = out
	}
	switch {
	case n.What == history.Bad: // it names its line
		fmt.Fprintf(to, "bad: %s\n", n.Text)
	case n.Line > 0:
		fmt.Fprintf(to, "%s: line %d: %s\n", n.What, n.Line, n.Text)
	default:
		fmt.Fprintf(to, "%s: %s\n", n.What, n.Text)
	}
}

func (c *importCommand) options() (history.ImportOptions, error) {
	o := history.ImportOptions{DryRun: c.DryRun, SkipBad: c.SkipBad, Now: time.Now().UTC().Truncate(time.Microsecond), NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }}
	f := history.Foreign{Format: c.Format, Source: c.Source, StandIns: c.Unknown == "stand-in"}
	if c.Zone != "" {
		zone, err := time.LoadLocation(c.Zone)
		if err != nil || c.Zone == "Local" {
			return o, fmt.Errorf("--zone %.40q is no time zone: write one such as Europe/Berlin or UTC", c.Zone)
		}
		f.Zone = zone
	}
	if c.Mapping != "" {
		raw, err := os.ReadFile(c.Mapping)
		if err != nil {
			return o, fmt.Errorf("--mapping: %w", err)
		}
		if f.Mapping, err = history.ParseMapping(raw); err != nil {
			return o, fmt.Errorf("--mapping %s: %w", c.Mapping, err)
		}
	}
	return history.Opened(o, f, c.File)
}

// openForLooks opens a database for a dry run: where there is none, an empty one
// that goes when it is closed.
func openForLooks(ctx context.Context, name string) (store.Store, error) {
	file, ok := sqliteFile(name)
	if !ok {
		return openStore(ctx, name)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		return openStore(ctx, name)
	}
	folder, err := os.MkdirTemp("", "switchyard-*")
	if err != nil {
		return nil, err
	}
	s, err := openStore(ctx, "sqlite:"+filepath.Join(folder, "empty.db"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return passing{s, folder}, nil
}

// passing is a store whose folder goes with it.
type passing struct {
	store.Store
	folder string
}

func (p passing) Close() error { return errors.Join(p.Store.Close(), os.RemoveAll(p.folder)) }
