package postgres

import (
	"encoding/json"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// prepared is a write with its documents, in the same places. They are written
// before it waits for its turn, by whoever brings it, so that no other write
// waits for that. A ticket's number is not known yet: it stands in its column alone.
type prepared struct {
	*store.Write
	tickets, messages, decisions, requesters [][]byte
	erasedMessages, erasedDecisions          [][]byte
}

func prepare(w *store.Write) (p *prepared, err error) {
	p = &prepared{Write: w}
	if p.tickets, err = encoded(w.Tickets, func(w *store.TicketWrite) ([]byte, error) {
		t := w.Ticket
		t.Number, t.Version = 0, w.Expect+1
		return json.Marshal(&t)
	}); err != nil {
		return nil, err
	}
	if p.messages, err = encoded(w.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
		return nil, err
	}
	if p.decisions, err = encoded(w.Decisions, store.DecisionDocument); err != nil {
		return nil, err
	}
	if e := w.Erase; e != nil {
		if p.erasedMessages, err = encoded(e.Messages, func(m *ticket.Message) ([]byte, error) { return json.Marshal(m) }); err != nil {
			return nil, err
		}
		if p.erasedDecisions, err = encoded(e.Decisions, store.DecisionDocument); err != nil {
			return nil, err
		}
	}
	p.requesters, err = encoded(w.Requesters, func(w *store.RequesterWrite) ([]byte, error) {
		r := w.Requester
		r.Version = w.Expect + 1
		return json.Marshal(&r)
	})
	return p, err
}

// encoded writes things as JSON, for a column that the database does not look into.
func encoded[T any](list []T, document func(*T) ([]byte, error)) ([][]byte, error) {
	docs := make([][]byte, len(list))
	for i := range list {
		doc, err := document(&list[i])
		if err != nil {
			return nil, ticket.Wrap(ticket.Invalid, err, "cannot be stored as JSON")
		}
		docs[i] = doc
	}
	return docs, nil
}
