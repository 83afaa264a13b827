package postgres

import (
	"encoding/hex"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// rows are what a group stores, column by column: one statement stores all
// rows of a table.
type rows struct {
	made, changed ticketRows
	tags          struct {
		names      []string
		numbers    []int64
		priorities []int16
		updated    []int64
	}
	messages, decisions documentRows
	events              eventRows
	uses                struct {
		tickets []uuid.UUID
		hashes  [][]byte
	}
	requesters map[uuid.UUID]person
	freed      []string // addresses that these had before
	records    map[store.RecordName]store.RecordWrite
	loads      loadRows
	keys       keyRows
	erased     []*prepared // those that take something out
}

type ticketRows struct {
	number, version, created, updated, wake, closed []int64
	id, assignee, team, requester, organisation     []uuid.UUID
	status, category, language, channel             []string
	doc                                             [][]byte
	priority                                        []int16
}

type documentRows struct {
	ticket, id []uuid.UUID
	at         []int64
	doc        [][]byte
}

type eventRows struct {
	seq, place, at     []int64
	id, ticket, actor  []uuid.UUID
	kind, actorKind    []string
	data, before, hash [][]byte
}

// person is a requester as it will be stored.
type person struct {
	isNew     bool
	version   int64
	addresses []string
	doc       []byte
}

type personRows struct {
	ids      []uuid.UUID
	versions []int64
	docs     [][]byte
}

func (r *personRows) add(id uuid.UUID, p person) {
	r.ids, r.versions, r.docs = append(r.ids, id), append(r.versions, p.version), append(r.docs, p.doc)
}

type loadRows struct {
	agent   []uuid.UUID
	channel []string
	delta   []int64
}

type keyRows struct {
	owner, ticket []uuid.UUID
	value         []string
	fingerprint   [][]byte
	at            []int64
}

// reserve makes room for the rows of some writes, so that no column grows value
// by value. Tickets are taken to be new, as most are where there are many.
func (r *rows) reserve(writes []*prepared) {
	var tickets, messages, decisions, events int
	for _, w := range writes {
		tickets, messages = tickets+len(w.Tickets), messages+len(w.Messages)
		decisions, events = decisions+len(w.Decisions), events+len(w.Events)
	}
	r.made.reserve(tickets)
	r.messages.reserve(messages)
	r.decisions.reserve(decisions)
	r.events.reserve(events)
}

func (c *ticketRows) reserve(n int) {
	for _, column := range []*[]int64{&c.number, &c.version, &c.created, &c.updated, &c.wake, &c.closed} {
		*column = make([]int64, 0, n)
	}
	for _, column := range []*[]uuid.UUID{&c.id, &c.assignee, &c.team, &c.requester, &c.organisation} {
		*column = make([]uuid.UUID, 0, n)
	}
	for _, column := range []*[]string{&c.status, &c.category, &c.language, &c.channel} {
		*column = make([]string, 0, n)
	}
	c.doc, c.priority = make([][]byte, 0, n), make([]int16, 0, n)
}

func (d *documentRows) reserve(n int) {
	d.ticket, d.id = make([]uuid.UUID, 0, n), make([]uuid.UUID, 0, n)
	d.at, d.doc = make([]int64, 0, n), make([][]byte, 0, n)
}

func (r *eventRows) reserve(n int) {
	for _, column := range []*[]int64{&r.seq, &r.place, &r.at} {
		*column = make([]int64, 0, n)
	}
	for _, column := range []*[]uuid.UUID{&r.id, &r.ticket, &r.actor} {
		*column = make([]uuid.UUID, 0, n)
	}
	for _, column := range []*[][]byte{&r.data, &r.before, &r.hash} {
		*column = make([][]byte, 0, n)
	}
	r.kind, r.actorKind = make([]string, 0, n), make([]string, 0, n)
}

// add takes everything of a write but its tickets and events. Of what is
// written twice in a group the last counts.
func (r *rows) add(w *prepared) {
	for i := range w.Messages {
		m := &w.Messages[i]
		r.messages.add(m.Ticket, m.ID, m.At.UnixMicro(), w.messages[i])
		for _, a := range m.Attachments {
			if hash, err := hex.DecodeString(a.Hash); err == nil {
				r.uses.tickets, r.uses.hashes = append(r.uses.tickets, m.Ticket), append(r.uses.hashes, hash)
			}
		}
	}
	for i := range w.Decisions {
		d := &w.Decisions[i]
		r.decisions.add(d.Ticket, d.ID, d.At.UnixMicro(), w.decisions[i])
	}
	for i := range w.Requesters {
		r.addRequester(&w.Requesters[i], w.requesters[i])
	}
	for _, rw := range w.Records {
		if r.records == nil {
			r.records = map[store.RecordName]store.RecordWrite{}
		}
		r.records[store.RecordName{Kind: rw.Record.Kind, ID: rw.Record.ID}] = rw
	}
	if w.Erase != nil {
		r.erased = append(r.erased, w)
	}
	if k := w.Key; k != nil {
		r.keys.owner, r.keys.value, r.keys.ticket = append(r.keys.owner, k.Owner), append(r.keys.value, k.Value), append(r.keys.ticket, k.Ticket)
		r.keys.fingerprint, r.keys.at = append(r.keys.fingerprint, k.Fingerprint[:]), append(r.keys.at, k.At.UnixMicro())
	}
}

func (r *rows) addTicket(v outcome) {
	t, c := v.ticket, &r.changed
	if v.isNew {
		c = &r.made
	}
	c.number, c.id, c.version = append(c.number, t.Number), append(c.id, t.ID), append(c.version, t.Version)
	c.status, c.priority = append(c.status, string(t.Status)), append(c.priority, int16(t.Priority.Rank()))
	c.category, c.language, c.channel = append(c.category, t.Category), append(c.language, t.Language), append(c.channel, string(t.Channel))
	c.assignee, c.team = append(c.assignee, t.Assignee), append(c.team, t.Team)
	c.requester, c.organisation = append(c.requester, t.Requester), append(c.organisation, t.Organisation)
	c.created, c.updated = append(c.created, t.CreatedAt.UnixMicro()), append(c.updated, t.UpdatedAt.UnixMicro())
	c.wake, c.closed = append(c.wake, micros(t.WakeAt)), append(c.closed, micros(t.ClosedAt))
	c.doc = append(c.doc, v.doc)
	for _, tag := range t.Tags {
		r.tags.names, r.tags.numbers = append(r.tags.names, tag), append(r.tags.numbers, t.Number)
		r.tags.priorities, r.tags.updated = append(r.tags.priorities, int16(t.Priority.Rank())), append(r.tags.updated, t.UpdatedAt.UnixMicro())
	}
}

func (d *documentRows) add(of, id uuid.UUID, at int64, doc []byte) {
	d.ticket, d.id, d.at, d.doc = append(d.ticket, of), append(d.id, id), append(d.at, at), append(d.doc, doc)
}

func (r *eventRows) add(e *ticket.Event) {
	r.seq, r.id, r.kind, r.ticket = append(r.seq, e.Seq), append(r.id, e.ID), append(r.kind, string(e.Type)), append(r.ticket, e.Ticket)
	r.place, r.actorKind, r.actor = append(r.place, e.Index), append(r.actorKind, string(e.Actor.Kind)), append(r.actor, e.Actor.ID)
	r.at, r.data = append(r.at, e.At.UnixMicro()), append(r.data, e.Data)
	r.before, r.hash = append(r.before, e.Before[:]), append(r.hash, e.Hash[:])
}

func (r *loadRows) add(slot store.Slot, delta int) {
	r.agent, r.channel, r.delta = append(r.agent, slot.Agent), append(r.channel, string(slot.Channel)), append(r.delta, int64(delta))
}

func (r *rows) addRequester(w *store.RequesterWrite, doc []byte) {
	who := &w.Requester
	if r.requesters == nil {
		r.requesters = map[uuid.UUID]person{}
	}
	isNew := w.Expect == 0
	if before, twice := r.requesters[who.ID]; twice {
		isNew = before.isNew
	}
	r.requesters[who.ID] = person{isNew: isNew, version: w.Expect + 1, addresses: who.Addresses, doc: doc}
}
