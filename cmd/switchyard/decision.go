package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/store"
)

// decisionCommand looks into who got which ticket, and why.
type decisionCommand struct {
	Replay decisionReplayCommand `cmd:"" help:"Make a decision again from what it was made on, and hold it against what was stored."`
	Diff   decisionDiffCommand   `cmd:"" help:"Say what other settings of routing would have made of past decisions."`
}

type decisionReplayCommand struct {
	ID string `arg:"" help:"Id of the decision, as GET /v1/tickets/{id}/decision shows it."`
	DB string `name:"db" default:"sqlite:switchyard.db" placeholder:"DATABASE" help:"As for serve (default sqlite:switchyard.db)."`
}

// openOld opens a database that is there: to open one that is not would make it.
func openOld(ctx context.Context, name string) (store.Store, error) {
	if file, ok := sqliteFile(name); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("--db %s: there are no decisions: %w", name, err)
		}
	}
	return openStore(ctx, name)
}

func (c *decisionReplayCommand) Run(ctx context.Context, io streams) error {
	id, err := uuid.Parse(c.ID)
	if err != nil {
		return fmt.Errorf("%.40q is no id of a decision: take the id that GET /v1/tickets/{id}/decision shows", c.ID)
	}
	s, err := openOld(ctx, c.DB)
	if err != nil {
		return err
	}
	replay, err := replayOf(ctx, s, id)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s\n", replay.Again)
	if replay.Same() {
		fmt.Fprintf(io.err, "the same as was stored, to the byte (%d bytes)\n", len(replay.Again))
		return nil
	}
	fmt.Fprint(io.err, lineDiff(replay.Stored, replay.Again))
	return errors.New("the decision is not the one that was stored (- stored, + now)")
}

func replayOf(ctx context.Context, s store.Store, id uuid.UUID) (*dispatch.Replay, error) {
	found, err := s.DecisionsFrom(ctx, id, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].ID != id {
		return nil, fmt.Errorf("there is no decision %s, or no longer", id)
	}
	return dispatch.ReplayDecision(ctx, s, &found[0])
}

// shownLines is how many lines of a difference are shown.
const shownLines = 60

// lineDiff shows where two JSON values differ, line by line.
func lineDiff(was, is []byte) string {
	a, b := indented(was), indented(is)
	var out strings.Builder
	shown := 0
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x == y {
			continue
		}
		if shown++; shown > shownLines {
			out.WriteString("...\n")
			break
		}
		fmt.Fprintf(&out, "- %s\n+ %s\n", x, y)
	}
	return out.String()
}

func indented(raw []byte) []string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", " ") != nil {
		return []string{string(raw)}
	}
	return strings.Split(b.String(), "\n")
}
