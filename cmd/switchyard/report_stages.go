package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// stages tells of the progress of work that has several stages: a bar for each on a
// terminal, a line for each elsewhere.
type stages struct {
	io    streams
	quiet bool
	drawn bool // on a terminal
	stage string
	bar   *progressbar.ProgressBar
	begun time.Time
}

func newStages(io streams, quiet bool) *stages {
	file, ok := io.err.(*os.File)
	return &stages{io: io, quiet: quiet, drawn: ok && term.IsTerminal(int(file.Fd()))}
}

// tell hears that so many of a stage are done; total is 0 where it is not known.
func (s *stages) tell(stage string, done, total int) {
	if s.quiet {
		return
	}
	if stage != s.stage {
		s.end()
		s.stage, s.begun = stage, time.Now()
		if s.drawn {
			s.bar = progressbar.NewOptions(max(total, done, 1), progressbar.OptionSetWriter(s.io.err), progressbar.OptionSetDescription(stage),
				progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
		}
	}
	if s.bar != nil {
		s.bar.ChangeMax(max(total, done, 1))
		_ = s.bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// end ends the stage that is told of.
func (s *stages) end() {
	switch {
	case s.stage == "":
		return
	case s.bar != nil:
		_ = s.bar.Finish()
	default:
		fmt.Fprintf(s.io.err, "%s: %.1f s\n", strings.TrimSpace(s.stage), time.Since(s.begun).Seconds())
	}
	s.stage, s.bar = "", nil
}
