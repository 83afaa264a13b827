package history

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
)

// ImportOptions say how a history is taken in.
type ImportOptions struct {
	// Open opens the source. It may be called more than once: where there are
	// tickets, nothing is written before all of it was checked.
	Open func() (Source, io.Closer, error)
	// Rewrite changes a line before it is checked, as a mapping does; nil for none.
	Rewrite func(*Line)

	DryRun  bool // write nothing
	SkipBad bool // leave bad lines out in place of refusing all

	Now   time.Time        // of the events that tell of the import
	NewID func() uuid.UUID // a new UUIDv7 each time

	// Tell hears what becomes of each line, as it is known; nil for nobody. It and
	// Progress, which hears how many tickets were checked and how many of them are
	// done with, are called by one goroutine at a time.
	Tell     func(Note)
	Progress func(checked, done int64)
}

// Note is what becomes, or would become, of a line.
type Note struct {
	Line int64  `json:"line,omitempty"`
	What Fate   `json:"what"`
	Text string `json:"text"`
}

// Fate is what becomes of a line.
type Fate string

// The fates.
const (
	New     Fate = "new"     // it is stored, or would be
	There   Fate = "there"   // it was there already and stays as it is
	Bad     Fate = "bad"     // it cannot be taken
	Warning Fate = "warning" // it can, and somebody should look
)

// Imported is what became of a history.
type Imported struct {
	Tickets    int64 `json:"tickets"`       // stored, or to be stored in a dry run
	There      int64 `json:"tickets_there"` // already
	Bad        int64 `json:"bad_lines"`
	People     int64 `json:"people"`     // agents, teams and organisations stored
	Requesters int64 `json:"requesters"` // stored; not told by a dry run
	Files      int64 `json:"files"`
	Warnings   int64 `json:"warnings"`
}

// ErrRefused says that a history has bad lines and nothing was written.
var ErrRefused = errors.New("nothing was written: mend the lines, or leave them out with --skip-bad")

// Import takes a history in. What is there already, by id, stays as it is, so
// that importing twice changes nothing. Into a database without tickets all is
// stored as one change, unless bad lines are skipped or there are contents; else
// some hundreds of tickets at a time, whole, so that an import which was broken off
// is completed by doing it again.
// Agents, teams, organisations and requesters that are there under another id are
// found by their e-mail address or name, and tickets are made theirs. It holds
// some 24 bytes a ticket in memory, and where all is one change some 100 a requester.
func Import(ctx context.Context, s store.Store, o ImportOptions) (Imported, error) {
	switch {
	case o.DryRun:
		m := newImporter(s, o)
		err := m.check(ctx)
		return m.done, err
	case o.SkipBad:
		m := newImporter(s, o)
		err := m.write(ctx)
		return m.done, err
	}
	whole, err := s.Restoring(ctx)
	if err != nil {
		return Imported{}, err
	}
	if whole != nil {
		m := newImporter(s, o)
		if err := m.together(ctx, whole); !errors.Is(err, errContents) {
			return m.done, err
		}
	}
	m := newImporter(s, o)
	if err := m.check(ctx); err != nil {
		return m.done, err
	}
	if m.done.Bad > 0 {
		return m.done, ErrRefused
	}
	m.judged = true
	err = m.write(ctx)
	return m.done, err
}

type importer struct {
	store   store.Store
	options ImportOptions
	whole   store.Restoring // what everything goes into, nil for batches on their own

	seen     map[uuid.UUID]bool // tickets
	labels   taxonomy
	people   people
	compared bool                    // it is known who of them is there
	renamed  map[uuid.UUID]uuid.UUID // agents, teams, organisations and the ids they have here
	judged   bool                    // all lines were told of before
	stored   requesters              // in whole

	mu      sync.Mutex // of what follows: one goroutine reads, one stores
	done    Imported
	checked int64
	handled int64 // of those, stored or there
}

func newImporter(s store.Store, o ImportOptions) *importer {
	return &importer{
		store: s, options: o, seen: map[uuid.UUID]bool{}, labels: taxonomy{}, renamed: map[uuid.UUID]uuid.UUID{},
		stored: requesters{map[uuid.UUID]uuid.UUID{}, map[string]uuid.UUID{}},
	}
}

func (m *importer) tell(line int64, what Fate, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch what {
	case Bad:
		m.done.Bad++
	case Warning:
		m.done.Warnings++
	}
	if m.options.Tell != nil {
		m.options.Tell(Note{line, what, text})
	}
}

// progress notes that some tickets are done with.
func (m *importer) progress(tickets int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.handled += int64(tickets); m.options.Progress != nil {
		m.options.Progress(m.checked, m.handled)
	}
}

// each gives the lines of the source, checked; bad ones come with their error. Any
// other error ends it.
func (m *importer) each(ctx context.Context, take func(*Line, *LineError) error) error {
	source, closer, err := m.options.Open()
	if err != nil {
		return err
	}
	if closer != nil {
		defer func() { _ = closer.Close() }() // it was read alone
	}
	for line, err := range source.Lines(ctx) {
		var wrong *LineError
		switch {
		case errors.As(err, &wrong) && wrong.Line > 0:
		case err != nil:
			return err
		default:
			if m.options.Rewrite != nil {
				m.options.Rewrite(&line)
			}
			wrong = line.Check()
		}
		if err := take(&line, wrong); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return ctx.Err()
}
