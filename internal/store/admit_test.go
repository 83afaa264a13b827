package store_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// database is a store of the plainest kind: what was written, whole.
type database struct {
	tickets    map[uuid.UUID]ticket.Ticket
	requesters map[uuid.UUID]ticket.Requester
	records    map[store.RecordName]store.Record
	keys       map[store.KeyName]store.Key
}

// state is all that is stored, as admission sees it.
func (d *database) state() *store.State {
	s := store.NewState()
	for id, t := range d.tickets {
		s.Tickets[id] = store.Standing{Version: t.Version, Status: t.Status, Channel: t.Channel, Assignee: t.Assignee}
		if t.Assignee != uuid.Nil && t.Status.Working() {
			s.Loads[store.Slot{Agent: t.Assignee, Channel: t.Channel}]++
		}
	}
	for id, r := range d.requesters {
		s.Requesters[id] = r.Version
		for _, address := range r.Addresses {
			s.Addresses[address] = id
		}
	}
	for name, r := range d.records {
		s.Records[name] = r.Version
		s.RecordKeys[store.RecordKey{Kind: r.Kind, Key: r.Key}] = r.ID
	}
	s.Keys = maps.Clone(d.keys)
	return s
}

// store keeps a write that was admitted.
func (d *database) store(w *store.Write) {
	for _, t := range w.Tickets {
		t.Ticket.Version = t.Expect + 1
		d.tickets[t.Ticket.ID] = t.Ticket
	}
	for _, r := range w.Requesters {
		r.Requester.Version = r.Expect + 1
		d.requesters[r.Requester.ID] = r.Requester
	}
	for _, r := range w.Records {
		name := store.RecordName{Kind: r.Record.Kind, ID: r.Record.ID}
		if r.Record.Version = r.Expect + 1; r.Remove {
			delete(d.records, name)
		} else {
			d.records[name] = r.Record
		}
	}
	if w.Key != nil {
		d.keys[store.KeyName{Owner: w.Key.Owner, Value: w.Key.Value}] = *w.Key
	}
}

// someWrite draws a write over so few things that writes meet.
func someWrite(t *rapid.T) *store.Write {
	id := func(name string, n byte) uuid.UUID { return uuid.UUID{rapid.ByteRange(1, n).Draw(t, name)} }
	expect := func() int64 { return rapid.SampledFrom([]int64{0, 0, 0, 1, 1, 2, 3}).Draw(t, "expect") }
	w := &store.Write{}
	part := rapid.IntRange(0, 9).Draw(t, "part")
	if part < 6 {
		one := ticket.Ticket{
			ID: id("ticket", 4), Status: rapid.SampledFrom([]ticket.Status{ticket.Open, ticket.Resolved}).Draw(t, "status"),
			Channel: rapid.SampledFrom([]ticket.Channel{ticket.Email, ticket.Chat}).Draw(t, "channel"),
		}
		if rapid.Bool().Draw(t, "assigned") {
			one.Assignee = id("assignee", 2)
			w.Rooms = []store.Room{{Slot: store.Slot{Agent: one.Assignee, Channel: one.Channel}, Limit: rapid.IntRange(0, 2).Draw(t, "limit")}}
		}
		w.Tickets = []store.TicketWrite{{Expect: expect(), Ticket: one}}
	}
	if part == 5 || part == 6 || part == 7 {
		addresses := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 2, func(s string) string { return s }).Draw(t, "addresses")
		w.Requesters = []store.RequesterWrite{{Expect: expect(), Requester: ticket.Requester{ID: id("requester", 3), Addresses: addresses}}}
	}
	if part >= 7 {
		r := store.Record{Kind: rapid.SampledFrom([]store.RecordKind{store.Teams, store.Macros}).Draw(t, "kind"), ID: id("record", 3), Key: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "key")}
		w.Records = []store.RecordWrite{{Expect: expect(), Record: r, Remove: rapid.IntRange(0, 3).Draw(t, "remove") == 0}}
	}
	if rapid.IntRange(0, 3).Draw(t, "keyed") == 0 {
		w.Key = &store.Key{Owner: id("owner", 1), Value: rapid.SampledFrom([]string{"k", "l"}).Draw(t, "value"), Fingerprint: ticket.Hash{rapid.ByteRange(1, 2).Draw(t, "print")}, Ticket: id("made", 4)}
	}
	return w
}

// A group of writes is admitted as if each had come alone, and the state
// ends as that of the database.
func TestAdmitGroupLikeOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &database{map[uuid.UUID]ticket.Ticket{}, map[uuid.UUID]ticket.Requester{}, map[store.RecordName]store.Record{}, map[store.KeyName]store.Key{}}
		for range rapid.IntRange(1, 4).Draw(t, "groups") {
			group := d.state()
			for range rapid.IntRange(1, 15).Draw(t, "writes") {
				w := someWrite(t)
				alone, together := d.state().Admit(w), group.Admit(w)
				if (alone == nil) != (together == nil) || alone != nil && alone.Error() != together.Error() {
					t.Fatalf("alone: %v, in the group: %v", alone, together)
				}
				if alone == nil {
					d.store(w)
				}
				sameState(t, group, d.state())
			}
		}
	})
}

func sameState(t *rapid.T, got, want *store.State) {
	maps.DeleteFunc(got.Loads, func(_ store.Slot, n int) bool { return n == 0 })
	if !maps.Equal(got.Tickets, want.Tickets) || !maps.Equal(got.Requesters, want.Requesters) || !maps.Equal(got.Addresses, want.Addresses) ||
		!maps.Equal(got.Records, want.Records) || !maps.Equal(got.RecordKeys, want.RecordKeys) || !maps.Equal(got.Loads, want.Loads) || !maps.Equal(got.Keys, want.Keys) {
		t.Fatalf("got the state %+v,\nwant %+v", got, want)
	}
}

func TestAdmitSays(t *testing.T) {
	anna, ben := uuid.UUID{1}, uuid.UUID{2}
	slot := store.Slot{Agent: anna, Channel: ticket.Email}
	s := store.NewState()
	s.Tickets[uuid.UUID{9}] = store.Standing{Version: 2, Status: ticket.Open, Channel: ticket.Email, Assignee: anna}
	s.Addresses["anna@example.org"], s.Requesters[anna] = anna, 1
	s.Records[store.RecordName{Kind: store.Teams, ID: anna}], s.RecordKeys[store.RecordKey{Kind: store.Teams, Key: "x"}] = 1, anna
	s.Loads[slot] = 3
	s.Keys[store.KeyName{Owner: anna, Value: "k"}] = store.Key{Fingerprint: ticket.Hash{1}, Ticket: uuid.UUID{9}}
	tickets := func(expect int64, id byte) []store.TicketWrite {
		return []store.TicketWrite{{Expect: expect, Ticket: ticket.Ticket{ID: uuid.UUID{id}, Status: ticket.Open, Channel: ticket.Email, Assignee: anna}}}
	}
	for name, test := range map[string]struct {
		write store.Write
		kind  ticket.Kind
	}{
		"stale":           {store.Write{Tickets: tickets(1, 9)}, ticket.Conflict},
		"there already":   {store.Write{Tickets: tickets(0, 9)}, ticket.Conflict},
		"not there":       {store.Write{Tickets: tickets(2, 8)}, ticket.NotFound},
		"address":         {store.Write{Requesters: []store.RequesterWrite{{Requester: ticket.Requester{ID: ben, Addresses: []string{"anna@example.org"}}}}}, ticket.Conflict},
		"record's key":    {store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Teams, ID: ben, Key: "x"}}}}, ticket.Conflict},
		"no room":         {store.Write{Tickets: tickets(0, 8), Rooms: []store.Room{{Slot: slot, Limit: 3}}}, ticket.Full},
		"another request": {store.Write{Key: &store.Key{Owner: anna, Value: "k", Fingerprint: ticket.Hash{2}}}, ticket.Reused},
	} {
		if err := s.Admit(&test.write); !ticket.IsKind(err, test.kind) {
			t.Errorf("%s: got the error %v, want one of kind %s", name, err, test.kind)
		}
	}
	var replay *store.ReplayError
	if err := s.Admit(&store.Write{Key: &store.Key{Owner: anna, Value: "k", Fingerprint: ticket.Hash{1}}}); !errors.As(err, &replay) || replay.Ticket != (uuid.UUID{9}) {
		t.Errorf("sent again: got %v", err)
	}
	// Who has the ticket already keeps it, however full.
	if err := s.Admit(&store.Write{Tickets: tickets(2, 9), Rooms: []store.Room{{Slot: slot, Limit: 3}}}); err != nil {
		t.Errorf("the agent who has it: %v", err)
	}
	if s.Loads[slot] != 3 || s.Tickets[uuid.UUID{9}].Version != 3 {
		t.Errorf("the load is %d and the version %d, want 3 and 3", s.Loads[slot], s.Tickets[uuid.UUID{9}].Version)
	}
}
