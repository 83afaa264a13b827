package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/routing/rule"
)

// Dispatcher takes tickets in and brings them to agents. Its methods may be
// called from any goroutine.
type Dispatcher struct {
	store      store.Store
	desk       *lifecycle.Desk
	reader     Reader
	experience Experience
	setting    SettingsReader
	budget     time.Duration
	now        func() time.Time
	newID      func() uuid.UUID
	log        *slog.Logger

	roster   atomic.Pointer[roster]
	settings atomic.Pointer[inForce]
	audits   bool
	share    atomic.Uint64 // of tickets that are judged blindly, as the bits of a float64
	ledger   ledger
	shelf    shelf

	// What is Run's alone: the tickets that a new plan has not reached yet, those
	// that wait, how far looks have come through them, and since when agents are
	// not there.
	behind  *store.TicketQuery
	lineup  lineup
	pass    *pass
	waiters waiters
	absent  absences

	remember int // prospects at most, beside those of the first window

	readers chan struct{} // a place for each text that the models read now
	nudge   chan struct{} // somebody may be free, or somebody waits
}

// Config is what a Dispatcher works with.
type Config struct {
	Store      store.Store
	Desk       *lifecycle.Desk
	Reader     Reader         // nil for no models: tickets are stored unread
	Experience Experience     // nil for none: what agents declare is all that is known
	Settings   SettingsReader // nil for the defaults
	// Audits draws a share of the tickets to be judged blindly, by the desk's
	// settings of learning; see ticket.Audit.
	Audits bool
	// Budget is how long the models may take over a ticket that comes in.
	Budget time.Duration
	Now    func() time.Time
	NewID  func() uuid.UUID // UUIDv7
	Log    *slog.Logger
}

// New makes a Dispatcher that knows the agents as the store has them now.
func New(ctx context.Context, c Config) (*Dispatcher, error) {
	d := &Dispatcher{
		store: c.Store, desk: c.Desk, reader: c.Reader, experience: c.Experience, setting: c.Settings, audits: c.Audits,
		budget: c.Budget, now: c.Now, newID: c.NewID, log: c.Log, waiters: waiters{}, absent: absences{}, remember: pairsKept,
		nudge: make(chan struct{}, 1), readers: make(chan struct{}, 8*runtime.GOMAXPROCS(0)),
	}
	if d.experience == nil {
		d.experience = untaught()
	}
	if d.setting == nil {
		var err error
		if d.setting, err = Unchanging(rule.Default()); err != nil {
			return nil, err
		}
	}
	return d, d.refresh(ctx)
}

// refresh reads agents, teams and loads, the settings, and the plan of the desk.
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
	book, _, err := d.setting.Read(ctx, d.store)
	if err == nil {
		d.enforce(book)
	}
	if err != nil && d.settings.Load() != nil { // what was in force goes on
		d.log.LogAttrs(ctx, slog.LevelError, "the settings of routing cannot be gone by", slog.Any("error", err))
		err = nil
	}
	return errors.Join(err, d.learn(ctx), d.ledger.refresh(ctx, d.store))
}
