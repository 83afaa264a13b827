package storetest

import (
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var commits = []test{
	{"a write comes back as it went in", roundTrip},
	{"numbers and versions count from 1", numbersAndVersions},
	{"a stale write changes nothing", staleWrite},
	{"a refused part refuses the whole", wholeOrNothing},
	{"an id that is taken harms nobody else", takenID},
	{"an empty write is fine", emptyWrite},
	{"loads follow assignee, status and channel", loadsFollow},
	{"an agent gets no more than there is room for", fullAgent},
	{"nothing is lost by closing", survivesClose},
}

// rich is a ticket with everything that a ticket can have.
func rich() ticket.Ticket {
	t := draft("Größe \x00\"quoted\" 你好 'x' \\ \u2028")
	t.Status, t.Priority, t.Category, t.Language, t.Channel = ticket.OnHold, ticket.Urgent, "billing", "zh-Hant", ticket.Chat
	t.Organisation, t.Tier, t.Assignee, t.Team = newID(), "gold", newID(), newID()
	t.Tags, t.Followers = []string{"a'b", "vip", "日本"}, []uuid.UUID{newID(), newID()}
	t.Fields = map[string]any{"n": 1.5, "s": "ü", "b": true, "l": []any{"x", "y"}}
	t.Links = []ticket.Link{{Kind: ticket.Parent, Ticket: newID()}}
	t.MergedInto, t.Absorbed, t.Before = newID(), []uuid.UUID{newID()}, ticket.Open
	t.Triage = ticket.Triage{State: ticket.TriageDone, Attempts: 2, Decision: newID()}
	t.Mood = []ticket.Mood{{Message: newID(), Valence: -.5, Anger: .25, Angry: true, Trend: "rising"}}
	t.Human = []string{"priority", "status"}
	t.Rating = &ticket.Rating{Score: 4, Comment: "ok", RequestedAt: start, AnsweredAt: start.Add(time.Hour)}
	for i, at := range []*time.Time{&t.FirstResponseAt, &t.ResolvedAt, &t.ClosedAt, &t.SnoozedUntil, &t.WakeAt} {
		*at = start.Add(time.Duration(i) * time.Minute)
	}
	return t
}

func roundTrip(d *desk) {
	t := rich()
	w := put(t, 0, "Grüße, 你好, مرحبا 👩‍👩‍👧", "")
	w.Messages[0].HTML, w.Messages[0].External, w.Messages[0].CopyOf = "<p>Grüße</p>", "<1@example.org>", newID()
	w.Messages[0].Attachments = []ticket.Attachment{{Name: "a.png", Type: "image/png", Size: 3, Hash: hex.EncodeToString(make([]byte, 32))}}
	decision := ticket.Decision{ID: newID(), Ticket: t.ID, At: start, Analysis: []byte(`{"category":["billing"]}`), Applied: map[string]string{"category": "billing"}, Assignment: &ticket.Assignment{
		Policy: "best", Agent: t.Assignee, Reason: "knows it", Otherwise: &ticket.Otherwise{Agent: newID(), Gain: .1, If: "had a free slot"}, Propensity: .98, Seed: 1<<63 + 1, Weighed: 2,
		Candidates: []ticket.Candidate{{Agent: t.Assignee, Score: .75, Parts: ticket.Parts{Success: .75}}, {Agent: newID(), Removed: "off shift"}}, Case: []byte{0, 1, 255},
	}}
	w.Decisions = []ticket.Decision{decision}
	receipt := d.receipt(w)

	t = w.Tickets[0].Ticket
	t.Number, t.Version = 1, 1
	same(d, "ticket in the receipt", receipt.Tickets[0], t)
	same(d, "ticket by id", d.ticket(t.ID), t)
	same(d, "ticket by number", need(d, func() (ticket.Ticket, error) { return d.store.TicketByNumber(d.ctx, 1) }), t)
	same(d, "messages", need(d, func() ([]ticket.Message, error) {
		return d.store.Messages(d.ctx, []uuid.UUID{t.ID}, uuid.Nil, 10)
	}), w.Messages)
	same(d, "decisions", need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, t.ID, 10) }), []ticket.Decision{decision})
	for i := range w.Events {
		w.Events[i].Seq = int64(i + 1)
	}
	same(d, "events in the receipt", receipt.Events, w.Events)
	stored := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Limit: 10}) })
	same(d, "events", stored, w.Events)
	if err := ticket.Verify(stored, 0, ticket.Hash{}); err != nil {
		d.Error(err)
	}
}

func numbersAndVersions(d *desk) {
	for number := int64(1); number <= 3; number++ {
		t := d.commit(put(draft("one"), 0))
		if t.Number != number || t.Version != 1 {
			d.Errorf("new ticket has number %d and version %d, want %d and 1", t.Number, t.Version, number)
		}
		t.Subject = "two"
		if t = d.commit(put(t, 1)); t.Number != number || t.Version != 2 {
			d.Errorf("changed ticket has number %d and version %d, want %d and 2", t.Number, t.Version, number)
		}
		same(d, "ticket", d.ticket(t.ID), t)
	}
	two := put(draft("a"), 0)
	two.Tickets = append(two.Tickets, put(draft("b"), 0).Tickets...)
	same(d, "numbers of one write", numbers(d.receipt(two).Tickets), []int64{4, 5})
	_, err := d.store.Ticket(d.ctx, newID())
	d.isKind(err, ticket.NotFound)
	_, err = d.store.TicketByNumber(d.ctx, 6)
	d.isKind(err, ticket.NotFound)
}

func staleWrite(d *desk) {
	t := d.commit(put(draft("first"), 0, "hello"))
	t = d.commit(put(t, 1))
	d.refuse(put(t, 1, "stale"), ticket.Conflict)
	d.refuse(put(t, 0, "again"), ticket.Conflict)
	d.refuse(put(draft("never stored"), 3, "nobody"), ticket.NotFound)
	same(d, "ticket", d.ticket(t.ID), t)
	if head := need(d, func() (int64, error) { return d.store.Head(d.ctx) }); head != 3 {
		d.Errorf("the log ends at %d, want 3: refused writes leave no events", head)
	}
}

// Each write below is right but for one part; nothing of the others stays.
func wholeOrNothing(d *desk) {
	taken := ticket.Requester{ID: newID(), Addresses: []string{"taken@example.org"}}
	team := store.Record{Kind: store.Teams, ID: newID(), Key: "Support", Body: []byte(`{}`)}
	d.commit(&store.Write{Requesters: []store.RequesterWrite{{Requester: taken}}, Records: []store.RecordWrite{{Record: team}}})
	agent := newID()
	for name, spoil := range map[string]func(*store.Write){
		"ticket": func(w *store.Write) { w.Tickets = append(w.Tickets, put(draft("no"), 7).Tickets...) },
		"requester": func(w *store.Write) {
			w.Requesters = append(w.Requesters, store.RequesterWrite{Requester: ticket.Requester{ID: newID(), Addresses: taken.Addresses}})
		},
		"record": func(w *store.Write) {
			w.Records = append(w.Records, store.RecordWrite{Record: store.Record{Kind: store.Teams, ID: newID(), Key: team.Key, Body: []byte(`{}`)}})
		},
		"room": func(w *store.Write) {
			w.Tickets[0].Ticket.Assignee = agent
			w.Rooms = []store.Room{{Slot: store.Slot{Agent: agent, Channel: ticket.Email}}}
		},
	} {
		w := put(draft(name), 0, "text")
		who := ticket.Requester{ID: newID(), Addresses: []string{name + "@example.org"}}
		record := store.Record{Kind: store.Macros, ID: newID(), Key: name, Body: []byte(`{}`)}
		w.Requesters, w.Records = []store.RequesterWrite{{Requester: who}}, []store.RecordWrite{{Record: record}}
		w.Decisions = []ticket.Decision{{ID: newID(), Ticket: w.Tickets[0].Ticket.ID, At: start}}
		w.Key = &store.Key{Owner: newID(), Value: name, Ticket: w.Tickets[0].Ticket.ID, At: start}
		spoil(w)
		if _, err := d.store.Commit(d.ctx, w); err == nil {
			d.Fatalf("%s: was admitted", name)
		}
		id := w.Tickets[0].Ticket.ID
		_, err := d.store.Ticket(d.ctx, id)
		d.isKind(err, ticket.NotFound)
		_, err = d.store.RequesterByAddress(d.ctx, who.Addresses[0])
		d.isKind(err, ticket.NotFound)
		_, err = d.store.Record(d.ctx, store.Macros, record.ID)
		d.isKind(err, ticket.NotFound)
		messages := need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, []uuid.UUID{id}, uuid.Nil, 10) })
		decisions := need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, id, 10) })
		if len(messages)+len(decisions) > 0 {
			d.Errorf("%s: found %d messages and %d decisions of a refused write", name, len(messages), len(decisions))
		}
		again := put(draft(name), 0)
		again.Key = w.Key
		d.commit(again) // the key was not used up
	}
	same(d, "loads", need(d, func() (map[store.Slot]int, error) { return d.store.Loads(d.ctx) }), map[store.Slot]int{})
}

func takenID(d *desk) {
	w := put(draft("first"), 0, "hello")
	d.commit(w)
	again := put(draft("second"), 0, "hello")
	again.Messages[0].ID = w.Messages[0].ID
	again.Messages[0].Ticket = w.Messages[0].Ticket
	writes := []*store.Write{again}
	for range 20 {
		writes = append(writes, put(draft("fine"), 0, "hello"))
	}
	errs := d.together(writes...)
	for i, err := range errs[1:] {
		if err != nil {
			d.Errorf("write %d: %v", i+1, err)
		}
	}
	d.isKind(errs[0], ticket.Conflict)
	_, err := d.store.Ticket(d.ctx, again.Tickets[0].Ticket.ID)
	d.isKind(err, ticket.NotFound)
	Whole(d, d.store)
}

func emptyWrite(d *desk) {
	same(d, "receipt", d.receipt(&store.Write{}), store.Receipt{})
}

func loadsFollow(d *desk) {
	anna, ben := newID(), newID()
	loads := func(want map[store.Slot]int) {
		d.Helper()
		same(d, "loads", need(d, func() (map[store.Slot]int, error) { return d.store.Loads(d.ctx) }), want)
	}
	loads(map[store.Slot]int{})
	t := draft("follow me")
	t.Assignee = anna
	t = d.commit(put(t, 0))
	loads(map[store.Slot]int{{Agent: anna, Channel: ticket.Email}: 1})
	t.Status, t.Assignee = ticket.Open, ben
	t = d.commit(put(t, t.Version))
	loads(map[store.Slot]int{{Agent: ben, Channel: ticket.Email}: 1})
	t.Channel = ticket.Chat
	t = d.commit(put(t, t.Version))
	loads(map[store.Slot]int{{Agent: ben, Channel: ticket.Chat}: 1})
	other := draft("another")
	other.Assignee, other.Channel = ben, ticket.Chat
	d.commit(put(other, 0))
	loads(map[store.Slot]int{{Agent: ben, Channel: ticket.Chat}: 2})
	t.Status = ticket.Pending
	t = d.commit(put(t, t.Version))
	loads(map[store.Slot]int{{Agent: ben, Channel: ticket.Chat}: 1})
	t.Status, t.Assignee = ticket.Open, uuid.Nil
	d.commit(put(t, t.Version))
	d.reopen()
	loads(map[store.Slot]int{{Agent: ben, Channel: ticket.Chat}: 1})
}

func fullAgent(d *desk) {
	slot := store.Slot{Agent: newID(), Channel: ticket.Email}
	assigned := func() *store.Write {
		t := draft("mine")
		t.Assignee = slot.Agent
		w := put(t, 0)
		w.Rooms = []store.Room{{Slot: slot, Limit: 2}}
		return w
	}
	first := d.commit(assigned())
	d.commit(assigned())
	d.refuse(assigned(), ticket.Full)
	first.Status = ticket.Resolved
	d.commit(put(first, 1))
	d.commit(assigned())
	d.refuse(assigned(), ticket.Full)
}

func survivesClose(d *desk) {
	t := d.commit(put(rich(), 0, "hello"))
	d.reopen()
	same(d, "ticket", d.ticket(t.ID), t)
	if next := d.commit(put(draft("next"), 0)); next.Number != 2 {
		d.Errorf("the ticket after reopening has number %d, want 2", next.Number)
	}
	Whole(d, d.store)
	if err := d.store.Close(); err != nil {
		d.Error(err)
	}
	_, err := d.store.Commit(d.ctx, put(draft("late"), 0))
	d.isKind(err, ticket.Unavailable)
	if err := d.store.Close(); err != nil {
		d.Errorf("closing again: %v", err)
	}
}
