package store

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// TicketQuery asks for tickets. A ticket fits when every part that is given
// holds it; a part with several values holds any of them.
type TicketQuery struct {
	Statuses      []ticket.Status
	Priorities    []ticket.Priority
	Categories    []string
	Languages     []string
	Channels      []ticket.Channel
	Assignees     []uuid.UUID
	Unassigned    bool // instead of Assignees
	Teams         []uuid.UUID
	Requesters    []uuid.UUID
	Organisations []uuid.UUID
	Tags          []string // all of them
	CreatedFrom   time.Time
	CreatedBefore time.Time

	Order Order
	After *Position
	Limit int // 1 to 1000
}

// Order is how tickets are listed. Tickets alike in it stand by number, in
// the same direction.
type Order struct {
	By         OrderBy
	Descending bool
}

// OrderBy is a property that tickets are listed by.
type OrderBy string

// The properties to order by.
const (
	ByNumber   OrderBy = "number" // that is, by creation
	ByUpdated  OrderBy = "updated"
	ByPriority OrderBy = "priority"
)

// Position is a place in a list: after the ticket with this value and number.
type Position struct {
	Value  int64 // microseconds since 1970 for updated, rank for priority, else 0
	Number int64
}

// PositionOf is the place of a ticket in an order.
func PositionOf(t *ticket.Ticket, by OrderBy) Position {
	p := Position{Number: t.Number}
	switch by {
	case ByUpdated:
		p.Value = t.UpdatedAt.UnixMicro()
	case ByPriority:
		p.Value = int64(t.Priority.Rank())
	}
	return p
}

// SearchQuery asks for tickets by their words.
type SearchQuery struct {
	Text   string
	Before int64 // only tickets with a smaller number; 0 for all
	Limit  int   // 1 to 100
}

// EventQuery asks for events.
type EventQuery struct {
	After  int64 // Seq
	Ticket uuid.UUID
	Types  []ticket.EventType
	Limit  int // 1 to 10000
}
