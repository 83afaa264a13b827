package sqlite

import (
	"encoding/hex"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// save stores a write that was admitted.
func (w *writer) save(s *state, write *prepared) (store.Receipt, error) {
	var receipt store.Receipt
	unfiled := map[uuid.UUID]bool{}
	for i := range write.Tickets {
		t := write.Tickets[i].Ticket
		t.Version = write.Tickets[i].Expect + 1
		if s.subjects[t.ID] != t.Subject || t.Version == 1 {
			unfiled[t.ID] = true
		}
		if err := w.saveTicket(s, &t); err != nil {
			return receipt, err
		}
		receipt.Tickets = append(receipt.Tickets, t)
	}
	for i := range write.Messages {
		m := &write.Messages[i]
		unfiled[m.Ticket] = true
		if err := w.saveMessage(s, m, write.messages[i]); err != nil {
			return receipt, err
		}
	}
	for id := range unfiled {
		if err := w.exec("INSERT INTO unfiled (number, turn) VALUES (?, 1) ON CONFLICT DO UPDATE SET turn = turn + 1", s.numbers[id]); err != nil {
			return receipt, err
		}
	}
	for i := range write.Decisions {
		d := &write.Decisions[i]
		if err := w.exec("INSERT INTO decisions (ticket, at, id, doc) VALUES (?, ?, ?, ?)", d.Ticket[:], d.At.UnixMicro(), d.ID[:], write.decisions[i]); err != nil {
			return receipt, err
		}
	}
	for _, e := range write.Events {
		s.seq++
		e.Seq = s.seq
		if err := w.exec("INSERT INTO events (seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			e.Seq, e.ID[:], string(e.Type), e.Ticket[:], e.Index, string(e.Actor.Kind), e.Actor.ID[:], e.At.UnixMicro(), append([]byte{}, e.Data...), e.Before[:], e.Hash[:]); err != nil {
			return receipt, err
		}
		receipt.Events = append(receipt.Events, e)
	}
	if err := w.erase(s, write); err != nil {
		return receipt, err
	}
	return receipt, w.saveSetup(s, write.Write)
}

// saveTicket stores a ticket, gives it its number, and notes whose load it moves.
func (w *writer) saveTicket(s *state, t *ticket.Ticket) error {
	if t.Version == 1 {
		s.number++
		s.numbers[t.ID] = s.number
	}
	t.Number = s.numbers[t.ID]
	s.subjects[t.ID] = t.Subject
	doc, err := document(t)
	if err != nil {
		return err
	}
	rank := t.Priority.Rank()
	columns := []any{
		t.Number, t.ID[:], t.Version, string(t.Status), rank, label(t.Category), label(t.Language), string(t.Channel), t.Assignee[:], party(t.Team), t.Requester[:], party(t.Organisation),
		t.CreatedAt.UnixMicro(), t.UpdatedAt.UnixMicro(), instant(t.WakeAt), instant(t.ClosedAt), doc,
	}
	if t.Version == 1 {
		err = w.exec(`INSERT INTO tickets (number, id, version, status, priority, category, language, channel, assignee, team, requester, organisation, created, updated, wake, closed, doc)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, columns...)
	} else {
		err = w.exec(`UPDATE tickets SET version = ?3, status = ?4, priority = ?5, category = ?6, language = ?7, channel = ?8, assignee = ?9, team = ?10, requester = ?11, organisation = ?12,
			created = ?13, updated = ?14, wake = ?15, closed = ?16, doc = ?17 WHERE number = ?1 AND id = ?2`, columns...)
		if err == nil {
			err = w.exec("DELETE FROM tags WHERE number = ?", t.Number)
		}
	}
	for _, tag := range slices.Compact(slices.Sorted(slices.Values(t.Tags))) {
		if err == nil {
			err = w.exec("INSERT INTO tags (number, tag, status, priority, updated) VALUES (?, ?, ?, ?, ?)", t.Number, tag, string(t.Status), rank, t.UpdatedAt.UnixMicro())
		}
	}
	return err
}

func (w *writer) saveMessage(s *state, m *ticket.Message, doc string) error {
	if s.numbers[m.Ticket] == 0 {
		return ticket.Errorf(ticket.NotFound, "ticket", "does not exist, or no longer")
	}
	err := w.exec("INSERT INTO messages (ticket, id, doc) VALUES (?, ?, ?)", m.Ticket[:], m.ID[:], doc)
	for _, a := range m.Attachments {
		hash, decoded := hex.DecodeString(a.Hash)
		if decoded != nil {
			return ticket.Errorf(ticket.Invalid, "attachments", "%.70q is no hash", a.Hash)
		}
		if err == nil {
			err = w.exec("INSERT INTO attachments (hash, ticket, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", hash, m.Ticket[:], m.ID[:])
		}
	}
	return err
}

// saveSetup stores requesters, records and the key.
func (w *writer) saveSetup(s *state, write *store.Write) error {
	for i := range write.Requesters {
		if err := w.saveRequester(s, write.Requesters[i]); err != nil {
			return err
		}
	}
	for _, r := range write.Records {
		var err error
		switch id := r.Record.ID; {
		case r.Remove:
			err = w.exec("DELETE FROM records WHERE kind = ? AND id = ?", string(r.Record.Kind), id[:])
		default:
			err = w.exec("INSERT INTO records (kind, id, name, version, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET name = excluded.name, version = excluded.version, body = excluded.body",
				string(r.Record.Kind), id[:], r.Record.Key, r.Expect+1, string(r.Record.Body))
		}
		if err != nil {
			return err
		}
	}
	if k := write.Key; k != nil {
		return w.exec("INSERT INTO keys (owner, value, fingerprint, ticket, at) VALUES (?, ?, ?, ?, ?)", k.Owner[:], k.Value, k.Fingerprint[:], k.Ticket[:], k.At.UnixMicro())
	}
	return nil
}

func (w *writer) saveRequester(s *state, write store.RequesterWrite) error {
	r := write.Requester
	r.Version = write.Expect + 1
	doc, err := document(&r)
	if err == nil {
		err = w.exec("INSERT INTO requesters (id, version, doc) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, doc = excluded.doc", r.ID[:], r.Version, doc)
	}
	for _, address := range s.addresses[r.ID] {
		if err == nil && !slices.Contains(r.Addresses, address) {
			err = w.exec("DELETE FROM addresses WHERE address = ? AND requester = ?", address, r.ID[:])
		}
	}
	for _, address := range slices.Compact(slices.Sorted(slices.Values(r.Addresses))) {
		if err == nil && !slices.Contains(s.addresses[r.ID], address) {
			err = w.exec("INSERT INTO addresses (address, requester) VALUES (?, ?)", address, r.ID[:])
		}
	}
	s.addresses[r.ID] = r.Addresses
	return err
}

// finish stores what the whole group has changed together.
func (w *writer) finish(s *state) error {
	for slot, working := range s.Loads {
		if s.before[slot] == working {
			continue
		}
		if err := w.exec("INSERT INTO loads (agent, channel, working) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET working = excluded.working", slot.Agent[:], string(slot.Channel), working); err != nil {
			return err
		}
	}
	return w.exec("UPDATE counters SET number = ?1, seq = ?2 WHERE (number, seq) <> (?1, ?2)", s.number, s.seq)
}
