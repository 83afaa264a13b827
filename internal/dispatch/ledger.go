package dispatch

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// ledger is what this node believes agents hold. The store alone decides; the
// ledger is there so that choices made at the same time do not all fall on the
// same agent.
type ledger struct {
	mu   sync.Mutex
	held map[uuid.UUID]map[string]int // by agent and channel; the inner maps are never changed
	last map[uuid.UUID]time.Time      // when this node last gave an agent a ticket
	turn int                          // counts refreshes
	// queue are the tickets in front that waited when it was last looked at, and
	// waiting how many there were in all.
	queue   []*waiter
	waiting int
}

// claim is room that was reserved, at a turn of the ledger.
type claim struct {
	slot store.Slot
	turn int
}

// refresh takes the loads as the store has them.
func (l *ledger) refresh(ctx context.Context, tickets store.Tickets) error {
	loads, err := tickets.Loads(ctx)
	if err != nil {
		return err
	}
	held := make(map[uuid.UUID]map[string]int, len(loads))
	for slot, n := range loads {
		if n > 0 {
			held[slot.Agent] = with(held[slot.Agent], slot.Channel, n)
		}
	}
	l.mu.Lock()
	l.held = held
	l.turn++
	l.mu.Unlock()
	return nil
}

// with is a copy of what somebody holds, with another number for one channel.
func with(held map[string]int, channel ticket.Channel, n int) map[string]int {
	out := make(map[string]int, len(held)+1)
	maps.Copy(out, held)
	out[string(channel)] = n
	return out
}

// claim reserves room that the caller has seen to be free. The caller holds mu.
func (l *ledger) claim(slot store.Slot, now time.Time) claim {
	held := l.held[slot.Agent]
	l.held[slot.Agent] = with(held, slot.Channel, held[string(slot.Channel)]+1)
	if l.last == nil {
		l.last = map[uuid.UUID]time.Time{}
	}
	l.last[slot.Agent] = now
	return claim{slot, l.turn}
}

// release gives room back that was reserved and not taken. Loads that were read
// since do not count it.
func (l *ledger) release(c claim) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.held[c.slot.Agent]
	if n := held[string(c.slot.Channel)]; c.turn == l.turn && n > 0 {
		l.held[c.slot.Agent] = with(held, c.slot.Channel, n-1)
	}
}

// crowd is how many tickets waited when the queue was last looked at.
func (l *ledger) crowd() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting
}

// enqueue notes who of the first window waits on after it was decided on.
func (l *ledger) enqueue(left []*waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = left
}

// recount notes how many tickets wait in all.
func (l *ledger) recount(all int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = all
}
