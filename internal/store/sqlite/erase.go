package sqlite

import (
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// erased are the documents of an erasure, in the same places.
type erased struct{ messages, decisions []string }

func prepareErasure(e *store.Erasure) (out erased, err error) {
	if e == nil {
		return out, nil
	}
	if out.messages, err = documentsOf(e.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
		return out, err
	}
	out.decisions, err = documentsOf(e.Decisions, store.DecisionDocument)
	return out, err
}

// erase takes out what a write says. The connection overwrites what it deletes
// (secure_delete).
func (w *writer) erase(s *state, write *prepared) error {
	e := write.Erase
	if e == nil {
		return nil
	}
	refile := map[uuid.UUID]bool{}
	for i := range e.Messages {
		m := &e.Messages[i]
		refile[m.Ticket] = true
		if err := w.exec("UPDATE messages SET doc = ? WHERE ticket = ? AND id = ?", write.erased.messages[i], m.Ticket[:], m.ID[:]); err != nil {
			return err
		}
	}
	for id := range refile {
		if number := s.numbers[id]; number > 0 {
			if err := w.exec("INSERT INTO unfiled (number, turn) VALUES (?, 1) ON CONFLICT DO UPDATE SET turn = turn + 1", number); err != nil {
				return err
			}
		}
	}
	for i := range e.Decisions {
		d := &e.Decisions[i]
		if err := w.exec("UPDATE decisions SET doc = ? WHERE id = ? AND ticket = ?", write.erased.decisions[i], d.ID[:], d.Ticket[:]); err != nil {
			return err
		}
	}
	for i := range e.Events {
		one := &e.Events[i]
		if err := w.exec("UPDATE events SET data = ? WHERE seq = ? AND id = ?", append([]byte{}, one.Data...), one.Seq, one.ID[:]); err != nil {
			return err
		}
	}
	for _, id := range e.Keys {
		if err := w.exec("DELETE FROM keys WHERE ticket = ?", id[:]); err != nil {
			return err
		}
	}
	return w.eraseContents(e.Contents)
}

// eraseContents takes away uses of contents, and contents that nothing uses any
// more. One that is on its way in is left to whoever brings it.
func (w *writer) eraseContents(uses []store.ContentUse) error {
	for _, use := range uses {
		if err := w.exec("DELETE FROM attachments WHERE hash = ? AND ticket = ?", use.Hash[:], use.Ticket[:]); err != nil {
			return err
		}
		n, err := w.count("DELETE FROM blobs WHERE hash = ?1 AND whole AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.hash = ?1)", use.Hash[:])
		if err == nil && n > 0 {
			err = w.exec("DELETE FROM chunks WHERE hash = ?", use.Hash[:])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
