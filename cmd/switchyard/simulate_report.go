package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"switchyard/routing/sim"
	"switchyard/routing/sim/report"
)

// reportable says what is wrong with the place of the report, before anything
// is simulated.
func (c *simulateCommand) reportable() error {
	if c.HTML == "" {
		return nil
	}
	if info, err := os.Stat(c.HTML); err == nil && info.IsDir() {
		return fmt.Errorf("--html: %s is a folder: give the name of a file", c.HTML)
	}
	return writable("--html", filepath.Dir(c.HTML))
}

// report writes the results as a page.
func (c *simulateCommand) report(scenarios []sim.Scenario, results []sim.Result) error {
	var page bytes.Buffer
	if err := report.Write(&page, report.Report{Scenarios: scenarios, Results: results, FirstSeed: c.FirstSeed, Command: c.commandLine()}); err != nil {
		return fmt.Errorf("--html: %w", err)
	}
	return writeWhole("--html", c.HTML, page.Bytes())
}

// commandLine gives the command that makes the results again. Files are named
// without their folders, which are nobody's business.
func (c *simulateCommand) commandLine() string {
	names := strings.Split(c.Scenario, ",")
	for i := range names {
		names[i] = filepath.Base(strings.TrimSpace(names[i]))
	}
	what := "--scenario " + strings.Join(names, ",")
	if c.History != "" {
		what = "--history " + filepath.Base(c.History)
	}
	line := fmt.Sprintf("switchyard simulate %s --policy %s --seeds %d --first-seed %d", what, c.Policy, c.Seeds, c.FirstSeed)
	if c.NoReferences {
		line += " --no-references"
	}
	return line
}
