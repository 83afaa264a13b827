package store

import (
	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Erasure takes words out of what is stored. It goes with the tickets that it is
// about, whose versions make sure that nothing was added to them meanwhile, and
// with the event that vouches for the events in it. What it names and is not there
// is passed over.
type Erasure struct {
	Messages  []ticket.Message  // in place of those with the same ticket and id
	Decisions []ticket.Decision // likewise
	Events    []ticket.Event    // whose Data takes the place of that of the event with the same Seq and ID; its Hash stays
	// Contents are those that a ticket no longer names. A content that nothing else
	// names is removed at once: who has just sent the very same one and not yet named
	// it sends it again.
	Contents []ContentUse
	Keys     []uuid.UUID // tickets whose idempotency keys are removed
}

// ContentUse says that a ticket names a content.
type ContentUse struct {
	Ticket uuid.UUID
	Hash   ticket.Hash
}
