package storetest

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var upkeep = []test{
	{"the store answers", answers},
	{"closed tickets expire with all that is theirs", expire},
	{"what was merged into an expired ticket goes with it", expireMerged},
	{"a request that ended is told so", endedRequest},
}

func answers(d *desk) {
	if err := d.store.Ping(d.ctx); err != nil {
		d.Error(err)
	}
}

func expire(d *desk) {
	later := time.Now().Add(time.Hour) // contents put before it can go
	shared, own := d.putBlob([]byte("shared")), d.putBlob([]byte("own"))
	attach := func(m *ticket.Message, hash ticket.Hash) {
		m.Attachments = append(m.Attachments, ticket.Attachment{Name: "a", Type: "text/plain", Hash: hex.EncodeToString(hash[:])})
	}
	var all []ticket.Ticket
	for i, closed := range []time.Time{later.Add(-3 * time.Minute), later.Add(-time.Minute), {}, later.Add(-2 * time.Minute), later} {
		t := draft("to be forgotten")
		if !closed.IsZero() {
			t.Status, t.ClosedAt = ticket.Closed, closed.UTC().Truncate(time.Microsecond)
		}
		t.Tags, t.WakeAt = []string{"vip"}, start
		w := put(t, 0, "unforgettable secret")
		attach(&w.Messages[0], shared)
		if i == 0 {
			attach(&w.Messages[0], own)
		}
		w.Decisions = []ticket.Decision{{ID: newID(), Ticket: t.ID, At: start}}
		all = append(all, d.commit(w))
	}
	d.settle()
	for _, step := range []struct{ limit, removed int }{{2, 2}, {2, 1}, {2, 0}} {
		if n := need(d, func() (int, error) { return d.store.Expire(d.ctx, later.Truncate(time.Microsecond), step.limit) }); n != step.removed {
			d.Errorf("expired %d tickets, want %d", n, step.removed)
		}
	}
	for i, t := range all {
		gone := i != 2 && i != 4
		_, err := d.store.Ticket(d.ctx, t.ID)
		if ticket.IsKind(err, ticket.NotFound) != gone {
			d.Errorf("ticket %d: got the error %v", t.Number, err)
		}
		messages := need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, []uuid.UUID{t.ID}, uuid.Nil, 9) })
		decisions := need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, t.ID, 9) })
		events := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Ticket: t.ID, Limit: 9}) })
		if n := len(messages) + len(decisions) + len(events); gone && n > 0 || !gone && n != 4 {
			d.Errorf("ticket %d has %d messages, %d decisions and %d events left", t.Number, len(messages), len(decisions), len(events))
		}
	}
	d.settle()
	same(d, "found by search", d.search("secret"), []int64{5, 3})
	same(d, "found by tag", d.list(store.TicketQuery{Tags: []string{"vip"}}), []int64{3, 5})
	same(d, "due", numbers(need(d, func() ([]ticket.Ticket, error) { return d.store.Due(d.ctx, start, 9) })), []int64{3, 5})
	if d.blob(own) != nil {
		d.Error("a content that no message names any more is still there")
	}
	if string(d.blob(shared)) != "shared" {
		d.Error("a content that messages still name is gone")
	}
	if next := d.commit(put(draft("next"), 0)); next.Number != 6 {
		d.Errorf("the next ticket has number %d, want 6: numbers are not given twice", next.Number)
	}
}

func expireMerged(d *desk) {
	later := time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
	own := d.putBlob([]byte("of one that was merged"))
	absorbed := func(into ticket.Ticket, status ticket.Status) ticket.Ticket {
		t := draft("absorbed")
		if t.Status = status; status == ticket.Merged {
			t.MergedInto, t.Before = into.ID, ticket.Open
		}
		w := put(t, 0, "unforgettable secret")
		if status == ticket.Merged && into.Status == ticket.Closed {
			w.Messages[0].Attachments = []ticket.Attachment{{Name: "a", Type: "text/plain", Hash: hex.EncodeToString(own[:])}}
		}
		return d.commit(w)
	}
	closed, open := draft("closed"), draft("open")
	closed.Status, closed.ClosedAt = ticket.Closed, later.Add(-time.Minute)
	// The last was taken out again, whatever the list says.
	gone, kept, out := absorbed(closed, ticket.Merged), absorbed(open, ticket.Merged), absorbed(closed, ticket.Open)
	closed.Absorbed, open.Absorbed = []uuid.UUID{newID(), gone.ID, out.ID}, []uuid.UUID{kept.ID}
	closed, open = d.commit(put(closed, 0)), d.commit(put(open, 0))
	d.settle()
	if n := need(d, func() (int, error) { return d.store.Expire(d.ctx, later, 1) }); n != 1 {
		d.Errorf("expired %d closed tickets, want 1", n)
	}
	for _, t := range []ticket.Ticket{gone, closed} {
		_, err := d.store.Ticket(d.ctx, t.ID)
		d.isKind(err, ticket.NotFound)
	}
	same(d, "events of what was merged", need(d, func() ([]ticket.Event, error) {
		return d.store.Events(d.ctx, store.EventQuery{Ticket: gone.ID, Limit: 9})
	}), []ticket.Event{})
	d.settle()
	same(d, "found by search", d.search("secret"), []int64{out.Number, kept.Number})
	same(d, "what lives on", numbers([]ticket.Ticket{d.ticket(kept.ID), d.ticket(open.ID), d.ticket(out.ID)}), []int64{kept.Number, open.Number, out.Number})
	if d.blob(own) != nil {
		d.Error("a file of a merged ticket that expired is still there")
	}
}

func endedRequest(d *desk) {
	ctx, cancel := context.WithCancel(d.ctx)
	cancel()
	if _, err := d.store.Ticket(ctx, newID()); err == nil || ticket.IsKind(err, ticket.NotFound) {
		d.Errorf("got the error %v, want that the request ended", err)
	}
	if _, err := d.store.Commit(ctx, put(draft("too late"), 0)); err != nil {
		d.isKind(err, ticket.Unavailable)
	}
	d.commit(put(draft("in time"), 0))
	Whole(d, d.store)
}
