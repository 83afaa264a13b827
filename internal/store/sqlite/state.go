package sqlite

import (
	"database/sql"
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// state is what admission needs, and what saving does.
type state struct {
	*store.State
	number, seq int64 // the last given
	numbers     map[uuid.UUID]int64
	subjects    map[uuid.UUID]string
	addresses   map[uuid.UUID][]string // that a requester has in the database
	before      map[store.Slot]int     // loads in the database
}

// named is everything that a group of writes names.
type named struct {
	tickets, requesters, agents map[uuid.UUID]bool
	addresses                   map[string]bool
}

func names(writes []*prepared) named {
	n := named{map[uuid.UUID]bool{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}, map[string]bool{}}
	for _, w := range writes {
		for i := range w.Tickets {
			n.tickets[w.Tickets[i].Ticket.ID] = true
			n.agents[w.Tickets[i].Ticket.Assignee] = true
		}
		for i := range w.Messages {
			n.tickets[w.Messages[i].Ticket] = true
		}
		for _, room := range w.Rooms {
			n.agents[room.Agent] = true
		}
		for _, r := range w.Requesters {
			n.requesters[r.Requester.ID] = true
			for _, address := range r.Requester.Addresses {
				n.addresses[address] = true
			}
		}
	}
	return n
}

// read gathers the state that writes meet. It runs within the transaction.
func (w *writer) read(writes []*prepared) (*state, error) {
	s := &state{
		State: store.NewState(), numbers: map[uuid.UUID]int64{}, subjects: map[uuid.UUID]string{},
		addresses: map[uuid.UUID][]string{}, before: map[store.Slot]int{},
	}
	n := names(writes)
	err := w.each(func(rows *sql.Rows) error { return rows.Scan(&s.number, &s.seq) }, "SELECT number, seq FROM counters")
	if err != nil {
		return nil, err
	}
	if err := w.readTickets(s, n); err != nil {
		return nil, err
	}
	if err := w.readPeople(s, n); err != nil {
		return nil, err
	}
	for _, write := range writes {
		if err := w.readRecords(s, write.Records); err != nil {
			return nil, err
		}
		if err := w.readKey(s, write.Key); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (w *writer) readTickets(s *state, n named) error {
	err := w.each(func(rows *sql.Rows) error {
		var id uuid.UUID
		var number int64
		var subject string
		var t store.Standing
		if err := rows.Scan((*idColumn)(&id), &number, &t.Version, &t.Status, &t.Channel, (*idColumn)(&t.Assignee), &subject); err != nil {
			return err
		}
		s.Tickets[id], s.numbers[id], s.subjects[id] = t, number, subject
		n.agents[t.Assignee] = true
		return nil
	}, `SELECT t.id, t.number, t.version, t.status, t.channel, t.assignee, t.doc ->> '$.subject'
		FROM json_each(?) j CROSS JOIN tickets t ON t.id = unhex(j.value)`, idSet(slices.Collect(maps.Keys(n.tickets))))
	if err != nil {
		return err
	}
	delete(n.agents, uuid.Nil)
	if len(n.agents) == 0 {
		return nil
	}
	return w.each(func(rows *sql.Rows) error {
		var slot store.Slot
		var working int
		if err := rows.Scan((*idColumn)(&slot.Agent), &slot.Channel, &working); err != nil {
			return err
		}
		s.Loads[slot], s.before[slot] = working, working
		return nil
	}, "SELECT l.agent, l.channel, l.working FROM json_each(?) j CROSS JOIN loads l ON l.agent = unhex(j.value)", idSet(slices.Collect(maps.Keys(n.agents))))
}

func (w *writer) readPeople(s *state, n named) error {
	if len(n.requesters) == 0 {
		return nil
	}
	err := w.each(func(rows *sql.Rows) error {
		var id uuid.UUID
		var version int64
		var doc []byte
		if err := rows.Scan((*idColumn)(&id), &version, &doc); err != nil {
			return err
		}
		var r ticket.Requester
		if err := json.Unmarshal(doc, &r); err != nil {
			return err
		}
		s.Requesters[id], s.addresses[id] = version, r.Addresses
		for _, address := range r.Addresses {
			s.Addresses[address] = id
		}
		return nil
	}, "SELECT r.id, r.version, r.doc FROM json_each(?) j CROSS JOIN requesters r ON r.id = unhex(j.value)", idSet(slices.Collect(maps.Keys(n.requesters))))
	if err != nil || len(n.addresses) == 0 {
		return err
	}
	return w.each(func(rows *sql.Rows) error {
		var address string
		var owner uuid.UUID
		if err := rows.Scan(&address, (*idColumn)(&owner)); err != nil {
			return err
		}
		s.Addresses[address] = owner
		return nil
	}, "SELECT a.address, a.requester FROM json_each(?) j CROSS JOIN addresses a ON a.address = j.value", textSet(slices.Collect(maps.Keys(n.addresses))))
}

func (w *writer) readRecords(s *state, writes []store.RecordWrite) error {
	for i := range writes {
		r := &writes[i].Record
		err := w.each(func(rows *sql.Rows) error {
			found := store.Record{Kind: r.Kind}
			if err := rows.Scan((*idColumn)(&found.ID), &found.Key, &found.Version); err != nil {
				return err
			}
			s.Records[store.RecordName{Kind: r.Kind, ID: found.ID}] = found.Version
			s.RecordKeys[store.RecordKey{Kind: r.Kind, Key: found.Key}] = found.ID
			return nil
		}, "SELECT id, name, version FROM records WHERE kind = ?1 AND id = ?2 UNION SELECT id, name, version FROM records WHERE kind = ?1 AND name = ?3", string(r.Kind), r.ID[:], r.Key)
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) readKey(s *state, k *store.Key) error {
	if k == nil {
		return nil
	}
	return w.each(func(rows *sql.Rows) error {
		found := store.Key{Owner: k.Owner, Value: k.Value}
		if err := rows.Scan((*hashColumn)(&found.Fingerprint), (*idColumn)(&found.Ticket)); err != nil {
			return err
		}
		s.Keys[store.KeyName{Owner: k.Owner, Value: k.Value}] = found
		return nil
	}, "SELECT fingerprint, ticket FROM keys WHERE owner = ? AND value = ?", k.Owner[:], k.Value)
}
