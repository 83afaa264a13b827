package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"switchyard/internal/audit"
)

// auditCommand looks after the log of events.
type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that no event was altered, removed or put in."`
}

type auditVerifyCommand struct {
	DB   string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// progressEvery is how many events lie between two lines of progress.
const progressEvery = 100_000

func (c *auditVerifyCommand) Run(ctx context.Context, io streams) error {
	if file, ok := sqliteFile(c.DB); ok { // to open it would make one, whose log is in order
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("--db %s: there is no log to verify: %w", c.DB, err)
		}
	}
	s, err := openStore(ctx, c.DB)
	if err != nil {
		return err
	}
	next := int64(progressEvery)
	report, err := audit.Verify(ctx, s, func(read int64) {
		if read >= next {
			fmt.Fprintf(io.err, "%d events read\n", read)
			next = read - read%progressEvery + progressEvery
		}
	})
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(io.out, "%d events of %d tickets\n", report.Events, report.Tickets)
		if report.Missing > 0 {
			fmt.Fprintf(io.out, "%d places of the log have no event\n", report.Missing)
		}
		if report.Erased > 0 {
			fmt.Fprintf(io.out, "%d events without the words of people who were erased\n", report.Erased)
		}
		for _, fault := range report.Faults {
			fmt.Fprintf(io.out, "  %s\n", fault.Detail)
		}
	}
	if n := len(report.Faults); n > 0 {
		return fmt.Errorf("the log is not what was written: %d faults", n)
	}
	return nil
}
