package history

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// ExportOptions say what of a desk is written, and how.
type ExportOptions struct {
	// After is a place in the log of events, as Exported.Cursor gives it: only
	// tickets with events after it are written. 0 is all of them.
	After int64
	// Since leaves out tickets that were last changed before; zero leaves out none.
	Since time.Time
	Plain bool // personal data is written as it is
	Files bool // with the contents of attachments of up to MaxFile bytes
	// Progress, which may be nil, hears how many tickets of about how many are
	// written. It is called by one goroutine at a time.
	Progress func(done, total int64)
}

// Exported is what was written.
type Exported struct {
	Tickets int64 `json:"tickets"`
	Lines   int64 `json:"lines"`
	Bytes   int64 `json:"bytes"`
	LeftOut int   `json:"files_left_out,omitempty"` // contents that are too large, or gone
	// Cursor is where the log stood before anything was read: what changes from
	// then on comes with an export after it.
	Cursor int64 `json:"cursor"`
}

const (
	// page is how many tickets are read and written at a time.
	page = 128
	// MaxFile is the largest content that is exported, in bytes.
	MaxFile = 32 << 20
)

// Export writes the history of a desk as lines. The memory it takes does not grow
// with the desk, but for 24 bytes a ticket where only changed ones are asked
// for. Each page of tickets is as of one instant; a desk that is at work
// meanwhile may be newer in later pages.
func Export(ctx context.Context, s store.Store, w io.Writer, o ExportOptions) (Exported, error) {
	x := exporter{store: s, out: w, options: o}
	err := x.run(ctx)
	return x.done, err
}

type exporter struct {
	store   store.Store
	out     io.Writer
	options ExportOptions
	asOf    time.Time
	redact  *redactor
	total   int64
	done    Exported
}

// written is a page as bytes.
type written struct {
	lines   []byte
	tickets int64
	files   int64
	leftOut int
}

func (x *exporter) run(ctx context.Context) (err error) {
	if x.done.Cursor, err = x.store.Head(ctx); err != nil {
		return err
	}
	if err := x.head(ctx); err != nil {
		return err
	}
	err = ordered(ctx, runtime.GOMAXPROCS(0), x.pages, x.write, func(p written) error {
		x.done.Tickets, x.done.LeftOut = x.done.Tickets+p.tickets, x.done.LeftOut+p.leftOut
		if err := x.put(p.lines, p.tickets+p.files); err != nil {
			return err
		}
		if x.options.Progress != nil {
			x.options.Progress(x.done.Tickets, x.total)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return x.line(End{Kind: TheEnd, Lines: x.done.Lines, Tickets: x.done.Tickets})
}

func (x *exporter) put(b []byte, lines int64) error {
	n, err := x.out.Write(b)
	x.done.Lines, x.done.Bytes = x.done.Lines+lines, x.done.Bytes+int64(n)
	return err
}

func (x *exporter) line(v any) error {
	b, err := encodeLine(v)
	if err != nil {
		return err
	}
	return x.put(append(b, '\n'), 1)
}

// head writes the header, and who works at the desk.
func (x *exporter) head(ctx context.Context) error {
	latest, err := x.store.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByUpdated, Descending: true}, Limit: 1})
	if err != nil {
		return err
	}
	if len(latest) > 0 {
		x.asOf = latest[0].UpdatedAt
	}
	if err := x.line(Header{Format: Format, Version: Version, Redacted: !x.options.Plain, AsOf: x.asOf}); err != nil {
		return err
	}
	organisations, err := listed(ctx, x.store, store.Organisations, organisationOf, func(o *Organisation) uuid.UUID { return o.ID })
	if err != nil {
		return err
	}
	teams, err := listed(ctx, x.store, store.Teams, teamOf, func(t *Team) uuid.UUID { return t.ID })
	if err != nil {
		return err
	}
	agents, err := listed(ctx, x.store, store.Agents, agentOf, func(a *Agent) uuid.UUID { return a.ID })
	if err != nil {
		return err
	}
	if !x.options.Plain {
		x.redact = &redactor{names: map[uuid.UUID]string{}}
		for i := range organisations {
			organisations[i].redact()
		}
		for i := range agents {
			x.redact.names[agents[i].ID] = agents[i].Name
			agents[i].redact()
		}
	}
	var lines []any
	for i := range organisations {
		lines = append(lines, &organisations[i])
	}
	for i := range teams {
		lines = append(lines, &teams[i])
	}
	for i := range agents {
		lines = append(lines, &agents[i])
	}
	for _, line := range lines {
		if err := x.line(line); err != nil {
			return err
		}
	}
	return nil
}

// listed reads all records of a kind, in order of id: that of keys is another
// once they are redacted.
func listed[S, L any](ctx context.Context, s store.Store, kind store.RecordKind, line func(*S) L, id func(*L) uuid.UUID) ([]L, error) {
	records, err := s.RecordsOf(ctx, kind)
	if err != nil {
		return nil, err
	}
	all := make([]L, len(records))
	for i := range records {
		var value S
		if err := json.Unmarshal(records[i].Body, &value); err != nil {
			return nil, ticket.Wrap(ticket.Unavailable, err, "%s %s is not readable: restore the database from a backup", kind, records[i].ID)
		}
		all[i] = line(&value)
	}
	slices.SortFunc(all, func(a, b L) int {
		x, y := id(&a), id(&b)
		return slices.Compare(x[:], y[:])
	})
	return all, nil
}

// pages gives the numbers of the tickets to write, a page at a time.
func (x *exporter) pages(ctx context.Context, give func([]int64) error) error {
	if x.options.After > 0 || !x.options.Since.IsZero() {
		numbers, err := x.changed(ctx)
		if err != nil {
			return err
		}
		x.total = int64(len(numbers))
		for some := range slices.Chunk(numbers, page) {
			if err := give(some); err != nil {
				return err
			}
		}
		return nil
	}
	last, err := x.store.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}, Limit: 1})
	if err != nil || len(last) == 0 {
		return err
	}
	x.total = last[0].Number
	for from := int64(1); from <= last[0].Number; from += page {
		some := make([]int64, 0, page)
		for n := from; n < from+page && n <= last[0].Number; n++ {
			some = append(some, n)
		}
		if err := give(some); err != nil {
			return err
		}
	}
	return nil
}

// write is a page as lines.
func (x *exporter) write(ctx context.Context, numbers []int64) (written, error) {
	var p written
	wholes, err := x.store.Wholes(ctx, numbers, Telling)
	if err != nil {
		return p, err
	}
	var b bytes.Buffer
	b.Grow(len(wholes) * 4096)
	if x.options.Files {
		if err := x.files(ctx, wholes, &b, &p); err != nil {
			return p, err
		}
	}
	for i := range wholes {
		t, err := ticketOf(&wholes[i], x.asOf)
		if err == nil && x.redact != nil {
			err = x.redact.ticket(t)
		}
		if err == nil {
			err = appendTicket(&b, t)
		}
		if err != nil {
			return p, err
		}
		p.tickets++
	}
	p.lines = b.Bytes()
	return p, nil
}
