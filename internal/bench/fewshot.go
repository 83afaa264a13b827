package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// draws are the fixed small samples of Banking77: ids of training rows by
// shots and draw.
type draws struct {
	Shots map[string]map[string][]string `json:"shots"`
}

func fewShot(ctx context.Context, b *bench) ([]Figure, error) {
	var d draws
	listed, err := os.ReadFile(b.file("banking77", "fewshot.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(listed, &d); err != nil {
		return nil, fmt.Errorf("fewshot.json: %w", err)
	}
	all, err := os.ReadFile(b.file("banking77", "train.jsonl"))
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, asked := range []struct {
		shots int
		goal  float64
	}{{5, 67}, {10, 75}} {
		f := Figure{What: fmt.Sprintf("Banking77 accuracy, %d examples a label", asked.shots), Unit: "%", Digits: 2, Goal: AtLeast(asked.goal)}
		drawn := d.Shots[strconv.Itoa(asked.shots)]
		for i := range len(drawn) {
			b.say("  banking77, %d examples a label, draw %d", asked.shots, i)
			rows, err := pick(all, drawn[strconv.Itoa(i)])
			if err != nil {
				return figures, err
			}
			accuracy, err := b.drawn(ctx, rows)
			if err != nil {
				return figures, err
			}
			f.Values = append(f.Values, 100*accuracy)
		}
		if len(f.Values) == 0 {
			return figures, fmt.Errorf("fewshot.json has no draws of %d", asked.shots)
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// drawn is the accuracy after training on the given rows.
func (b *bench) drawn(ctx context.Context, rows []byte) (float64, error) {
	train := filepath.Join(b.scratch, "drawn.jsonl")
	if err := os.WriteFile(train, rows, 0o644); err != nil {
		return 0, err
	}
	model, err := b.fit(ctx, "banking77-fewshot", 1, train)
	if err != nil {
		return 0, err
	}
	result, err := eval(ctx, model, b.file("banking77", "test.jsonl"))
	return float64(result.Accuracy), err
}

// pick gives the JSONL rows with the ids, in the order of the ids.
func pick(rows []byte, ids []string) ([]byte, error) {
	byID := map[string][]byte{}
	for line := range bytes.Lines(rows) {
		var row struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, fmt.Errorf("pick rows: %w", err)
		}
		byID[row.ID] = bytes.TrimSpace(line)
	}
	var out bytes.Buffer
	for _, id := range ids {
		row, ok := byID[id]
		if !ok {
			return nil, fmt.Errorf("pick rows: there is no row %q", id)
		}
		out.Write(row)
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}
