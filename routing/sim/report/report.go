// Package report writes what simulations found as one HTML page that needs
// nothing else: its style and diagrams are inside it, it runs no scripts and
// fetches nothing.
package report

import (
	"errors"
	"fmt"
	"io"

	"switchyard/routing/sim"
)

// Report is what a page is written from.
type Report struct {
	Scenarios []sim.Scenario // what was simulated; those of no result are left out
	Results   []sim.Result   // as sim.Simulate gives them
	FirstSeed uint64
	Command   string // makes the results again; may be empty
}

// Write writes the page. Every string of a scenario is shown as text, whatever
// it holds. The same report gives the same bytes. It fails on no results, on
// results of no runs, and when w does.
func Write(w io.Writer, r Report) error {
	if len(r.Results) == 0 {
		return errors.New("there are no results to report: simulate at least one policy on one scenario")
	}
	for i := range r.Results {
		if len(r.Results[i].Runs) == 0 {
			return fmt.Errorf("policy %s on scenario %s has no runs to report: simulate at least one seed", r.Results[i].Policy, r.Results[i].Scenario)
		}
	}
	p, err := newPage(r)
	if err != nil {
		return err
	}
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}
