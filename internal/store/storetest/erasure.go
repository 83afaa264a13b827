package storetest

import (
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var erasures = []test{
	{"words are taken out, with what nobody else names", erase},
	{"an erasure that came too late takes nothing out", eraseLate},
	{"a search does not find what was erased", eraseFound},
}

func named(hash ticket.Hash) ticket.Attachment {
	return ticket.Attachment{Name: "a", Type: "text/plain", Hash: hex.EncodeToString(hash[:])}
}

// erased is a write that takes the words out of a ticket with one message and one
// event, and the hashes that it names.
func (d *desk) erased(t ticket.Ticket, hashes ...ticket.Hash) *store.Write {
	d.Helper()
	messages := need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, []uuid.UUID{t.ID}, uuid.Nil, 9) })
	events := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Ticket: t.ID, Limit: 9}) })
	decisions := need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, t.ID, 9) })
	e := &store.Erasure{Messages: messages, Events: events[:1], Decisions: decisions, Keys: []uuid.UUID{t.ID}}
	for i := range e.Messages {
		e.Messages[i].Text, e.Messages[i].Attachments = ticket.ErasedText, nil
	}
	for i := range e.Decisions {
		e.Decisions[i].Analysis = nil
	}
	e.Events[0].Data = []byte(`{"b": 2}`)
	for _, hash := range hashes {
		e.Contents = append(e.Contents, store.ContentUse{Ticket: t.ID, Hash: hash})
	}
	expect := t.Version
	t.Subject = ticket.ErasedText
	event := t.Append(ticket.Event{ID: newID(), Type: ticket.TicketErased, Actor: ticket.Actor{Kind: ticket.BySystem}, At: start, Data: []byte(`{}`)})
	return &store.Write{Erase: e, Tickets: []store.TicketWrite{{Expect: expect, Ticket: t}}, Events: []ticket.Event{event}}
}

func erase(d *desk) {
	shared, own, lately := d.putBlob([]byte("shared")), d.putBlob(content(600<<10)), d.putBlob([]byte("nobody's"))
	w := put(draft("the matter of Zebulon"), 0, "I am Zebulon")
	w.Messages[0].Attachments = []ticket.Attachment{named(shared), named(own)}
	id := w.Tickets[0].Ticket.ID
	w.Decisions = []ticket.Decision{{ID: newID(), Ticket: id, At: start, Analysis: []byte(`{"said":"Zebulon"}`)}}
	w.Key = &store.Key{Owner: newID(), Value: "once", Ticket: id, At: start}
	d.commit(w)
	other := put(draft("another"), 0, "Zebulon is a fine name")
	other.Messages[0].Attachments = []ticket.Attachment{named(shared)}
	kept := d.commit(other)
	before := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Ticket: id, Limit: 9}) })

	for range 2 { // a second time changes nothing
		now := d.ticket(id)
		d.commit(d.erased(now, shared, own))
	}
	d.settle()
	if err := d.store.Scrub(d.ctx); err != nil {
		d.Error(err)
	}
	messages := need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, []uuid.UUID{id}, uuid.Nil, 9) })
	if len(messages) != 1 || messages[0].Text != ticket.ErasedText || messages[0].ID != w.Messages[0].ID || messages[0].Attachments != nil {
		d.Errorf("the message is %+v", messages)
	}
	decisions := need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, id, 9) })
	if len(decisions) != 1 || decisions[0].ID != w.Decisions[0].ID || decisions[0].Analysis != nil {
		d.Errorf("the decision is %+v", decisions)
	}
	after := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Ticket: id, Limit: 9}) })
	if len(after) != len(before)+2 || string(after[0].Data) != `{"b": 2}` {
		d.Fatalf("the events are %+v", after)
	}
	after[0].Data = before[0].Data
	same(d, "all else of the events", after[:len(before)], before)
	if d.blob(own) != nil {
		d.Error("a content that only the erased ticket named is still there")
	}
	if d.blob(shared) == nil || d.blob(lately) == nil {
		d.Error("a content that others name, or nobody yet, is gone")
	}
	again := put(draft("sent again"), 0, "sent again")
	again.Key = &store.Key{Owner: w.Key.Owner, Value: "once", Ticket: again.Tickets[0].Ticket.ID, At: start}
	d.commit(again) // the key of an erased ticket is free
	same(d, "found by search", d.search("Zebulon"), []int64{kept.Number})
	// Who sends the same file again has it stored again.
	if hash := d.putBlob(content(600 << 10)); hash != own || d.blob(own) == nil {
		d.Error("a content that was erased cannot be stored again")
	}
	d.reopen()
	if got := d.ticket(id); got.Subject != ticket.ErasedText {
		d.Errorf("the subject is %q", got.Subject)
	}
}

func eraseLate(d *desk) {
	t := d.commit(put(draft("a matter"), 0, "the words"))
	w := d.erased(t)
	d.commit(put(t, t.Version, "more words"))
	d.refuse(w, ticket.Conflict)
	messages := need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, []uuid.UUID{t.ID}, uuid.Nil, 9) })
	if len(messages) != 2 || messages[0].Text != "the words" {
		d.Errorf("the messages are %+v", messages)
	}
	// What is not there is passed over.
	gone := ticket.Message{ID: newID(), Ticket: newID(), At: start}
	d.commit(&store.Write{Erase: &store.Erasure{
		Messages: []ticket.Message{gone}, Decisions: []ticket.Decision{{ID: newID(), Ticket: gone.Ticket, At: start}},
		Events: []ticket.Event{{Seq: 1, ID: newID(), Data: []byte(`{}`)}}, Contents: []store.ContentUse{{Ticket: gone.Ticket, Hash: ticket.Hash{1}}}, Keys: []uuid.UUID{gone.Ticket},
	}})
	if events := need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, store.EventQuery{Limit: 1}) }); string(events[0].Data) == `{}` {
		d.Error("an event of another id was changed")
	}
	Whole(d, d.store)
}

// eraseFound erases among others, while the index is at work.
func eraseFound(d *desk) {
	var all []ticket.Ticket
	for range 40 {
		all = append(all, d.commit(put(draft("the matter"), 0, "quixotic words")))
	}
	d.settle()
	for _, t := range all[:39] {
		d.commit(d.erased(t))
	}
	begun := time.Now()
	if err := d.store.Scrub(d.ctx); err != nil {
		d.Fatal(err)
	}
	d.Logf("scrubbed in %s", time.Since(begun))
	same(d, "found by search", d.search("quixotic"), []int64{all[39].Number})
}
