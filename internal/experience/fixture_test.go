package experience

import (
	"encoding/json"
	"log/slog"
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

// desk is a Desk over a real database, with a clock that the test moves and two
// agents who were set up a day before.
type desk struct {
	*lifecycle.Desk
	t        testing.TB
	store    store.Store
	ada, bob ticket.Actor

	mu  sync.Mutex
	now time.Time
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	s := enginetest.SQLite(t)
	d := &desk{t: t, store: s, now: monday}
	d.ada, d.bob = ticket.Actor{Kind: ticket.ByAgent, ID: idAt(monday.Add(-24*time.Hour), 1)}, ticket.Actor{Kind: ticket.ByAgent, ID: idAt(monday.Add(-24*time.Hour), 2)}
	d.hire(ticket.Agent{ID: d.ada.ID, Email: "ada@example.org"}, ticket.Agent{ID: d.bob.ID, Email: "bob@example.org"})
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), d.clock, func() uuid.UUID { return uuid.Must(uuid.NewV7()) })
	return d
}

// idAt is a UUIDv7 of an instant.
func idAt(at time.Time, n byte) uuid.UUID {
	id := uuid.UUID{6: 0x70, 8: 0x80, 15: n}
	for i, ms := 5, at.UnixMilli(); i >= 0; i, ms = i-1, ms>>8 {
		id[i] = byte(ms)
	}
	return id
}

// hire stores agents, in place of what was known of them.
func (d *desk) hire(agents ...ticket.Agent) {
	d.t.Helper()
	var w store.Write
	for i := range agents {
		a := &agents[i]
		raw, err := json.Marshal(a)
		if err != nil {
			d.t.Fatal(err)
		}
		expect := int64(0)
		if was, err := d.store.Record(d.t.Context(), store.Agents, a.ID); err == nil {
			expect = was.Version
		}
		w.Records = append(w.Records, store.RecordWrite{Expect: expect, Record: store.Record{Kind: store.Agents, ID: a.ID, Key: a.Email, Body: raw}})
	}
	if _, err := d.store.Commit(d.t.Context(), &w); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// open opens a ticket in a category that goes to an agent.
func (d *desk) open(category string, to ticket.Actor) ticket.Ticket {
	d.t.Helper()
	requester, err := d.store.RequesterByAddress(d.t.Context(), "rita@example.org")
	if err != nil {
		requester = ticket.Requester{ID: uuid.Must(uuid.NewV7()), Addresses: []string{"rita@example.org"}, CreatedAt: monday}
	}
	t, _, err := d.Open(d.t.Context(), lifecycle.Intake{
		Actor: d.bob, Requester: requester, Subject: "a", Words: lifecycle.Words{Text: "Please help."}, Category: category,
		Choice: &lifecycle.Choice{Assignment: ticket.Assignment{Agent: to.ID}, Touch: ticket.Touch{Propensity: .5, Signals: []float64{1}}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// must applies commands that have to work.
func (d *desk) must(actor ticket.Actor, id uuid.UUID, commands ...lifecycle.Command) {
	d.t.Helper()
	if _, err := d.Do(d.t.Context(), lifecycle.Order{Actor: actor, Ticket: id}, commands...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) answer(id uuid.UUID) {
	d.t.Helper()
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester}, Ticket: id}
	if _, err := d.Hear(d.t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "no"}}); err != nil {
		d.t.Fatal(err)
	}
}

// solved is a ticket that an agent worked on for an hour and resolved.
func (d *desk) solved(category string, by ticket.Actor) ticket.Ticket {
	d.t.Helper()
	t := d.open(category, by)
	d.pass(time.Hour)
	d.must(by, t.ID, lifecycle.Move{To: ticket.Resolved})
	return t
}

// node is an Experience of the desk that has read what there is.
func (d *desk) node() *Experience {
	d.t.Helper()
	x := New(Config{Store: d.store, Now: d.clock, Log: slog.New(slog.DiscardHandler)})
	if err := x.readAll(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	d.look(x)
	return x
}

func (d *desk) look(x *Experience) {
	d.t.Helper()
	if err := x.look(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}
