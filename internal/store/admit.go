package store

import (
	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// State is what a group of writes finds in the database: everything that one
// of them names. An engine reads it under the lock that serialises commits.
// The zero values of Standing and Used, and a missing entry, say that there is nothing.
type State struct {
	Tickets    map[uuid.UUID]Standing
	Requesters map[uuid.UUID]int64 // version
	Addresses  map[string]uuid.UUID
	Records    map[RecordName]int64    // version
	RecordKeys map[RecordKey]uuid.UUID // whose it is
	Loads      map[Slot]int
	Keys       map[KeyName]Key
}

// Standing is what matters of a ticket as it is stored.
type Standing struct {
	Version  int64
	Status   ticket.Status
	Channel  ticket.Channel
	Assignee uuid.UUID
}

// RecordName names a record.
type RecordName struct {
	Kind RecordKind
	ID   uuid.UUID
}

// RecordKey names a record by its key.
type RecordKey struct {
	Kind RecordKind
	Key  string
}

// KeyName names an idempotency key.
type KeyName struct {
	Owner uuid.UUID
	Value string
}

// NewState is a State that knows of nothing.
func NewState() *State {
	return &State{
		Tickets: map[uuid.UUID]Standing{}, Requesters: map[uuid.UUID]int64{}, Addresses: map[string]uuid.UUID{},
		Records: map[RecordName]int64{}, RecordKeys: map[RecordKey]uuid.UUID{}, Loads: map[Slot]int{}, Keys: map[KeyName]Key{},
	}
}

// Admit says whether a write may be stored, and if so changes the state to
// what it is afterwards, so that the next write of the group sees it. A write
// that is refused changes nothing.
func (s *State) Admit(w *Write) error {
	if err := s.admitKey(w.Key); err != nil {
		return err
	}
	for _, t := range w.Tickets {
		if found := s.Tickets[t.Ticket.ID].Version; found != t.Expect {
			return conflict("ticket", found, t.Expect)
		}
	}
	if err := s.admitRequesters(w.Requesters); err != nil {
		return err
	}
	if err := s.admitRecords(w.Records); err != nil {
		return err
	}
	deltas := s.deltas(w.Tickets)
	for _, room := range w.Rooms {
		if s.Loads[room.Slot]+deltas[room.Slot] > room.Limit {
			return ticket.Errorf(ticket.Full, "assignee", "agent %s has no room for another %s ticket: %d of %d", room.Agent, room.Channel, s.Loads[room.Slot], room.Limit)
		}
	}
	s.apply(w, deltas)
	return nil
}

func (s *State) admitKey(key *Key) error {
	if key == nil {
		return nil
	}
	used, found := s.Keys[KeyName{key.Owner, key.Value}]
	switch {
	case !found:
		return nil
	case used.Fingerprint != key.Fingerprint:
		return ticket.Errorf(ticket.Reused, "Idempotency-Key", "was used for another request: send a new key")
	}
	return &ReplayError{Ticket: used.Ticket}
}

func (s *State) admitRequesters(writes []RequesterWrite) error {
	for _, r := range writes {
		if found := s.Requesters[r.Requester.ID]; found != r.Expect {
			return conflict("requester", found, r.Expect)
		}
		for _, address := range r.Requester.Addresses {
			if owner, taken := s.Addresses[address]; taken && owner != r.Requester.ID {
				return ticket.Errorf(ticket.Conflict, "addresses", "%s belongs to another requester", address)
			}
		}
	}
	return nil
}

func (s *State) admitRecords(writes []RecordWrite) error {
	for _, w := range writes {
		r := w.Record
		if found := s.Records[RecordName{r.Kind, r.ID}]; found != w.Expect {
			return conflict(string(r.Kind), found, w.Expect)
		}
		if owner, taken := s.RecordKeys[RecordKey{r.Kind, r.Key}]; taken && owner != r.ID && !w.Remove {
			return ticket.Errorf(ticket.Conflict, string(r.Kind), "%q is taken", r.Key)
		}
	}
	return nil
}

func conflict(what string, found, expected int64) error {
	switch {
	case found == 0:
		return ticket.Errorf(ticket.NotFound, what, "does not exist, or no longer")
	case expected == 0:
		return ticket.Errorf(ticket.Conflict, what, "exists already")
	}
	return ticket.Errorf(ticket.Conflict, what, "was changed meanwhile: it is at version %d, not %d; read it again", found, expected)
}

// deltas gives by how much tickets change the loads of agents.
func (s *State) deltas(writes []TicketWrite) map[Slot]int {
	deltas := map[Slot]int{}
	for _, w := range writes {
		if was := s.Tickets[w.Ticket.ID]; was.Assignee != uuid.Nil && was.Status.Working() {
			deltas[Slot{was.Assignee, was.Channel}]--
		}
		if is := &w.Ticket; is.Assignee != uuid.Nil && is.Status.Working() {
			deltas[Slot{is.Assignee, is.Channel}]++
		}
	}
	return deltas
}

func (s *State) apply(w *Write, deltas map[Slot]int) {
	if w.Key != nil {
		s.Keys[KeyName{w.Key.Owner, w.Key.Value}] = *w.Key
	}
	for _, t := range w.Tickets {
		s.Tickets[t.Ticket.ID] = Standing{Version: t.Expect + 1, Status: t.Ticket.Status, Channel: t.Ticket.Channel, Assignee: t.Ticket.Assignee}
	}
	for _, r := range w.Requesters {
		s.Requesters[r.Requester.ID] = r.Expect + 1
		for address, owner := range s.Addresses {
			if owner == r.Requester.ID {
				delete(s.Addresses, address)
			}
		}
		for _, address := range r.Requester.Addresses {
			s.Addresses[address] = r.Requester.ID
		}
	}
	for _, r := range w.Records {
		s.applyRecord(r)
	}
	for slot, delta := range deltas {
		s.Loads[slot] += delta
	}
}

func (s *State) applyRecord(w RecordWrite) {
	name := RecordName{w.Record.Kind, w.Record.ID}
	for key, owner := range s.RecordKeys {
		if key.Kind == name.Kind && owner == name.ID {
			delete(s.RecordKeys, key)
		}
	}
	if w.Remove {
		delete(s.Records, name)
		return
	}
	s.Records[name] = w.Expect + 1
	s.RecordKeys[RecordKey{name.Kind, w.Record.Key}] = name.ID
}
