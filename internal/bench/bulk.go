package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// bulk runs triage over files of growing length, without language detection,
// and drops what it writes.
func bulk(ctx context.Context, b *bench) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	texts, err := os.ReadFile(b.file("clinc150", "test.jsonl"))
	if err != nil {
		return nil, err
	}
	rate := Figure{What: "triage of 100,000 short rows, all starter models, start included", Unit: "rows/s", Goal: AtLeast(20000), Timed: true}
	work := Figure{What: "  processor time a row", Unit: "us", Digits: 1, Timed: true}
	memory := map[int]*Figure{}
	for _, rows := range []int{10_000, 100_000, 100_000, 100_000, 1_000_000} {
		b.say("  %d rows", rows)
		r, err := b.triage(ctx, texts, rows)
		if err != nil {
			return nil, err
		}
		if rows == 100_000 {
			rate.Values = append(rate.Values, float64(rows)/r.seconds)
			work.Values = append(work.Values, r.cpu*1e6/float64(rows))
		}
		if memory[rows] == nil {
			memory[rows] = &Figure{What: fmt.Sprintf("peak memory of triage, %d rows", rows), Unit: "MB", Timed: true}
		}
		memory[rows].Values = append(memory[rows].Values, r.peak)
	}
	growth := memory[1_000_000].Value() / memory[100_000].Value()
	return []Figure{rate, work, *memory[10_000], *memory[100_000], *memory[1_000_000],
		{What: "memory for 1,000,000 rows as a multiple of that for 100,000", Digits: 2, Goal: AtMost(1.2), Values: []float64{growth}}}, nil
}

// bulkRun is what deciding a file took: seconds of wall clock and of processor
// time, and peak memory in MB.
type bulkRun struct{ seconds, cpu, peak float64 }

// triage decides so many rows.
func (b *bench) triage(ctx context.Context, texts []byte, rows int) (bulkRun, error) {
	name := filepath.Join(b.scratch, "rows.jsonl")
	if err := writeRows(name, texts, rows); err != nil {
		return bulkRun{}, err
	}
	in, err := os.Open(name)
	if err != nil {
		return bulkRun{}, err
	}
	defer func() { _ = in.Close() }()
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var complaints bytes.Buffer
	command := exec.CommandContext(ctx, built("switchyard"), "triage", "--no-language")
	command.Stdin, command.Stderr = in, &complaints
	start := time.Now()
	if err := command.Start(); err != nil {
		return bulkRun{}, err
	}
	done, peaked := make(chan struct{}), make(chan float64, 1)
	go func() { peaked <- peak(command.Process.Pid, done) }()
	err = command.Wait()
	took := time.Since(start)
	close(done)
	most := <-peaked
	if err != nil {
		return bulkRun{}, fmt.Errorf("switchyard triage: %w: %s", err, lastLine(complaints.String()))
	}
	used := command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	return bulkRun{took.Seconds(), used.Seconds(), most}, nil
}

// writeRows repeats the bodies of JSONL rows, each time under a fresh id.
func writeRows(name string, texts []byte, rows int) error {
	var bodies []string
	for line := range bytes.Lines(texts) {
		var row struct {
			Body string `json:"body"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return fmt.Errorf("rows for triage: %w", err)
		}
		bodies = append(bodies, row.Body)
	}
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	encoder := json.NewEncoder(out)
	for i := range rows {
		row := struct {
			ID   string `json:"id"`
			Body string `json:"body"`
		}{fmt.Sprintf("row-%d", i), bodies[i%len(bodies)]}
		if err = encoder.Encode(row); err != nil {
			break
		}
	}
	if err == nil {
		err = out.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
