package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"switchyard/internal/triage"
	"switchyard/training"
)

// triageCommand decides rows in bulk, or one text.
type triageCommand struct {
	askFlags
	viewFlags
	Explain bool `help:"Add to each decision the words that carried it."`
	Workers *int `placeholder:"N" help:"Goroutines for rows; the output does not depend on it (default: ${cores})."`
}

// Help is the long description.
func (c *triageCommand) Help() string {
	return "Without --text it reads rows on standard input and writes a decision a line, as JSON. With --text it decides one text and shows what carried the decision."
}

// chunkRows is how many rows travel together: enough to make the hand-over
// cheap, few enough to keep memory small.
const chunkRows = 128

// chunk is a run of lines on their way through the workers.
type chunk struct {
	lines []training.Line
	out   chan []byte // gets the decisions, in order, once
}

func (c *triageCommand) Run(ctx context.Context, io streams) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Text != nil {
		return c.decideText(ctx, io)
	}
	engine, closeEngine, err := c.engine(ctx)
	if err != nil {
		return err
	}
	source, err := training.NewSource("standard input", io.in)
	if err != nil {
		return errors.Join(err, closeEngine())
	}
	workers := runtime.NumCPU()
	if c.Workers != nil {
		workers = *c.Workers
	}
	failed, err := decideAll(ctx, rowDecider{engine, c.Explain}, source.Lines(), workers, bufio.NewWriterSize(io.out, 1<<16))
	err = errors.Join(err, closeEngine())
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d rows could not be decided: their lines hold an error", failed)
	}
	return err
}

func (c *triageCommand) engine(ctx context.Context) (*triage.Engine, func() error, error) {
	opts, _, err := c.options()
	if err != nil {
		return nil, nil, err
	}
	detector, err := c.detector()
	if err != nil {
		return nil, nil, err
	}
	if detector != nil {
		if err := detector.Load(ctx); err != nil {
			return nil, nil, err
		}
	}
	set, err := c.models(opts)
	if err != nil {
		return nil, nil, err
	}
	engine, err := triage.New(set, detector, c.FalseAlarms)
	if err != nil {
		return nil, nil, errors.Join(err, set.Close())
	}
	return engine, set.Close, nil
}

// rowDecider decides rows, one at a time.
type rowDecider struct {
	engine  *triage.Engine
	explain bool
}

// decideAll writes one line for each line read, in order: a decision, or an
// object with the line number and what is wrong with it. failed counts those.
// Memory is bounded by the chunks in flight, whatever the input.
func decideAll(ctx context.Context, decider rowDecider, lines iter.Seq2[training.Line, error], workers int, to *bufio.Writer) (failed int64, err error) {
	group, ctx := errgroup.WithContext(ctx)
	todo, ordered := make(chan chunk), make(chan chunk, 2*workers)
	var broken atomic.Int64
	group.Go(func() error {
		defer close(ordered)
		defer close(todo)
		return cut(ctx, lines, todo, ordered)
	})
	for range workers {
		group.Go(func() error {
			for c := range todo {
				c.out <- decider.chunk(c.lines, &broken)
			}
			return nil
		})
	}
	group.Go(func() error {
		for c := range ordered {
			select {
			case decisions := <-c.out:
				if _, err := to.Write(decisions); err != nil {
					return fmt.Errorf("write decisions: %w", err)
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	err = group.Wait()
	return broken.Load(), errors.Join(err, to.Flush())
}

// cut hands chunks to the workers and, in the same order, to the writer.
func cut(ctx context.Context, lines iter.Seq2[training.Line, error], todo, ordered chan<- chunk) error {
	pending := chunk{out: make(chan []byte, 1)}
	send := func() error {
		for _, to := range []chan<- chunk{ordered, todo} {
			select {
			case to <- pending:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		pending = chunk{out: make(chan []byte, 1)}
		return nil
	}
	for line, err := range lines {
		if err != nil {
			return errors.Join(err, send()) // what was read before is still decided
		}
		pending.lines = append(pending.lines, line)
		if len(pending.lines) == chunkRows {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// rowFailure takes the place of a decision that could not be made.
type rowFailure struct {
	ID    string `json:"id,omitempty"`
	Line  int    `json:"line"`
	Error string `json:"error"`
}

func (r rowDecider) chunk(lines []training.Line, broken *atomic.Int64) []byte {
	var out []byte
	for _, line := range lines {
		encoded, err := r.line(line)
		if err != nil {
			broken.Add(1)
			encoded, _ = json.Marshal(rowFailure{Line: line.Number, Error: err.Error()}) // strings always encode
		}
		out = append(append(out, encoded...), '\n')
	}
	return out
}

func (r rowDecider) line(line training.Line) ([]byte, error) {
	row, err := training.ParseRow(line.Data)
	if err != nil {
		var bad *training.RowError
		if errors.As(err, &bad) {
			bad.File, bad.Line = "standard input", line.Number
		}
		return nil, err
	}
	d, err := r.engine.Decide(triage.Item{ID: row.ID, Subject: row.Subject, Body: row.Body, Language: row.Language, Explain: r.explain}, time.Now())
	if err != nil {
		return nil, err
	}
	return json.Marshal(d)
}
