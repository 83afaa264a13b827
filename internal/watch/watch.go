package watch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/monitor"
)

// Config is what a Watch works with.
type Config struct {
	Store    store.Store
	Registry *registry.Registry
	// Starters are the models that answer where no version has been trained; nil
	// for none.
	Starters *models.Set
	// Settled is how many tickets make a reference; 0 for monitor.Settled.
	Settled int
	Share   pace.Share // of a processor that it may take
	Now     func() time.Time
	NewID   func() uuid.UUID // UUIDv7
	Log     *slog.Logger
}

// Watch watches the tasks of a desk. Run does so; everything else may be asked
// from any goroutine meanwhile.
type Watch struct {
	config     Config
	vocabulary *text.Featuriser

	mu     sync.Mutex // of all below
	tasks  map[models.Task]*watched
	saved  map[models.Task]time.Time
	failed map[string]bool // what was already complained of
}

// Tasks lists the tasks that are watched.
func Tasks() []models.Task { return []models.Task{models.Category, models.Priority} }

// New watches nothing yet.
func New(c Config) *Watch {
	if c.Settled <= 0 {
		c.Settled = monitor.Settled
	}
	f, err := text.NewFeaturiser(vocabularySettings())
	if err != nil {
		panic(err) // the settings are our own
	}
	return &Watch{config: c, vocabulary: f, tasks: map[models.Task]*watched{}, saved: map[models.Task]time.Time{}, failed: map[string]bool{}}
}

// How much is read at a time, and how long others have the database in between.
const (
	page    = 500
	restFor = time.Second
	lookFor = 30 * time.Second // without hearing of changes
	again   = 5 * time.Second  // after an error
)

// Run watches until ctx ends. The desk need not wait for it.
func (w *Watch) Run(ctx context.Context) {
	changes := w.config.Store.Changes(ctx)
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		pace.Insist(ctx, w.config.Log, again, "drift could not be looked for", w.Look)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx = context.WithoutCancel(ctx)
	for _, task := range Tasks() {
		if t := w.tasks[task]; t != nil {
			_, _ = w.save(ctx, t) // another node may be further on
		}
	}
}

// Look sees to all that has happened since the last time.
func (w *Watch) Look(ctx context.Context) error {
	for more := true; more; {
		more = false
		began := time.Now()
		var last sheaf // that the next task may need too
		for _, task := range Tasks() {
			some, err := w.look(ctx, task, &last)
			if err != nil {
				return err
			}
			more = more || some
		}
		w.config.Share.Rest(ctx, began)
	}
	return nil
}

// look sees to a page of events for one task, and says whether there are more.
// last is the page that was read last, and becomes this one.
func (w *Watch) look(ctx context.Context, task models.Task, last *sheaf) (more bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.current(ctx, task)
	if err != nil {
		return false, err
	}
	if err := w.seeToHold(ctx, t); err != nil {
		return false, err
	}
	if last.head == 0 || last.after != t.sheet.Cursor {
		head, err := w.config.Store.Head(ctx)
		if err != nil || head <= t.sheet.Cursor {
			return false, err
		}
		if *last, err = w.read(ctx, t.sheet.Cursor, head); err != nil {
			return false, err
		}
	}
	head, events, seen := last.head, last.events, last.seen(task)
	for i := range events {
		if t.finder != nil && events[i].Type == ticket.TicketErased {
			t.finder.Remove(events[i].Ticket.String())
		}
	}
	urgent := false
	for i := range seen {
		noticed, err := w.take(ctx, t, &seen[i])
		if err != nil {
			return false, err
		}
		if t.sheet.Cursor = seen[i].seq; noticed {
			urgent = true
			break // what follows is taken after this was stored
		}
	}
	if !urgent {
		if len(events) < page { // some may have come since head was asked for: they are seen once
			t.sheet.Cursor = max(t.sheet.Cursor, head)
			if len(events) > 0 {
				t.sheet.Cursor = max(t.sheet.Cursor, events[len(events)-1].Seq)
			}
		} else {
			t.sheet.Cursor = events[page-1].Seq
		}
	}
	if urgent || t.fresh >= saveAfter || w.config.Now().Sub(w.saved[task]) >= saveEvery {
		if mine, err := w.save(ctx, t); err != nil || !mine {
			return true, err
		}
		if err := w.seeToHold(ctx, t); err != nil {
			return true, err
		}
	}
	return urgent || len(events) == page, nil
}

// telling are the events that something follows from.
var telling = []ticket.EventType{ticket.TicketTriaged, ticket.TicketMoved, ticket.TicketJudged, ticket.TicketErased}

// A sheet is saved after so many tickets, or after so long.
const (
	saveAfter = 200
	saveEvery = 10 * time.Minute
)
