package incident

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike"
	"switchyard/internal/lifecycle"
	"switchyard/internal/pace"
	"switchyard/internal/store"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// Config is what a Watch works with.
type Config struct {
	Store    store.Store
	Desk     *lifecycle.Desk
	Settings alike.Settings // zero for the default ones
	Limits   alike.Limits   // zero for the default ones
	Share    pace.Share     // of a processor that it may take
	Now      func() time.Time
	NewID    func() uuid.UUID // UUIDv7s
	Log      *slog.Logger
}

// Watch holds the latest tickets of a desk. Run fills it; everything else may
// be called from any goroutine, also before and after Run.
type Watch struct {
	config Config
	full   atomic.Bool // the tickets of the past have been read

	mu     sync.Mutex // of the three below
	window *alike.Window
	reader *alike.Reader
	words  *vocabulary

	// Of Run alone:
	cursor int64 // the last event that was seen
	fresh  bool  // tickets came since the last look for bursts
	swept  time.Time
}

// New makes a Watch that has seen nothing.
func New(c Config) (*Watch, error) {
	if c.Settings == (alike.Settings{}) {
		c.Settings = alike.DefaultSettings()
	}
	if c.Limits == (alike.Limits{}) {
		c.Limits = alike.DefaultLimits()
	}
	window, err := alike.NewWindow(c.Settings)
	if err != nil {
		return nil, err
	}
	return &Watch{config: c, window: window, reader: alike.NewReader(), words: newVocabulary()}, nil
}

// Ready says whether the tickets of the past have been read.
func (w *Watch) Ready() bool { return w.full.Load() }

// How much is read at a time, and how long others have the database in between.
const (
	page     = 200
	breath   = 10 * time.Millisecond
	restFor  = 200 * time.Millisecond
	lookFor  = 30 * time.Second // without hearing of changes
	again    = 5 * time.Second  // after an error
	sweepFor = time.Minute      // between looks where nothing came
)

// Run reads the latest tickets, and then follows those that come in and notes
// incidents, until ctx ends. The desk need not wait for it.
func (w *Watch) Run(ctx context.Context) {
	changes := w.config.Store.Changes(ctx)
	pace.Insist(ctx, w.config.Log, again, "the latest tickets could not be read", w.fill)
	for range pace.Rounds(ctx, changes, lookFor, restFor) {
		pace.Insist(ctx, w.config.Log, again, "alike tickets could not be followed", w.Look)
	}
}

// Look is one round of Run: it takes in the tickets that came since the last
// one and notes incidents. It is for one goroutine, which calls it instead of
// Run; the first call reads the past.
func (w *Watch) Look(ctx context.Context) error {
	if !w.Ready() {
		if err := w.fill(ctx); err != nil {
			return err
		}
	}
	if err := w.follow(ctx); err != nil {
		return err
	}
	if now := w.now(); w.fresh || now.Sub(w.swept) >= sweepFor {
		if err := w.propose(ctx, now); err != nil {
			return err
		}
		w.fresh, w.swept = false, now
	}
	return nil
}

// fill reads the latest tickets, oldest first, as many as the window holds.
// What comes meanwhile is in the events after the cursor.
func (w *Watch) fill(ctx context.Context) error {
	head, err := w.config.Store.Head(ctx)
	if err != nil {
		return err
	}
	latest, err := w.config.Store.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}, Limit: 1})
	if err != nil {
		return err
	}
	q := store.TicketQuery{CreatedFrom: w.now().Add(-w.config.Settings.Span), Order: store.Order{By: store.ByNumber}, Limit: page}
	if len(latest) > 0 {
		q.After = &store.Position{Number: max(0, latest[0].Number-int64(w.config.Settings.Most))}
	}
	for len(latest) > 0 {
		tickets, err := w.config.Store.List(ctx, q)
		if err != nil {
			return err
		}
		if err := w.take(ctx, tickets); err != nil {
			return err
		}
		if len(tickets) < page {
			break
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
		pace.Wait(ctx, breath)
	}
	w.cursor = head
	w.full.Store(true)
	return nil
}

// follow takes in the tickets that came since the last time.
func (w *Watch) follow(ctx context.Context) error {
	for {
		began := time.Now()
		head, err := w.config.Store.Head(ctx)
		if err != nil || head <= w.cursor {
			return err
		}
		events, err := w.config.Store.Events(ctx, store.EventQuery{After: w.cursor, Types: []ticket.EventType{ticket.TicketCreated, ticket.TicketImported, ticket.TicketErased}, Limit: page})
		if err != nil {
			return err
		}
		if err := w.takeNew(ctx, w.unerased(events)); err != nil {
			return err
		}
		if len(events) > 0 {
			w.cursor = max(w.cursor, events[len(events)-1].Seq)
		}
		w.config.Share.Rest(ctx, began)
		if len(events) < page {
			w.cursor = max(w.cursor, head)
			return nil
		}
	}
}

// unerased takes tickets that were erased out of the window, and gives the events of
// others.
func (w *Watch) unerased(events []ticket.Event) (others []ticket.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range events {
		if events[i].Type == ticket.TicketErased {
			w.window.Remove(events[i].Ticket)
		} else {
			others = append(others, events[i])
		}
	}
	return others
}

// problemTag marks the problem tickets that are made here: they are no news.
const problemTag = "incident-problem"

// takeNew puts the tickets of events into the window, in the order in which they
// came. One that is gone is left out.
func (w *Watch) takeNew(ctx context.Context, events []ticket.Event) error {
	if len(events) == 0 {
		return nil
	}
	ids, place := make([]uuid.UUID, len(events)), make(map[uuid.UUID]int, len(events))
	for i := range events {
		ids[i] = events[i].Ticket
		place[ids[i]] = i
	}
	tickets, err := w.config.Store.TicketsByID(ctx, ids)
	if err != nil {
		return err
	}
	slices.SortFunc(tickets, func(a, b ticket.Ticket) int { return cmp.Compare(place[a.ID], place[b.ID]) })
	if err := w.take(ctx, tickets); err != nil {
		return err
	}
	w.cursor, w.fresh = events[len(events)-1].Seq, true
	return nil
}

// take puts tickets into the window. Spam is left to whoever sorts it.
func (w *Watch) take(ctx context.Context, tickets []ticket.Ticket) error {
	var news []*ticket.Ticket
	var ids []uuid.UUID
	for i := range tickets {
		t := &tickets[i]
		if t.Status != ticket.Spam && t.ErasedAt.IsZero() && !slices.Contains(t.Tags, problemTag) && w.now().Sub(t.CreatedAt) <= w.config.Settings.Span {
			news, ids = append(news, t), append(ids, t.ID)
		}
	}
	messages, err := w.config.Store.FirstMessages(ctx, ids)
	if err != nil {
		return err
	}
	wrote := make(map[uuid.UUID]string, len(messages))
	for i := range messages {
		wrote[messages[i].Ticket] = messages[i].Text
	}
	for _, t := range news {
		w.put(t, text.Join(t.Subject, wrote[t.ID]))
	}
	return nil
}

// put takes one ticket with its words, cleaned.
func (w *Watch) put(t *ticket.Ticket, words string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.window.Add(alike.Text{ID: t.ID, By: t.Requester, At: t.CreatedAt, Sketch: w.reader.Read(words)}, 0)
	w.words.add(words)
}

// text is what the requester wrote first, cleaned.
func (w *Watch) text(ctx context.Context, t *ticket.Ticket) (string, error) {
	messages, err := w.config.Store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, 1)
	if err != nil || len(messages) == 0 {
		return text.Join(t.Subject, ""), err
	}
	return text.Join(t.Subject, messages[0].Text), nil
}
