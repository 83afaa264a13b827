package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Write is one business change: all of it is stored, or nothing.
type Write struct {
	Tickets    []TicketWrite
	Messages   []ticket.Message
	Decisions  []ticket.Decision
	Requesters []RequesterWrite
	Records    []RecordWrite
	Events     []ticket.Event // in order, without Seq
	Rooms      []Room
	Key        *Key
	Erase      *Erasure // nil for nothing
}

// TicketWrite puts a ticket in place of the version that is expected; 0
// expects that there is none. The store gives a new ticket its Number and
// sets Version to Expect+1.
type TicketWrite struct {
	Expect int64
	Ticket ticket.Ticket
}

// RequesterWrite is the same for a requester. An address that belongs to
// another requester is a Conflict.
type RequesterWrite struct {
	Expect    int64
	Requester ticket.Requester
}

// RecordKind names a kind of record.
type RecordKind string

// The kinds of record.
const (
	Agents        RecordKind = "agent"
	Teams         RecordKind = "team"
	Organisations RecordKind = "organisation"
	Macros        RecordKind = "macro"
	Articles      RecordKind = "article"
	Fields        RecordKind = "field"
	Calendars     RecordKind = "calendar"
	Policies      RecordKind = "sla_policy"
	Tokens        RecordKind = "token"
	Settings      RecordKind = "settings"
	Models        RecordKind = "model"      // a version of a model, without its bundle
	Bundles       RecordKind = "bundle"     // the files of one; there are megabytes in each: read them by id alone
	Retrainings   RecordKind = "retraining" // one run of the learning loop
	Holds         RecordKind = "hold"       // a task whose answers are only suggested
	Topics        RecordKind = "topic"      // a category that tickets seem to ask for
	Incidents     RecordKind = "incident"   // many alike tickets in a short time
	Monitors      RecordKind = "monitor"    // what is compared with what came before, for one task
	Erasures      RecordKind = "erasure"    // somebody who is being erased, until that is done
)

// Record is one of the things a desk sets up. Key is unique within its kind:
// an agent's e-mail address, a team's name.
type Record struct {
	Kind    RecordKind
	ID      uuid.UUID
	Key     string
	Version int64
	Body    json.RawMessage
}

// RecordWrite puts a record in place of the version that is expected, or
// removes it.
type RecordWrite struct {
	Expect int64
	Record Record
	Remove bool
}

// Slot is a channel of an agent.
type Slot struct {
	Agent   uuid.UUID
	Channel ticket.Channel
}

// Room demands that after the write an agent holds at most Limit Working
// tickets of a channel.
type Room struct {
	Slot
	Limit int
}

// Key makes a request that is sent twice happen once. It is unique to Owner.
type Key struct {
	Owner       uuid.UUID // the token that sent it
	Value       string
	Fingerprint ticket.Hash // of the request
	Ticket      uuid.UUID   // what the request makes or changes
	At          time.Time
}

// ReplayError says that the same request was done before, and to which ticket.
type ReplayError struct{ Ticket uuid.UUID }

func (r *ReplayError) Error() string { return fmt.Sprintf("done before, see ticket %s", r.Ticket) }

// Receipt is what the store added to a write.
type Receipt struct {
	Tickets []ticket.Ticket // as written, with Number and Version
	Events  []ticket.Event  // as written, with Seq
}
