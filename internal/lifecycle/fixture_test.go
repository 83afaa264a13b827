package lifecycle_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// monday is when the clock of the tests starts.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var (
	ada   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa}}
	bob   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xb}}
	model = ticket.Actor{Kind: ticket.ByMachine}
	clock = ticket.Actor{Kind: ticket.BySystem}
)

// desk is a Desk over a real database, with a clock that the test moves.
type desk struct {
	*lifecycle.Desk
	t     *testing.T
	store store.Store

	mu  sync.Mutex
	now time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s := enginetest.SQLite(t)
	d := &desk{t: t, store: s, now: monday}
	plan := lifecycle.NewPlan(lifecycle.DefaultRules(), ticket.Field{Key: "order", Type: ticket.TextField})
	d.Desk = lifecycle.New(s, plan, d.clock, func() uuid.UUID { return uuid.Must(uuid.NewV7()) })
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// pass lets time go by.
func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// open opens a ticket of a requester with an address.
func (d *desk) open(subject string, change func(*lifecycle.Intake)) ticket.Ticket {
	d.t.Helper()
	requester, err := d.store.RequesterByAddress(d.t.Context(), "rita@example.org")
	if err != nil {
		requester = ticket.Requester{ID: uuid.Must(uuid.NewV7()), Addresses: []string{"rita@example.org"}, CreatedAt: monday}
	}
	in := lifecycle.Intake{Actor: ada, Requester: requester, Subject: subject, Words: lifecycle.Words{Text: "Please help."}}
	if change != nil {
		change(&in)
	}
	t, _, err := d.Open(d.t.Context(), in)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// must applies commands that have to work.
func (d *desk) must(actor ticket.Actor, id uuid.UUID, commands ...lifecycle.Command) ticket.Ticket {
	d.t.Helper()
	after, err := d.Do(d.t.Context(), lifecycle.Order{Actor: actor, Ticket: id}, commands...)
	if err != nil {
		d.t.Fatal(err)
	}
	return after
}

// refused applies commands that must be refused, and leave nothing behind.
func (d *desk) refused(kind ticket.Kind, actor ticket.Actor, id uuid.UUID, commands ...lifecycle.Command) {
	d.t.Helper()
	before := d.ticket(id)
	if _, err := d.Do(d.t.Context(), lifecycle.Order{Actor: actor, Ticket: id}, commands...); !ticket.IsKind(err, kind) {
		d.t.Errorf("%#v: %v, want an error of kind %s", commands, err, kind)
	}
	if after := d.ticket(id); after.Version != before.Version {
		d.t.Errorf("%#v was refused and changed the ticket", commands)
	}
}

func (d *desk) ticket(id uuid.UUID) ticket.Ticket {
	d.t.Helper()
	t, err := d.store.Ticket(context.WithoutCancel(d.t.Context()), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

func (d *desk) messages(t ticket.Ticket) []ticket.Message {
	d.t.Helper()
	all, err := d.store.Messages(d.t.Context(), t.Conversation(), uuid.Nil, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// history lists the events of a ticket, and checks their chain.
func (d *desk) history(id uuid.UUID) []ticket.EventType {
	d.t.Helper()
	events, err := d.store.Events(d.t.Context(), store.EventQuery{Ticket: id, Limit: 10_000})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := ticket.Verify(events, 0, ticket.Hash{}); err != nil {
		d.t.Error(err)
	}
	var types []ticket.EventType
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

func ref[T any](v T) *T { return &v }
