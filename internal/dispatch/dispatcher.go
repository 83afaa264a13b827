package dispatch

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
)

// Dispatcher takes tickets in and brings them to agents. Its methods may be
// called from any goroutine.
type Dispatcher struct {
	store    store.Store
	desk     *lifecycle.Desk
	reader   Reader
	assigner Assigner
	budget   time.Duration
	now      func() time.Time
	newID    func() uuid.UUID
	log      *slog.Logger

	roster  atomic.Pointer[roster]
	ledger  ledger
	behind  *store.TicketQuery // the tickets that a new plan has not reached yet; Run's alone
	readers chan struct{}      // a place for each text that the models read now
	nudge   chan struct{}      // somebody may be free, or somebody waits
}

// Config is what a Dispatcher works with.
type Config struct {
	Store    store.Store
	Desk     *lifecycle.Desk
	Reader   Reader // nil for no models: tickets are stored unread
	Assigner Assigner
	// Budget is how long the models may take over a ticket that comes in.
	Budget time.Duration
	Now    func() time.Time
	NewID  func() uuid.UUID // UUIDv7
	Log    *slog.Logger
}

// New makes a Dispatcher that knows the agents as the store has them now.
func New(ctx context.Context, c Config) (*Dispatcher, error) {
	d := &Dispatcher{
		store: c.Store, desk: c.Desk, reader: c.Reader, assigner: c.Assigner, budget: c.Budget, now: c.Now, newID: c.NewID, log: c.Log,
		nudge: make(chan struct{}, 1), readers: make(chan struct{}, 8*runtime.GOMAXPROCS(0)),
	}
	return d, d.refresh(ctx)
}

// refresh reads agents, teams and loads, and the plan of the desk.
func (d *Dispatcher) refresh(ctx context.Context) error {
	r, err := readRoster(ctx, d.store, d.roster.Load())
	if err != nil {
		return err
	}
	plan, err := lifecycle.ReadPlan(ctx, d.store)
	if err != nil {
		return err
	}
	d.roster.Store(r)
	d.follow(plan)
	return d.ledger.refresh(ctx, d.store)
}
