package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// patience is how long a test waits for what happens in the background.
const patience = 30 * time.Second

// start is when the clock of every test stands still.
var start = time.Date(2026, 3, 29, 0, 59, 0, 123_456_000, time.UTC)

// desk is a test and the store that it tests.
type desk struct {
	*testing.T
	ctx    context.Context
	store  store.Store
	reopen func()
}

func newDesk(t *testing.T, open func(t *testing.T) store.Store) *desk {
	t.Helper()
	d := &desk{T: t, ctx: t.Context(), store: open(t)}
	d.reopen = func() {
		t.Helper()
		if err := d.store.Close(); err != nil {
			t.Fatalf("closing: %v", err)
		}
		d.store = open(t)
	}
	t.Cleanup(func() {
		if err := d.store.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return d
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// draft is a ticket that nobody has stored yet.
func draft(subject string) ticket.Ticket {
	return ticket.Ticket{
		ID: newID(), Subject: subject, Status: ticket.New, Priority: ticket.Normal, Language: "en", Channel: ticket.Email,
		Requester: newID(), Triage: ticket.Triage{State: ticket.TriagePending}, CreatedAt: start, UpdatedAt: start,
	}
}

// put is a write that stores a ticket as a version of it, with an event and a
// public message for each text.
func put(t ticket.Ticket, expect int64, texts ...string) *store.Write {
	w := &store.Write{}
	kind := ticket.TicketChanged
	if expect == 0 {
		kind = ticket.TicketCreated
	}
	// The odd spaces and the order of keys must survive: they are hashed.
	w.Events = append(w.Events, t.Append(ticket.Event{ID: newID(), Type: kind, Actor: ticket.Actor{Kind: ticket.BySystem}, At: start, Data: []byte(`{"b": 1,  "a":"ä"}`)}))
	for _, text := range texts {
		m := message(t, text)
		w.Messages = append(w.Messages, m)
		w.Events = append(w.Events, t.Append(ticket.Event{ID: newID(), Type: ticket.MessageAdded, Actor: m.Author, At: start, Data: []byte(`{}`)}))
	}
	w.Tickets = []store.TicketWrite{{Expect: expect, Ticket: t}}
	return w
}

func message(t ticket.Ticket, text string) ticket.Message {
	return ticket.Message{ID: newID(), Ticket: t.ID, Author: ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester}, Public: true, Text: text, Channel: t.Channel, At: start}
}

// commit stores a write that must be admitted, and gives its first ticket.
func (d *desk) commit(w *store.Write) ticket.Ticket {
	d.Helper()
	receipt := d.receipt(w)
	if len(receipt.Tickets) == 0 {
		return ticket.Ticket{}
	}
	return receipt.Tickets[0]
}

func (d *desk) receipt(w *store.Write) store.Receipt {
	d.Helper()
	receipt, err := d.store.Commit(d.ctx, w)
	if err != nil {
		d.Fatalf("commit: %v", err)
	}
	return receipt
}

// refuse wants a write to be refused.
func (d *desk) refuse(w *store.Write, kind ticket.Kind) {
	d.Helper()
	_, err := d.store.Commit(d.ctx, w)
	d.isKind(err, kind)
}

func (d *desk) isKind(err error, kind ticket.Kind) {
	d.Helper()
	if !ticket.IsKind(err, kind) {
		d.Errorf("got the error %v, want one of kind %s", err, kind)
	}
}

// replays wants an error to say that a request was done before.
func (d *desk) replays(err error, id uuid.UUID) {
	d.Helper()
	var replay *store.ReplayError
	if !errors.As(err, &replay) || replay.Ticket != id {
		d.Errorf("got the error %v, want a replay of ticket %s", err, id)
	}
}

// ticket reads a ticket that must be there.
func (d *desk) ticket(id uuid.UUID) ticket.Ticket {
	d.Helper()
	return need(d, func() (ticket.Ticket, error) { return d.store.Ticket(d.ctx, id) })
}

// need calls what must not fail.
func need[T any](d *desk, call func() (T, error)) T {
	d.Helper()
	got, err := call()
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func same[T any](d *desk, what string, got, want T) {
	d.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		d.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func numbers(list []ticket.Ticket) []int64 {
	all := make([]int64, len(list))
	for i := range list {
		all[i] = list[i].Number
	}
	return all
}
