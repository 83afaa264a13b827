package retrain

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"switchyard/internal/history"
	"switchyard/internal/store"
	"switchyard/models"
	"switchyard/training"
)

// File is a history as history.Export writes it, or labelled rows as training
// reads them, one a line, plain or gzip.
type File struct{ Name string }

// examples gives its rows. The last error, if any, ends it.
func (f *File) examples(ctx context.Context) iter.Seq2[history.Example, error] {
	return func(yield func(history.Example, error) bool) {
		in, err := os.Open(f.Name)
		if err != nil {
			yield(history.Example{}, err)
			return
		}
		defer func() { _ = in.Close() }()
		reader, err := history.NewReader(in)
		if err == nil {
			for e, err := range history.Examples(ctx, reader) {
				if err != nil {
					err = fmt.Errorf("%s: %w", f.Name, err)
				}
				if !yield(e, err) {
					return
				}
			}
			return
		}
		var wrong *history.LineError
		if !errors.As(err, &wrong) || wrong.Field != "format" {
			yield(history.Example{}, fmt.Errorf("%s: %w", f.Name, err))
			return
		}
		for e, err := range f.rows(ctx) {
			if !yield(e, err) {
				return
			}
		}
	}
}

// rows reads labelled rows; what says how far a label can be trusted stands under
// meta, and a label without that was set by a person.
func (f *File) rows(ctx context.Context) iter.Seq2[history.Example, error] {
	return func(yield func(history.Example, error) bool) {
		source, err := training.OpenFile(f.Name)
		if err != nil {
			yield(history.Example{}, err)
			return
		}
		defer func() { _ = source.Close() }()
		for row, err := range source.Rows() {
			if err == nil {
				err = ctx.Err()
			}
			e := history.Example{ID: row.ID, Subject: row.Subject, Body: row.Body, Language: row.Language, CreatedAt: row.CreatedAt,
				Labels: history.Answers{Category: row.Labels.Category, Priority: row.Labels.Priority, Spam: row.Labels.Spam}}
			if err == nil && len(bytes.TrimSpace(row.Meta)) > 0 && json.Unmarshal(row.Meta, &e.Meta) != nil {
				e.Meta = history.Trust{} // it is somebody else's
			}
			if e.ID == "" {
				e.ID = fmt.Sprintf("line %d", row.Line)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// desk gives the tickets of a store as rows, without writing them down.
func desk(ctx context.Context, s store.Store, told func(done, total int64)) iter.Seq2[history.Example, error] {
	return func(yield func(history.Example, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		from, to := io.Pipe()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			out := bufio.NewWriterSize(to, 1<<18)
			_, err := history.Export(ctx, s, out, history.ExportOptions{Plain: true, Progress: told})
			if err == nil {
				err = out.Flush()
			}
			_ = to.CloseWithError(err)
		}()
		defer func() {
			stop()
			_ = from.Close()
			<-ended
		}()
		reader, err := history.NewReader(from)
		if err != nil {
			yield(history.Example{}, err)
			return
		}
		for e, err := range history.Examples(ctx, reader) {
			if !yield(e, err) {
				return
			}
		}
	}
}

// gather takes rows for each task.
func gather(examples iter.Seq2[history.Example, error], tasks []models.Task) (map[models.Task][]Row, error) {
	rows := map[models.Task][]Row{}
	for e, err := range examples {
		if err != nil {
			return nil, err
		}
		for _, task := range tasks {
			if r, ok := rowOf(&e, task); ok {
				rows[task] = append(rows[task], r)
			}
		}
	}
	return rows, nil
}
