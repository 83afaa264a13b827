package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"switchyard/internal/history"
)

// exportCommand writes the history of a desk to a file.
type exportCommand struct {
	DB        string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
	Out       string `required:"" placeholder:"FILE" help:"File to write, one line a ticket (docs/history.md); - for standard output. It is there whole or not at all."`
	After     int64  `placeholder:"CURSOR" help:"Only tickets that changed after this place in the log, as the export before printed it."`
	Cursor    string `placeholder:"FILE" help:"Read the place from this file, if it is there, and write the next one into it."`
	Since     string `placeholder:"TIME" help:"Only tickets that changed at or after this time, such as 2026-01-31 or 2026-01-31T09:30:00Z."`
	NoRedact  bool   `help:"Write personal data as it is: names, addresses, texts."`
	WithFiles bool   `help:"With the contents of attachments of up to 32 MiB; only with --no-redact."`
	Quiet     bool   `short:"q" help:"Draw no progress bar."`
}

// Run writes the file beside its place and moves it there when it is whole.
func (c *exportCommand) Run(ctx context.Context, io streams) error {
	defer rushed()()
	o, err := c.options()
	if err != nil {
		return err
	}
	s, err := openOld(ctx, c.DB)
	if err != nil {
		return err
	}
	bar := newCounter(io, "tickets", c.Quiet)
	o.Progress = func(done, total int64) { bar.set(done, total) }
	var done history.Exported
	begin := time.Now()
	err = whole(c.Out, io.out, func(to *bufio.Writer) error {
		var err error
		done, err = history.Export(ctx, s, to, o)
		return err
	})
	bar.end()
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	if c.Cursor != "" {
		if err := whole(c.Cursor, io.out, func(to *bufio.Writer) error {
			_, err := fmt.Fprintln(to, done.Cursor)
			return err
		}); err != nil {
			return err
		}
	}
	took := time.Since(begin)
	fmt.Fprintf(io.err, "%d tickets, %.1f MB in %.1f s (%.0f tickets/s)\n", done.Tickets, float64(done.Bytes)/1e6, took.Seconds(), float64(done.Tickets)/max(took.Seconds(), 1e-9))
	if done.LeftOut > 0 {
		fmt.Fprintf(io.err, "%d files were left out: larger than 32 MiB, or gone\n", done.LeftOut)
	}
	fmt.Fprintf(io.err, "cursor %d: what changes from now on comes with --after %d\n", done.Cursor, done.Cursor)
	return nil
}

func (c *exportCommand) options() (history.ExportOptions, error) {
	o := history.ExportOptions{After: c.After, Plain: c.NoRedact, Files: c.WithFiles}
	if c.WithFiles && !c.NoRedact {
		return o, errors.New("--with-files: contents of files cannot be redacted: add --no-redact, or leave it out")
	}
	if c.After < 0 {
		return o, fmt.Errorf("--after %d: give the cursor that an export printed, or none", c.After)
	}
	if c.Since != "" {
		at, err := time.Parse(time.RFC3339, c.Since)
		if err != nil {
			if at, err = time.Parse(time.DateOnly, c.Since); err != nil {
				return o, fmt.Errorf("--since %.40q is no time: write 2026-01-31 (UTC) or 2026-01-31T09:30:00Z", c.Since)
			}
		}
		o.Since = at
	}
	if c.Cursor != "" && c.After == 0 {
		raw, err := os.ReadFile(c.Cursor)
		switch {
		case errors.Is(err, os.ErrNotExist): // the first time
		case err != nil:
			return o, fmt.Errorf("--cursor: %w", err)
		default:
			if o.After, err = strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64); err != nil || o.After < 0 {
				return o, fmt.Errorf("--cursor: %s holds no cursor but %.40q: remove it to begin anew", c.Cursor, raw)
			}
		}
	}
	return o, nil
}

// whole writes a file that is there whole or not at all; - is standard output.
func whole(name string, standard io.Writer, write func(*bufio.Writer) error) error {
	if name == "-" {
		out := bufio.NewWriterSize(standard, 1<<18)
		return errors.Join(write(out), out.Flush())
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", name, err)
	}
	out := bufio.NewWriterSize(file, 1<<18)
	err = write(out)
	for _, step := range []func() error{out.Flush, file.Sync} {
		if err == nil {
			err = step()
		}
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// counter draws progress on a terminal, and nothing elsewhere.
type counter struct {
	drawn *progressbar.ProgressBar
	io    streams
	what  string
	quiet bool
}

func newCounter(io streams, what string, quiet bool) *counter {
	file, ok := io.err.(*os.File)
	return &counter{io: io, what: what, quiet: quiet || !ok || !term.IsTerminal(int(file.Fd()))}
}

// set draws that so many of about so many are done; 0 is not known yet.
func (b *counter) set(done, total int64) {
	if b.quiet {
		return
	}
	if b.drawn == nil {
		b.drawn = progressbar.NewOptions64(max(total, done), progressbar.OptionSetWriter(b.io.err), progressbar.OptionSetDescription(b.what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
	}
	if total > b.drawn.GetMax64() {
		b.drawn.ChangeMax64(total)
	}
	_ = b.drawn.Set64(done) // a bar that cannot be drawn is no reason to stop
}

func (b *counter) end() {
	if b.drawn != nil {
		_ = b.drawn.Finish()
	}
}
