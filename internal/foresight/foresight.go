package foresight

import (
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/sla"
	"switchyard/internal/store"
)

// Config is what a Foresight works with.
type Config struct {
	Store store.Store
	Share pace.Share // of a processor that following may take
	Now   func() time.Time
	Log   *slog.Logger
}

// Foresight says what may go wrong with the open tickets of a desk. Run reads and
// learns; its other methods may be called from any goroutine, also before and after
// Run.
type Foresight struct {
	store store.Store
	share pace.Share
	now   func() time.Time
	log   *slog.Logger

	reading sync.Mutex // one reads at a time, and has what follows
	cursor  int64      // the last event that was seen
	fitted  time.Time  // the hour of the last fit, zero for none
	news    int        // tickets that were over since then

	mu       sync.RWMutex // of what follows; a view of the floor needs it alone
	ready    bool         // all of the past was read
	memory   *memory
	policies []sla.Policy
	models   map[key]model
}

// New makes a Foresight that knows nothing.
func New(c Config) *Foresight {
	return &Foresight{store: c.Store, share: c.Share, now: c.Now, log: c.Log, memory: newMemory(nil)}
}

// Ready says whether all of the past was read.
func (f *Foresight) Ready() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.ready
}

// memory is what is kept of the tickets that were read.
type memory struct {
	lives  map[uuid.UUID]*life
	floor  *floor
	opened map[uuid.UUID]view // what was known of active tickets when they were opened
	over   map[uuid.UUID]bool
}

func newMemory(lives []*life) *memory {
	m := &memory{lives: make(map[uuid.UUID]*life, len(lives)), floor: newFloor(lives), opened: map[uuid.UUID]view{}, over: map[uuid.UUID]bool{}}
	for _, l := range lives {
		m.lives[l.id] = l
	}
	return m
}

// start brings the floor to an instant, and sees active tickets as they were when
// they were opened.
func (m *memory) start(now time.Time, policies []sla.Policy) {
	var asks []ask
	for _, l := range m.lives {
		if l.at(now).status.Active() && !l.created.After(now) {
			asks = append(asks, ask{l, l.created})
		}
		_, m.over[l.id] = over(l, now)
	}
	for _, v := range see(m.floor, asks, policies) {
		m.opened[v.life.id] = v
	}
	m.floor.advance(now)
	m.floor.coming = nil
}

// take puts a life in place of what was known of the ticket, and says whether it
// came to its end.
func (m *memory) take(l *life, now time.Time, policies []sla.Policy) (ended bool) {
	m.lives[l.id] = l
	m.floor.advance(now)
	m.floor.replace(l, now)
	active := l.at(now).status.Active()
	if _, seen := m.opened[l.id]; !seen && active {
		if v, there := m.floor.view(l, now, policies); there {
			m.opened[l.id] = v.asOpened(policies)
		}
	} else if !active {
		delete(m.opened, l.id)
	}
	_, is := over(l, now)
	ended = is && !m.over[l.id]
	m.over[l.id] = is
	return ended
}

func (m *memory) drop(id uuid.UUID) {
	delete(m.lives, id)
	delete(m.opened, id)
	delete(m.over, id)
	m.floor.drop(id)
}
