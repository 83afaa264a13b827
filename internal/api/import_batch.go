package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"switchyard/internal/lifecycle"
)

// importing gathers rows for one write.
type importing struct {
	api     *API
	request *http.Request
	read    bool
	results *json.Encoder

	line    int // that was read last
	bytes   int // that were gathered
	done    []ImportResult
	intakes []lifecycle.Intake
	places  []int // of the intakes among what is done
}

func (b *importing) full() bool { return len(b.done) >= importBatch || b.bytes >= importBytes }

func (b *importing) add(row []byte) {
	b.bytes += len(row)
	result := ImportResult{Line: b.line}
	intake, err := b.api.importRow(b.request, row)
	if err != nil {
		result.Error = b.api.told(b.request, err)
	} else {
		b.places, b.intakes = append(b.places, len(b.done)), append(b.intakes, intake)
	}
	b.done = append(b.done, result)
}

// end stores the last rows. Any end but that of the body is told as the result
// of the row that did not come.
func (b *importing) end(ctx context.Context, err error) {
	if b.store(ctx) == nil && !errors.Is(err, io.EOF) {
		_ = b.results.Encode(ImportResult{Line: b.line + 1, Error: "this row and those after it did not arrive: send them again"})
	}
}

// store writes what was gathered and tells what became of it.
func (b *importing) store(ctx context.Context) error {
	for n, loaded := range b.api.config.Dispatcher.Load(ctx, b.intakes, b.read) {
		result := &b.done[b.places[n]]
		if loaded.Err != nil {
			result.Error = b.api.told(b.request, loaded.Err)
			continue
		}
		result.ID, result.Number = loaded.Ticket.ID, loaded.Ticket.Number
	}
	for _, result := range b.done {
		if err := b.results.Encode(result); err != nil {
			return err
		}
	}
	b.done, b.intakes, b.places, b.bytes = b.done[:0], b.intakes[:0], b.places[:0], 0
	return nil
}
