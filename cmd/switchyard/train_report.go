package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"switchyard/training"
	"switchyard/training/report"
)

// writeReport does the fits that only a report needs and writes the page.
func (c *trainCommand) writeReport(ctx context.Context, r report.Report, set, held *training.Dataset, opts training.Options, progress func(training.Progress)) error {
	var err error
	if r.LearningCurve, err = training.LearningCurve(ctx, set, held, opts, progress); err != nil {
		return err
	}
	if r.Suspicions, err = training.Suspicious(ctx, set, training.SuspicionFolds, opts, progress); err != nil {
		return err
	}
	r.Skipped = set.Skipped
	if held != nil {
		r.SkippedHeldOut = held.Skipped
	}
	var page bytes.Buffer
	if err := report.Write(&page, r); err != nil {
		return err
	}
	return writeWhole("--report", c.Report, page.Bytes())
}

// writeWhole writes a file beside its place and moves it there, so that it is
// never seen half-written. Errors name the flag.
func writeWhole(flag, name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".report-")
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}
