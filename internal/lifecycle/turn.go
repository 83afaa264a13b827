package lifecycle

import (
	"sync"

	"switchyard/internal/ticket"
)

// attempts is how often an order is carried out anew on a ticket that others
// change at the same time.
const attempts = 8

// turns lets those who came too late for a ticket once go one after the other,
// so that each gets through however many there are. Tickets share turns; other
// nodes have their own, which is what the attempts are for.
type turns [64]sync.Mutex

// take carries out an order, again when the ticket was changed meanwhile,
// unless the order is for one version of it.
func (t *turns) take(o *Order, act func() (ticket.Ticket, error)) (ticket.Ticket, error) {
	after, err := act()
	if o.Version != 0 || !ticket.IsKind(err, ticket.Conflict) {
		return after, err
	}
	turn := &t[int(o.Ticket[len(o.Ticket)-1])%len(t)]
	turn.Lock()
	defer turn.Unlock()
	for range attempts {
		if after, err = act(); !ticket.IsKind(err, ticket.Conflict) {
			break
		}
	}
	return after, err
}
