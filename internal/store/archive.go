package store

import (
	"context"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Archive takes whole tickets out and puts them back, many at a time.
type Archive interface {
	// Numbers gives the numbers of those of some tickets that there are.
	Numbers(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error)
	// RequestersOf gives, in order of id, the requesters that have one of some ids
	// or one of some lower-case addresses.
	RequestersOf(ctx context.Context, ids []uuid.UUID, addresses []string) ([]ticket.Requester, error)
	// Wholes gives those of some numbered tickets that there are, in order of
	// number and all as of one instant, with the events of some types.
	Wholes(ctx context.Context, numbers []int64, types []ticket.EventType) ([]Whole, error)
	// Restore stores what a Restoration holds, all of it or nothing, and gives the
	// numbers of its tickets. Conflict when one of its ids or addresses is taken.
	// It is for thousands of tickets at a time, and commits of others wait for it.
	// Search finds them after Settle, or some time after something else is committed.
	Restore(ctx context.Context, r *Restoration) ([]int64, error)
	// Restoring begins to restore into a database without tickets, as one change
	// however much it is; nil where there are tickets. Whoever gets one ends it.
	// Commits of others wait until then.
	Restoring(ctx context.Context) (Restoring, error)
}

// Restoring is many restorations that are stored together or not at all. It
// belongs to one goroutine.
type Restoring interface {
	// Restore is as that of the Archive. After an error all is lost.
	Restore(ctx context.Context, r *Restoration) ([]int64, error)
	// End stores everything, or with keep false nothing. It is called once.
	End(ctx context.Context, keep bool) error
}

// Whole is a ticket with all that is kept of it.
type Whole struct {
	Ticket    ticket.Ticket
	Requester ticket.Requester  // the zero value when there is none any more
	Messages  []ticket.Message  // in order of id
	Decisions []ticket.Decision // in order of id
	Events    []ticket.Event    // in order of Seq
}

// Restoration is what comes back from elsewhere, all of it new here. A ticket
// keeps its number when that is larger than every number so far, those before it
// in the list included; else it gets the next. Versions begin at 1. Events are
// chained (ticket.Append) and get their Seq. Requesters of the Wholes are not
// looked at: those to be stored stand in Requesters.
type Restoration struct {
	Tickets    []Whole
	Requesters []ticket.Requester
}

// Tally is where numbers and the log of events stand, and by how much loads
// change. It is how both engines give numbers in a Restoration.
type Tally struct {
	Number, Seq int64 // the last given
	Loads       map[Slot]int
}

// Add gives the next ticket of a Restoration its number and its events their
// Seqs, in place, and notes its load.
func (y *Tally) Add(w *Whole) {
	y.Number = max(y.Number+1, w.Ticket.Number)
	w.Ticket.Number, w.Ticket.Version = y.Number, 1
	for i := range w.Events {
		y.Seq++
		w.Events[i].Seq = y.Seq
	}
	if t := &w.Ticket; t.Assignee != uuid.Nil && t.Status.Working() {
		if y.Loads == nil {
			y.Loads = map[Slot]int{}
		}
		y.Loads[Slot{t.Assignee, t.Channel}]++
	}
}
