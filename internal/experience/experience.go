package experience

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/routing/learn"
)

// Config is what an Experience works with.
type Config struct {
	Store  store.Store
	Window time.Duration // for how long a solution has to hold; 0 for Window
	Now    func() time.Time
	Log    *slog.Logger
}

// Experience is what a desk has learnt. Run gathers it; everything else answers
// from memory, to any goroutine, also before and after Run.
type Experience struct {
	store  store.Store
	window time.Duration
	now    func() time.Time
	log    *slog.Logger

	known   atomic.Pointer[snapshot]
	learner atomic.Pointer[learn.Learner]

	mu     sync.RWMutex // of the outcomes in memory: Run writes, Performance reads
	memory *memory
	cursor int64     // the last event that was seen
	fitted time.Time // the hour of the last fit, zero for none
	stale  bool      // something came since
	priced time.Time // the day of the last prices
	prices map[string]float64
	asked  time.Time // the minute in which staff was read
	staff  []worker
}

// snapshot is what is known at one instant. It is not changed.
type snapshot struct {
	model  *learn.Model
	last   map[string]time.Time
	worked map[string]float64
	prices map[string]float64
	known  map[uuid.UUID]string
}

// New makes an Experience that has seen nothing.
func New(c Config) *Experience {
	x := &Experience{store: c.Store, window: c.Window, now: c.Now, log: c.Log, memory: newMemory()}
	if x.window <= 0 {
		x.window = Window
	}
	x.learner.Store(x.novice())
	x.known.Store(&snapshot{model: x.learner.Load().Model()})
	return x
}

func (x *Experience) novice() *learn.Learner { return learn.New(learn.Options{Maturity: x.window}) }

// Model is what to expect of whom.
func (x *Experience) Model() *learn.Model { return x.known.Load().model }

// Price is what an hour of an agent's slot is worth elsewhere, in probability
// of success, 0 where they have time to spare.
func (x *Experience) Price(agent string) float64 { return x.known.Load().prices[agent] }

// Tenure is how long an agent has been at the desk at an instant: since they
// were set up. It is 0 for somebody whose id does not tell.
func (x *Experience) Tenure(agent string, now time.Time) time.Duration { return tenure(agent, now) }

// Last is when an agent last got a ticket, zero for not in the last 30 days.
func (x *Experience) Last(agent string) time.Time { return x.known.Load().last[agent] }

// Worked is an agent's share of the time they could have worked in the last
// seven days: the hours they worked, over their shifts times the tickets they can
// hold at a time. It may exceed 1, and is 0 for somebody with neither.
func (x *Experience) Worked(agent string) float64 { return x.known.Load().worked[agent] }

// Known is the agent who last solved a ticket of a requester, in the last 30
// days and as far as it has held; "" for none.
func (x *Experience) Known(requester uuid.UUID) string { return x.known.Load().known[requester] }
