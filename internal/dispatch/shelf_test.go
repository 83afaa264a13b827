package dispatch_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// cursed is a store in which one ticket can be written, or read, no more.
type cursed struct {
	store.Store
	ticket uuid.UUID
	read   bool
	tries  int
}

func (c *cursed) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	for i := range w.Tickets {
		if w.Tickets[i].Ticket.ID == c.ticket && !c.read {
			c.tries++
			return store.Receipt{}, errors.New("its record is broken")
		}
	}
	return c.Store.Commit(ctx, w)
}

func (c *cursed) Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	if id == c.ticket && c.read {
		c.tries++
		return nil, errors.New("its record is broken")
	}
	return c.Store.Decisions(ctx, id, limit)
}

// One ticket that cannot be written or read keeps nobody else waiting, and is
// not tried on every look.
func TestOneBrokenTicketHoldsUpNobody(t *testing.T) {
	for _, read := range []bool{false, true} {
		away := agent(1, 50)
		away.Status = ticket.Away
		plain := newTimed(t, rule.Default(), away)
		c := &cursed{Store: plain.store, read: read}
		d := &timed{now: monday}
		d.desk = joinBy(t, c, reader(readsWell), func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now }, rule.Default())
		var ids []uuid.UUID
		for range 10 {
			ids = append(ids, d.receive("ada@example.org").Ticket.ID)
		}
		c.ticket = ids[0]
		away.Status = ticket.Online
		d.change(1, &away)
		for i := range 20 {
			d.at(time.Duration(i) * time.Second)
		}
		c.ticket = uuid.Nil
		for i, id := range ids {
			if got := d.ticket(id).Assignee; (got == uuid.Nil) != (i == 0) {
				t.Errorf("read %v: ticket %d is with %s", read, i, got)
			}
		}
		if c.tries != 1 {
			t.Errorf("read %v: it was tried %d times in 20 seconds", read, c.tries)
		}
		d.at(2 * time.Minute)
		if got := d.ticket(ids[0]).Assignee; got != away.ID {
			t.Errorf("read %v: once it is well again, %s has it", read, got)
		}
	}
}
