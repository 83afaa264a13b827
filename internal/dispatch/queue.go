package dispatch

import (
	"github.com/google/uuid"

	"switchyard/routing"
)

const (
	// window is how many tickets that wait are decided on together, at most.
	window = 200
	// further is how many windows behind the first a deep look decides on: with
	// those of the looks before it, it comes through the whole queue.
	further = 3
	// pairs bounds how many prospects are kept in memory for a window: with very
	// many agents fewer tickets are decided on together.
	pairs = 400_000
	// pairsKept bounds how many prospects are kept from one look to the next,
	// beside those of the first window: some 120 MB. What is expected with tickets
	// further back is reckoned anew when it is their turn.
	pairsKept = 5 * pairs
	// fewest is how many are decided on together with however many agents.
	fewest = 16
)

// windowOf is how many tickets are decided on together with so many agents.
func windowOf(agents int) int { return min(window, max(fewest, pairs/max(1, agents))) }

// pass is a way through a queue of more windows than one look decides on. Whoever
// became free after it began is kept for the first window of each look, and for
// the next pass: the tickets in front, which were looked at before, come first.
type pass struct {
	seen map[uuid.UUID]bool // tickets that were decided on
	free map[string]bool    // agents with something free when it began
}

func newPass(agents []routing.Agent) *pass {
	p := &pass{seen: map[uuid.UUID]bool{}, free: map[string]bool{}}
	for i := range agents {
		for channel := range agents[i].Room {
			if agents[i].Away == "" && agents[i].Free(channel) > 0 {
				p.free[agents[i].ID] = true
			}
		}
	}
	return p
}

// withhold keeps back whoever became free since the pass began: they count as
// having no room.
func (p *pass) withhold(agents []routing.Agent) {
	for i := range agents {
		if a := &agents[i]; !p.free[a.ID] {
			a.Load = a.Room
		}
	}
}

// next gives the next window of tickets that somebody free may have: the first
// ones for whom fit holds.
func (l *lineup) next(takers *routing.Takers, size int, fit func(uuid.UUID) bool) []uuid.UUID {
	var ids []uuid.UUID
	for _, at := range l.order {
		if len(ids) == size {
			break
		}
		if at.turn > 0 && fit(at.ticket.ID) && takers.Any(&at.request) {
			ids = append(ids, at.ticket.ID)
		}
	}
	return ids
}
