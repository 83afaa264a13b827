package dispatch

import (
	"context"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// window is how many tickets that wait are decided on together, at most.
	window = 200
	// pairs bounds how many prospects are kept in memory for them: with very many
	// agents fewer tickets are decided on together.
	pairs = 400_000
	// pairsKept bounds how many prospects are kept from one look to the next, some
	// 120 MB. Those of tickets further back are made anew for each deep look.
	pairsKept = 5 * pairs
	// fewest is how many are decided on together with however many agents.
	fewest = 16
)

// queue walks through the tickets that wait, some of every priority at a time:
// none is held up by how many there are of another.
type queue struct {
	store  store.Store
	size   int // of a window
	lines  []line
	passed int // tickets given so far
}

// line are the tickets of one priority, oldest first.
type line struct {
	query store.TicketQuery
	ended bool
}

func newQueue(s store.Store, agents int) *queue {
	q := &queue{store: s, size: min(window, max(fewest, pairs/max(1, agents)))}
	for _, priority := range []ticket.Priority{ticket.Urgent, ticket.High, ticket.Normal, ticket.Low} {
		q.lines = append(q.lines, line{query: store.TicketQuery{
			Statuses: []ticket.Status{ticket.New, ticket.Open}, Priorities: []ticket.Priority{priority}, Unassigned: true,
			Order: store.Order{By: store.ByNumber}, Limit: q.size / 4,
		}})
	}
	return q
}

// next gives the next window of tickets that somebody may be found for, of some
// channels. There may be none in it though the queue has not ended.
func (q *queue) next(ctx context.Context, channels []ticket.Channel) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	for read := 0; read < q.size && !q.ended(); {
		for i := range q.lines {
			l := &q.lines[i]
			if l.ended || read >= q.size {
				continue
			}
			l.query.Channels = channels
			some, err := q.store.List(ctx, l.query)
			if err != nil {
				return nil, err
			}
			read += len(some)
			if l.ended = len(some) < l.query.Limit; !l.ended {
				after := store.PositionOf(&some[len(some)-1], l.query.Order.By)
				l.query.After = &after
			}
			for j := range some {
				if waits(&some[j]) {
					out = append(out, some[j])
				}
			}
		}
	}
	q.passed += len(out)
	return out, nil
}

// ended says whether the whole queue was given.
func (q *queue) ended() bool {
	for i := range q.lines {
		if !q.lines[i].ended {
			return false
		}
	}
	return true
}

// waits says whether a ticket waits for the machine to find somebody: one that
// the models have not read yet, or that a person keeps free, does not.
func waits(t *ticket.Ticket) bool {
	return t.Triage.State != ticket.TriagePending && !t.HumanSet("assignee")
}
