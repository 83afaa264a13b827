package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// documents reads the rows of a query that gives documents.
func documents[T any](ctx context.Context, s *Store, text string, args ...any) ([]T, error) {
	all := []T{}
	if err := s.reads.each(ctx, decode(&all), text, args...); err != nil {
		return nil, s.problem(err)
	}
	return all, nil
}

// decode scans a row with a document to the end of a list.
func decode[T any](all *[]T) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal(doc, &v)
		*all = append(*all, v)
		return err
	}
}

// one reads the document of a query that gives one, or says what is not there.
func one[T any](ctx context.Context, s *Store, what, text string, args ...any) (T, error) {
	all, err := documents[T](ctx, s, text, args...)
	switch {
	case err != nil:
		return *new(T), err
	case len(all) == 0:
		return *new(T), s.found(sql.ErrNoRows, what)
	}
	return all[0], nil
}

// Ticket finds a ticket by id.
func (s *Store) Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error) {
	return one[ticket.Ticket](ctx, s, "ticket", "SELECT doc FROM tickets WHERE id = ?", id[:])
}

// TicketByNumber finds a ticket by number.
func (s *Store) TicketByNumber(ctx context.Context, number int64) (ticket.Ticket, error) {
	return one[ticket.Ticket](ctx, s, "ticket", "SELECT doc FROM tickets WHERE number = ?", number)
}

// TicketsByID gives those of some ids that are there, in order of number.
func (s *Store) TicketsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Ticket, error) {
	if len(ids) == 0 {
		return []ticket.Ticket{}, nil
	}
	return documents[ticket.Ticket](ctx, s, "SELECT doc FROM tickets WHERE id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY number", idSet(ids))
}

// Due lists tickets whose alarm has rung, earliest first.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]ticket.Ticket, error) {
	return documents[ticket.Ticket](ctx, s, "SELECT doc FROM tickets WHERE wake <= ? ORDER BY wake, number LIMIT ?", now.UnixMicro(), limit)
}

// Messages gives those of some tickets after an id, in order of id.
func (s *Store) Messages(ctx context.Context, tickets []uuid.UUID, after uuid.UUID, limit int) ([]ticket.Message, error) {
	all, err := s.messages(ctx, tickets, "SELECT doc FROM messages WHERE ticket = ? AND id > ? ORDER BY id LIMIT ?", after[:], limit)
	return all[:min(limit, len(all))], err
}

// LastMessages gives the last of some tickets, in order of id.
func (s *Store) LastMessages(ctx context.Context, tickets []uuid.UUID, limit int) ([]ticket.Message, error) {
	all, err := s.messages(ctx, tickets, "SELECT doc FROM messages WHERE ticket = ? ORDER BY id DESC LIMIT ?", limit)
	return all[max(0, len(all)-limit):], err
}

// FirstMessages gives the message that each of some tickets begins with, in order
// of id.
func (s *Store) FirstMessages(ctx context.Context, tickets []uuid.UUID) ([]ticket.Message, error) {
	if len(tickets) == 0 {
		return []ticket.Message{}, nil
	}
	return documents[ticket.Message](ctx, s, `SELECT doc FROM messages WHERE (ticket, id) IN (
SELECT t.id, (SELECT m.id FROM messages m WHERE m.ticket = t.id ORDER BY m.id LIMIT 1) FROM (SELECT unhex(value) AS id FROM json_each(?)) t
) ORDER BY id`, idSet(tickets))
}

// messages asks the same of each ticket, and puts what comes in order.
func (s *Store) messages(ctx context.Context, tickets []uuid.UUID, text string, args ...any) ([]ticket.Message, error) {
	all := []ticket.Message{}
	for i, id := range tickets {
		if slices.Contains(tickets[:i], id) {
			continue
		}
		some, err := documents[ticket.Message](ctx, s, text, append([]any{id[:]}, args...)...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b ticket.Message) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return all, nil
}

// Decisions gives a ticket's decisions, latest first.
func (s *Store) Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	return documents[ticket.Decision](ctx, s, "SELECT doc FROM decisions WHERE ticket = ? ORDER BY at DESC, id DESC LIMIT ?", id[:], limit)
}

// DecisionsByID gives those of some ids that are there, in order of id.
func (s *Store) DecisionsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Decision, error) {
	if len(ids) == 0 {
		return []ticket.Decision{}, nil
	}
	return documents[ticket.Decision](ctx, s, "SELECT doc FROM decisions WHERE id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY id", idSet(ids))
}

// DecisionsFrom gives the decisions of all tickets from an id on, in order of id.
func (s *Store) DecisionsFrom(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	return documents[ticket.Decision](ctx, s, "SELECT doc FROM decisions WHERE id >= ? ORDER BY id LIMIT ?", id[:], limit)
}

// Loads gives how many working tickets every agent holds, by channel.
func (s *Store) Loads(ctx context.Context) (map[store.Slot]int, error) {
	loads := map[store.Slot]int{}
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var slot store.Slot
		var working int
		err := rows.Scan((*idColumn)(&slot.Agent), &slot.Channel, &working)
		loads[slot] = working
		return err
	}, "SELECT agent, channel, working FROM loads WHERE working > 0")
	return loads, s.problem(err)
}
