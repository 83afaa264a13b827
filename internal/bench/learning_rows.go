package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/retrain"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training"
)

// inScope reads the rows of a file that have a category.
func inScope(file string) (rows []training.Row, err error) {
	source, err := training.OpenFile(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = source.Close() }()
	for row, err := range source.Rows() {
		if err != nil {
			return nil, err
		}
		if row.Labels.Category != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// fitRows fits a bundle as switchyard train does with the recipe for CLINC150.
func fitRows(ctx context.Context, rows []training.Row) (*models.Bundle, error) {
	set := &training.Dataset{Task: models.Category, Skipped: training.Skipped{}}
	at := map[string]int{}
	for _, row := range rows {
		label, known := at[row.Labels.Category]
		if !known {
			label = len(set.Labels)
			at[row.Labels.Category] = label
			set.Labels = append(set.Labels, row.Labels.Category)
		}
		set.Examples = append(set.Examples, training.Example{ID: row.ID, Text: row.Text(), Language: row.Language, Label: label})
	}
	options := training.DefaultOptions(len(rows))
	options.Hidden = 176
	result, err := training.Train(ctx, set, nil, options, time.Unix(0, 0), func(training.Progress) {})
	if err != nil {
		return nil, err
	}
	_, err = result.Bundle.Seal()
	return result.Bundle, err
}

// labelled writes rows for the retrainer, a minute apart before an instant.
func (b *bench) labelled(name string, rows []training.Row, before time.Time) (*retrain.File, error) {
	return b.lines(name, len(rows), func(i int) any {
		row := rows[i]
		row.CreatedAt = before.Add(time.Duration(i-len(rows)) * time.Minute)
		return row
	})
}

// takeIn imports rows as tickets that agents have sorted, spread over the last
// quarter.
func (b *bench) takeIn(ctx context.Context, d *schooled, rows []training.Row) error {
	file, err := b.lines("tickets.jsonl", len(rows)+2, func(i int) any {
		switch i {
		case 0:
			return history.Header{Format: history.Format, Version: history.Version}
		case len(rows) + 1:
			return history.End{Kind: history.TheEnd, Lines: int64(len(rows) + 1), Tickets: int64(len(rows))}
		}
		row := &rows[i-1]
		at := d.now.Add(time.Duration(float64(i) / float64(len(rows)) * float64(90*24*time.Hour)))
		who := uuid.NewSHA1(uuid.UUID{1}, []byte(row.ID))
		return history.Ticket{
			Kind: history.ATicket, ID: uuid.NewSHA1(uuid.UUID{2}, []byte(row.ID)), Status: ticket.Resolved, Priority: ticket.Normal, Channel: ticket.API,
			Category: row.Labels.Category, Language: row.Language, Human: []string{"category"}, CreatedAt: at, UpdatedAt: at, StatusAt: at,
			Requester: history.Requester{ID: who, CreatedAt: at},
			Messages: []history.Message{{Message: ticket.Message{
				ID: uuid.Must(uuid.NewV7()), Author: ticket.Actor{Kind: ticket.ByRequester, ID: who}, Public: true, Channel: ticket.API, Text: row.Body, At: at}}},
		}
	})
	if err != nil {
		return err
	}
	o, err := history.Opened(history.ImportOptions{Now: d.now.Add(91 * 24 * time.Hour), NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }}, history.Foreign{Format: "switchyard"}, []string{file.Name})
	if err != nil {
		return err
	}
	done, err := history.Import(ctx, d.store, o)
	if err == nil && done.Tickets != int64(len(rows)) {
		err = fmt.Errorf("%d of %d tickets were taken in", done.Tickets, len(rows))
	}
	return err
}

// lines writes values as lines of a scratch file.
func (b *bench) lines(name string, n int, line func(i int) any) (*retrain.File, error) {
	path := filepath.Join(b.scratch, name)
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	encoder := json.NewEncoder(f)
	for i := range n {
		if err = encoder.Encode(line(i)); err != nil {
			break
		}
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return &retrain.File{Name: path}, err
}
