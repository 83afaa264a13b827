package ticket

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"github.com/google/uuid"
)

// Event records one change. Events are never changed, but that the words of
// somebody who is erased leave their Data; see Vouchers. Those of one ticket
// form a chain: each carries the hash of the one before.
type Event struct {
	// Seq is the place in the log, in the order of commits, without gaps. The
	// store sets it.
	Seq    int64           `json:"seq"`
	ID     uuid.UUID       `json:"id"`
	Type   EventType       `json:"type"`
	Ticket uuid.UUID       `json:"ticket,omitzero"` // none for changes of agents, teams and the like
	Index  int64           `json:"index,omitempty"` // place in the ticket's chain, from 1
	Actor  Actor           `json:"actor"`
	At     time.Time       `json:"at"`
	Data   json.RawMessage `json:"data"`
	Before Hash            `json:"before"` // hash of the event before in the chain, zero for the first
	Hash   Hash            `json:"hash"`
}

// EventType names what happened, noun first.
type EventType string

// The events of a ticket.
const (
	TicketCreated   EventType = "ticket.created"
	TicketImported  EventType = "ticket.imported" // whole, with its past, from elsewhere
	TicketTriaged   EventType = "ticket.triaged"
	TriageMissed    EventType = "ticket.triage_failed"
	TicketAssigned  EventType = "ticket.assigned" // also to a team, and to nobody
	TicketChanged   EventType = "ticket.changed"
	TicketMoved     EventType = "ticket.status"
	MessageAdded    EventType = "message.added"
	TicketMerged    EventType = "ticket.merged"
	TicketUnmerged  EventType = "ticket.unmerged"
	TicketSplit     EventType = "ticket.split"
	TicketLinked    EventType = "ticket.linked"
	TicketUnlinked  EventType = "ticket.unlinked"
	TicketFollowed  EventType = "ticket.followers"
	TicketSnoozed   EventType = "ticket.snoozed"
	SLAWarned       EventType = "sla.warned"
	SLABreached     EventType = "sla.breached"
	SLAEscalated    EventType = "sla.escalated"
	RatingRequested EventType = "rating.requested"
	RatingAnswered  EventType = "rating.answered"
	TicketJudged    EventType = "ticket.judged" // a person said whether what the machine said was right
)

// Hash is a SHA-256, in hex in JSON.
type Hash [sha256.Size]byte

// MarshalText writes hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h[:])), nil }

// UnmarshalText reads hex; empty is the zero hash.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	if len(text) != 2*len(h) {
		return fmt.Errorf("a hash has %d hex digits, not %d", 2*len(h), len(text))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// Sum is the hash of an event: SHA-256 over the hash before it and every
// field but Seq and Hash, each with its length in front.
func (e *Event) Sum() Hash {
	h := sha256.New()
	h.Write(e.Before[:])
	h.Write(e.ID[:])
	h.Write(e.Ticket[:])
	part(h, binary.BigEndian.AppendUint64(nil, uint64(e.Index)))
	part(h, []byte(e.Type))
	part(h, []byte(e.Actor.Kind))
	h.Write(e.Actor.ID[:])
	part(h, binary.BigEndian.AppendUint64(nil, uint64(e.At.UnixMicro())))
	part(h, e.Data)
	return Hash(h.Sum(nil))
}

func part(h hash.Hash, b []byte) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(b)))
	h.Write(length[:])
	h.Write(b)
}

// Append puts an event at the end of the ticket's chain.
func (t *Ticket) Append(e Event) Event {
	t.Events++
	e.Ticket, e.Index, e.Before = t.ID, t.Events, t.Chain
	e.Hash = e.Sum()
	t.Chain = e.Hash
	return e
}

// Sealed is an event that belongs to no ticket, and so to no chain, with its hash.
func (e Event) Sealed() Event {
	e.Hash = e.Sum()
	return e
}

// Verify checks that events, in order of Index, are the unbroken chain from
// the start or from after before. The error names the first that does not fit.
func Verify(events []Event, index int64, before Hash) error {
	for i := range events {
		e := &events[i]
		index++
		if err := e.Follows(index, before); err != nil {
			return err
		}
		if e.Hash != e.Sum() {
			return e.Altered()
		}
		before = e.Hash
	}
	return nil
}

// Follows checks that an event has its place in the chain of its ticket, after
// one with the hash before. It does not look at the event's own hash.
func (e *Event) Follows(index int64, before Hash) error {
	switch {
	case e.Index != index:
		return fmt.Errorf("ticket %s: event %d of its chain is missing (found %d)", e.Ticket, index, e.Index)
	case e.Before != before:
		return fmt.Errorf("ticket %s: event %d does not follow the one before it", e.Ticket, index)
	}
	return nil
}

// Altered is the error for an event whose hash is not that of what it holds.
func (e *Event) Altered() error {
	if e.Ticket == uuid.Nil {
		return fmt.Errorf("event %s was altered", e.ID)
	}
	return fmt.Errorf("ticket %s: event %d was altered", e.Ticket, e.Index)
}
