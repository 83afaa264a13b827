package dispatch

import (
	"context"
	"maps"
	"sync"

	"switchyard/internal/store"
)

// ledger is what this node believes agents hold. The store alone decides; the
// ledger is there so that choices made at the same time do not all fall on the
// same agent.
type ledger struct {
	mu    sync.Mutex
	loads map[store.Slot]int
}

// refresh takes the loads as the store has them.
func (l *ledger) refresh(ctx context.Context, tickets store.Tickets) error {
	loads, err := tickets.Loads(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.loads = loads
	l.mu.Unlock()
	return nil
}

// reserve lets choose see the loads, and counts the slot that it takes.
func (l *ledger) reserve(choose func(map[store.Slot]int) (store.Slot, bool)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if slot, taken := choose(l.loads); taken {
		l.loads[slot]++
	}
}

// release gives a slot back that was reserved and not taken.
func (l *ledger) release(slot store.Slot) {
	l.mu.Lock()
	l.loads[slot]--
	l.mu.Unlock()
}

func (l *ledger) copy() map[store.Slot]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.loads)
}
