package history

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"maps"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// looked is how many events or tickets are looked at at a time for what changed.
const looked = 1000

// changed gives the numbers of the tickets that were changed after the cursor
// and since the instant that the options name, in order.
func (x *exporter) changed(ctx context.Context) ([]int64, error) {
	var since []int64
	if !x.options.Since.IsZero() {
		var err error
		if since, err = x.since(ctx); err != nil || x.options.After == 0 {
			return since, err
		}
	}
	numbers, err := x.after(ctx)
	if err != nil || x.options.Since.IsZero() {
		return numbers, err
	}
	return slices.DeleteFunc(numbers, func(n int64) bool {
		_, both := slices.BinarySearch(since, n)
		return !both
	}), nil
}

func (x *exporter) after(ctx context.Context) ([]int64, error) {
	if x.options.After > x.done.Cursor {
		return nil, ticket.Errorf(ticket.Invalid, "after", "the log ends at %d: a cursor of %d is of another database", x.done.Cursor, x.options.After)
	}
	ids := map[uuid.UUID]bool{}
	for after := x.options.After; after < x.done.Cursor; {
		events, err := x.store.Events(ctx, store.EventQuery{After: after, Limit: looked})
		if err != nil {
			return nil, err
		}
		for i := range events {
			if after = events[i].Seq; events[i].Ticket != uuid.Nil {
				ids[events[i].Ticket] = true
			}
		}
		if len(events) < looked {
			break
		}
	}
	var numbers []int64
	for some := range slices.Chunk(slices.Collect(maps.Keys(ids)), looked) {
		found, err := x.store.Numbers(ctx, some)
		if err != nil {
			return nil, err
		}
		numbers = slices.AppendSeq(numbers, maps.Values(found))
	}
	slices.Sort(numbers)
	return numbers, nil
}

func (x *exporter) since(ctx context.Context) ([]int64, error) {
	var numbers []int64
	q := store.TicketQuery{Order: store.Order{By: store.ByUpdated, Descending: true}, Limit: looked}
	for {
		tickets, err := x.store.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range tickets {
			if tickets[i].UpdatedAt.Before(x.options.Since) {
				slices.Sort(numbers)
				return numbers, nil
			}
			numbers = append(numbers, tickets[i].Number)
		}
		if len(tickets) < looked {
			slices.Sort(numbers)
			return slices.Compact(numbers), nil
		}
		after := store.PositionOf(&tickets[looked-1], q.Order.By)
		q.After = &after
	}
}

// files writes the contents that a page names, each once.
func (x *exporter) files(ctx context.Context, wholes []store.Whole, b *bytes.Buffer, p *written) error {
	var hashes []ticket.Hash
	for i := range wholes {
		for j := range wholes[i].Messages {
			for _, a := range wholes[i].Messages[j].Attachments {
				if h, err := hex.DecodeString(a.Hash); err == nil && len(h) == len(ticket.Hash{}) {
					hashes = append(hashes, ticket.Hash(h))
				}
			}
		}
	}
	slices.SortFunc(hashes, func(a, b ticket.Hash) int { return slices.Compare(a[:], b[:]) })
	for _, hash := range slices.Compact(hashes) {
		data, err := x.content(ctx, hash)
		if err != nil {
			return err
		}
		if data == nil {
			p.leftOut++
			continue
		}
		if err := appendJSON(b, File{Kind: AFile, Hash: hash, Data: data}); err != nil {
			return err
		}
		b.WriteByte('\n')
		p.files++
	}
	return nil
}

// content reads a content, nil for one that is gone or too large.
func (x *exporter) content(ctx context.Context, hash ticket.Hash) ([]byte, error) {
	size, err := x.store.BlobSize(ctx, hash)
	if ticket.IsKind(err, ticket.NotFound) || err == nil && size > MaxFile {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := x.store.Blob(ctx, hash)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	if closed := r.Close(); err == nil {
		err = closed
	}
	return data, err
}
