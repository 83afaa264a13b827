package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/insight"
	tickets "switchyard/internal/ticket"
	"switchyard/langdetect"
)

// reportCommand tells what a history holds and what could be made of it.
type reportCommand struct {
	File     []string `arg:"" help:"Files to read, plain or gzip: a history that switchyard export wrote, or exports of another helpdesk."`
	HTML     string   `name:"html" placeholder:"FILE" help:"Write the report as one HTML page that needs nothing else."`
	JSON     bool     `help:"Print the report as one JSON object."`
	Alpha    float64  `default:"0.05" help:"Largest error among what would be applied without a human (${default})."`
	Delta    float64  `default:"0.1" help:"Chance that this promise does not hold (${default})."`
	Format   string   `default:"switchyard" enum:"switchyard,zendesk,freshdesk,zammad,csv" help:"switchyard (docs/history.md), zendesk, freshdesk, zammad or csv (docs/import.md)."`
	Mapping  string   `placeholder:"FILE" help:"YAML or JSON that says which field is what, and what values mean (docs/import.md). csv needs one."`
	Zone     string   `placeholder:"ZONE" help:"Time zone of the report's days and hours (UTC where nothing is said), and of dates that name none, such as Europe/Berlin."`
	Rows     int      `default:"20000" help:"Tickets that models are fitted on, drawn at random where there are more (${default})."`
	Seeds    int      `default:"5" help:"Simulated desks behind the figures of routing, 2 or more (${default})."`
	Workers  int      `default:"${cores}" help:"Goroutines; the result does not depend on it."`
	NoRedact bool     `help:"Quote texts and name agents as they are."`
	Now      string   `placeholder:"TIME" help:"Time of the report, such as 2026-01-31T09:30:00Z, in place of the clock: the same file and time give the same bytes."`
	Quiet    bool     `short:"q" help:"Tell no progress."`
}

// Run reads the files once, and fits and simulates what the report needs.
func (c *reportCommand) Run(ctx context.Context, io streams) error {
	if !c.JSON && c.HTML == "" {
		return errors.New("say what to make of it: --html report.html, --json, or both")
	}
	options, err := c.options()
	if err != nil {
		return err
	}
	if c.HTML != "" {
		if info, err := os.Stat(c.HTML); err == nil && info.IsDir() {
			return fmt.Errorf("--html: %s is a folder: give the name of a file", c.HTML)
		}
		if err := writable("--html", filepath.Dir(c.HTML)); err != nil {
			return err
		}
	}
	stages := newStages(io, c.Quiet)
	r, err := c.make(ctx, options, stages)
	stages.end()
	if err != nil {
		return err
	}
	if c.HTML != "" {
		var page bytes.Buffer
		if err := insight.Write(&page, r); err != nil {
			return err
		}
		if err := writeWhole("--html", c.HTML, page.Bytes()); err != nil {
			return err
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	for _, f := range r.Figures {
		fmt.Fprintf(io.out, "%s: %s (%s)\n", f.Name, f.Value, f.Note)
	}
	return nil
}

// someday is later than any history: where a file does not say when it was written,
// the report takes back what was known after its last change.
var someday = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)

// make reads the history and makes the report.
func (c *reportCommand) make(ctx context.Context, o insight.Options, stages *stages) (*insight.Report, error) {
	var zone *time.Location // nil refuses dates that name none
	if c.Zone != "" {
		zone = o.Zone
	}
	opened, err := c.source(zone)
	if err != nil {
		return nil, err
	}
	source, closer, err := opened.Open()
	if err != nil {
		return nil, c.named(err)
	}
	if closer != nil {
		defer func() { _ = closer.Close() }() // it was only read
	}
	var head history.Header
	if own, ok := source.(*history.Reader); ok {
		head = own.Header()
	}
	g, err := insight.NewGatherer(head, o)
	if err != nil {
		return nil, err
	}
	past, asOf := newPast(c.File[0]), head.AsOf
	if asOf.IsZero() {
		asOf = someday
	}
	read := 0
	for line, err := range source.Lines(ctx) {
		if opened.Rewrite != nil && err == nil {
			opened.Rewrite(&line)
		}
		t, err := g.Take(ctx, line, err)
		if err != nil {
			return nil, c.named(err)
		}
		switch {
		case line.Agent != nil:
			past.agents = append(past.agents, *line.Agent)
		case t != nil:
			past.take(t, asOf)
			if read++; read%1000 == 0 {
				stages.tell("reading", read, 0)
			}
		}
	}
	stages.tell("reading", read, read)
	r, err := g.Report(ctx, past.done(), stages.tell)
	if err != nil {
		return nil, c.named(err)
	}
	return r, nil
}

// named says of which file an error is.
func (c *reportCommand) named(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%s: %w", filepath.Base(c.File[0]), err)
}

// options checks what was asked for.
func (c *reportCommand) options() (insight.Options, error) {
	o := insight.DefaultOptions()
	o.Alpha, o.Delta, o.Plain, o.Rows, o.Seeds, o.Workers = c.Alpha, c.Delta, c.NoRedact, c.Rows, c.Seeds, c.Workers
	o.Judged = min(o.Judged, o.Rows)
	o.Now = time.Now().UTC().Truncate(time.Second)
	if c.Now != "" {
		at, err := time.Parse(time.RFC3339, c.Now)
		if err != nil {
			return o, fmt.Errorf("--now %.40q is no time: write 2026-01-31T09:30:00Z", c.Now)
		}
		o.Now = at.UTC()
	}
	if c.Zone != "" {
		zone, err := time.LoadLocation(c.Zone)
		if err != nil || c.Zone == "Local" {
			return o, fmt.Errorf("--zone %.40q is no time zone: write one such as Europe/Berlin or UTC", c.Zone)
		}
		o.Zone = zone
	}
	var err error
	o.Detector, err = langdetect.New(langdetect.Config{}) // its small table alone: the large models would take half of the memory
	return o, err
}

// source is where the lines come from. People whom tickets name and the files do
// not hold are stood in for: the report counts them, and needs no names.
func (c *reportCommand) source(zone *time.Location) (history.ImportOptions, error) {
	f := history.Foreign{Format: c.Format, StandIns: true, Zone: zone}
	if c.Mapping != "" {
		raw, err := os.ReadFile(c.Mapping)
		if err != nil {
			return history.ImportOptions{}, fmt.Errorf("--mapping: %w", err)
		}
		if f.Mapping, err = history.ParseMapping(raw); err != nil {
			return history.ImportOptions{}, fmt.Errorf("--mapping %s: %w", c.Mapping, err)
		}
	}
	return history.Opened(history.ImportOptions{NewID: uuid.New}, f, c.File)
}

// newPast takes histories apart under the name of a file, without its endings.
func newPast(file string) *pastReader {
	name := filepath.Base(file)
	for _, ending := range []string{".gz", ".jsonl", ".json", ".csv"} {
		name = strings.TrimSuffix(name, ending)
	}
	p := &pastReader{targets: map[tickets.Priority][]float64{}, channels: map[tickets.Channel]float64{}}
	p.past.Name = name
	return p
}
