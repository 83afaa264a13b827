// Command bench measures Switchyard beside its goals and its peers and prints
// the figures as Markdown. Start it with internal/bench/run, which builds what
// it measures; README.md says what each row means.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// section is a group of figures that can be asked for by name.
type section struct {
	name    string
	measure func(context.Context, *bench) ([]Figure, error)
}

var sections = []section{
	{"accuracy", accuracy},
	{"training", trainingTime},
	{"speed", speed},
	{"bulk", bulk},
	{"http", overHTTP},
	{"memory", memory},
	{"language", language},
	{"certificates", certificates},
	{"starter", starters},
	{"desk", theDesk},
	{"kill", killed},
	{"swap", swaps},
	{"routing", routed},
	{"logs", realLogs},
	{"drift", drift},
	{"replies", suggested},
	{"learning", learning},
	{"audit", audited},
	{"report", reported},
	{"foretold", foretold},
	{"alike", alikes},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	data := flag.String("data", "", "folder with the public data sets")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "internal/bench/run [section...], all of them by default: %s\n", strings.Join(names(), " "))
		flag.PrintDefaults()
	}
	flag.Parse()
	wanted, err := choose(flag.Args())
	if err != nil {
		return err
	}
	if err := os.Setenv("SWITCHYARD_BOOTSTRAP_TOKEN", deskToken); err != nil { // for servers and load tools
		return err
	}
	b, err := newBench(ctx, *data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.scratch)) }()
	for _, gap := range b.leftOut {
		b.say("left out: %s", gap)
	}
	start := time.Now()
	report := Report{Before: thisMachine()}
	var failed []string
	for _, s := range wanted {
		b.say("%s ...", s.name)
		figures, err := s.measure(ctx, b)
		if err != nil {
			failed = append(failed, s.name)
			b.say("%s stopped early: %v", s.name, err)
		}
		report.Sections = append(report.Sections, Findings{s.name, figures, err})
	}
	report.After, report.Took, report.LeftOut = thisMachine(), time.Since(start), b.leftOut
	table := report.Markdown()
	if _, err := os.Stdout.Write(table); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(binaries, "bench.md"), table, 0o644); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("could not measure all of: %s", strings.Join(failed, " "))
	}
	return nil
}

func names() []string {
	var out []string
	for _, s := range sections {
		out = append(out, s.name)
	}
	return out
}

// choose gives the named sections in the order of the list, all for no name.
func choose(args []string) ([]section, error) {
	if len(args) == 0 {
		return sections, nil
	}
	asked := map[string]bool{}
	for _, name := range args {
		asked[name] = true
	}
	var out []section
	for _, s := range sections {
		if asked[s.name] {
			out = append(out, s)
			delete(asked, s.name)
		}
	}
	for name := range asked {
		return nil, fmt.Errorf("there is no section %q: use %s", name, strings.Join(names(), ", "))
	}
	return out, nil
}
