package ticket

import "github.com/google/uuid"

// ErasedText stands where the words of somebody stood who was erased.
const ErasedText = "[erased]"

// The events of an erasure. TicketErased stands in the chain of its ticket, the
// others belong to no ticket.
const (
	RequesterErasing EventType = "requester.erasing" // it is under way
	TicketErased     EventType = "ticket.erased"     // the words of a ticket are gone
	LogErased        EventType = "log.erased"        // and those in events of no ticket
	RequesterErased  EventType = "requester.erased"  // all is done
)

// Vouchers are the data of TicketErased and LogErased. They name every event whose
// data was changed and say what it is now. Such an event keeps its Hash, which its
// data no longer gives; without a voucher it was altered by somebody else.
type Vouchers struct {
	Requester uuid.UUID `json:"requester"`
	Events    []Voucher `json:"events,omitempty"`
}

// Voucher is for one event.
type Voucher struct {
	Seq int64 `json:"seq"`
	Sum Hash  `json:"sum"` // of the event with the data it has now: Event.Sum
}
