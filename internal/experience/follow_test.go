package experience

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// counting counts the questions for tickets, and the tickets that were read.
type counting struct {
	store.Store
	asked, read int
}

func (c *counting) Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error) {
	c.asked, c.read = c.asked+1, c.read+1
	return c.Store.Ticket(ctx, id)
}

func (c *counting) TicketsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Ticket, error) {
	c.asked, c.read = c.asked+1, c.read+len(ids)
	return c.Store.TicketsByID(ctx, ids)
}

// What many tickets came to is read with one question, and what says nothing of
// anybody's work is not read at all.
func TestChangedTicketsAreReadAtOnce(t *testing.T) {
	d := newDesk(t)
	counted := &counting{Store: d.store}
	x := New(Config{Store: counted, Now: d.clock, Log: slog.New(slog.DiscardHandler)})
	if err := x.readAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.look(x)
	counted.asked, counted.read = 0, 0

	var ids []uuid.UUID
	for range 20 {
		ids = append(ids, d.solved("billing", d.ada).ID)
	}
	d.look(x)
	if counted.asked != 1 || counted.read != 20 {
		t.Errorf("20 tickets took %d questions for %d tickets", counted.asked, counted.read)
	}
	if n := len(x.memory.outcomes); n != 20 {
		t.Errorf("there are outcomes of %d tickets", n)
	}

	subject, category := "Another", "login"
	for _, id := range ids[:5] {
		d.must(d.ada, id, lifecycle.Edit{Subject: &subject, AddTags: []string{"vip"}})
		d.must(d.ada, id, lifecycle.Note{Words: lifecycle.Words{Text: "hm"}})
	}
	d.look(x)
	if counted.asked != 1 {
		t.Errorf("tags and notes were looked at: %d questions", counted.asked)
	}
	d.must(d.ada, ids[7], lifecycle.Edit{Category: &category})
	d.look(x)
	if counted.read != 21 || x.memory.outcomes[ids[7]][0].Category != "login" {
		t.Errorf("another category is not learnt: %d were read, %+v", counted.read, x.memory.outcomes[ids[7]])
	}

	d.pass(Window + 21*time.Hour) // each has ripened
	before := counted.asked
	d.look(x)
	if counted.asked != before+1 {
		t.Errorf("20 solutions that held took %d questions", counted.asked-before)
	}
}
