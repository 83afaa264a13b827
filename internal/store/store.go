package store

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Store is a database. Its methods may be called from any goroutine. Errors
// are ticket.Problems; those of kind Unavailable say that nothing was written
// and that trying again later may work.
type Store interface {
	Writer
	Tickets
	Events
	People
	Records
	Blobs
	Presence
	Upkeep
	Archive
	// Close stops the background work and closes the database. Writes in
	// flight end first.
	Close() error
}

// Writer takes changes.
type Writer interface {
	// Commit stores one write, whole or not at all, and returns when it is
	// durable. Errors: Conflict when something it expects has changed, Full when
	// an agent has no room, Reused and *ReplayError for its idempotency key.
	// When ctx ends early the write may still be stored.
	Commit(ctx context.Context, w *Write) (Receipt, error)
}

// Tickets are read here.
type Tickets interface {
	// Ticket finds a ticket by id, TicketByNumber by number.
	Ticket(ctx context.Context, id uuid.UUID) (ticket.Ticket, error)
	TicketByNumber(ctx context.Context, number int64) (ticket.Ticket, error)
	// TicketsByID gives those of some ids that are there, each once, in order of
	// number. It is one question to the database, for at most a few thousand ids.
	TicketsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Ticket, error)
	// List gives the tickets that fit a query, in its order.
	List(ctx context.Context, q TicketQuery) ([]ticket.Ticket, error)
	// Search gives tickets with all words of a text in subject or messages,
	// newest first. It finds what was committed a few seconds ago or earlier.
	Search(ctx context.Context, q SearchQuery) ([]ticket.Ticket, error)
	// Due lists tickets whose WakeAt is not after now, earliest first.
	Due(ctx context.Context, now time.Time, limit int) ([]ticket.Ticket, error)
	// Messages gives those of some tickets with an id after the given one, in
	// order of id.
	Messages(ctx context.Context, tickets []uuid.UUID, after uuid.UUID, limit int) ([]ticket.Message, error)
	// LastMessages gives the last of some tickets, in order of id too.
	LastMessages(ctx context.Context, tickets []uuid.UUID, limit int) ([]ticket.Message, error)
	// FirstMessages gives the message that each of some tickets begins with, in
	// order of id. It is for at most a few thousand tickets, as is DecisionsByID.
	FirstMessages(ctx context.Context, tickets []uuid.UUID) ([]ticket.Message, error)
	// Decisions gives a ticket's decisions, latest first.
	Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error)
	// DecisionsByID gives those of some ids that are there, each once, in order of
	// id.
	DecisionsByID(ctx context.Context, ids []uuid.UUID) ([]ticket.Decision, error)
	// DecisionsFrom gives the decisions of all tickets with this id or a later one,
	// in order of id: as UUIDv7 they sort by their time.
	DecisionsFrom(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error)
	// Loads gives how many Working tickets every agent holds, by channel.
	Loads(ctx context.Context) (map[Slot]int, error)
}

// Events are read here.
type Events interface {
	// Events gives those that fit a query, in order of Seq.
	Events(ctx context.Context, q EventQuery) ([]ticket.Event, error)
	// Head is the Seq of the latest event, 0 for none.
	Head(ctx context.Context) (int64, error)
	// Changes gives a channel that gets a value some time after events were
	// committed, here or on another node; several commits may share one. It is
	// closed when ctx ends. A reader must also look by itself now and then.
	Changes(ctx context.Context) <-chan struct{}
}

// People are requesters. Agents are Records: there are few of them.
type People interface {
	Requester(ctx context.Context, id uuid.UUID) (ticket.Requester, error)
	// RequesterByAddress finds one by a lower-case e-mail address.
	RequesterByAddress(ctx context.Context, address string) (ticket.Requester, error)
	// Requesters lists them by id, after the given one.
	Requesters(ctx context.Context, after uuid.UUID, limit int) ([]ticket.Requester, error)
}

// Records are the things a desk sets up: agents, teams, policies and so on.
type Records interface {
	Record(ctx context.Context, kind RecordKind, id uuid.UUID) (Record, error)
	// RecordsOf lists a kind in order of key. Nobody sets up more than a few
	// thousand of a kind, so all are given.
	RecordsOf(ctx context.Context, kind RecordKind) ([]Record, error)
}

// Blobs are the contents of attachments, stored once by hash.
type Blobs interface {
	// PutBlob stores all of r and gives its hash and size. More than limit bytes
	// is TooLarge, and nothing is stored.
	PutBlob(ctx context.Context, r io.Reader, limit int64) (ticket.Hash, int64, error)
	// BlobSize is how many bytes a content has. It reads nothing of it.
	BlobSize(ctx context.Context, hash ticket.Hash) (int64, error)
	// Blob reads a content. The caller closes it.
	Blob(ctx context.Context, hash ticket.Hash) (io.ReadCloser, error)
}

// Presence says who is at a ticket now, so that two do not answer at once.
type Presence interface {
	// Attend notes that an agent is viewing or typing, until an instant.
	Attend(ctx context.Context, a Attendance) error
	// Attending lists those at a ticket.
	Attending(ctx context.Context, ticket uuid.UUID, now time.Time) ([]Attendance, error)
}

// Upkeep keeps the database small and whole.
type Upkeep interface {
	// Ping says whether the database answers.
	Ping(ctx context.Context) error
	// Settle returns when Search finds all that was committed before.
	Settle(ctx context.Context) error
	// Prune removes idempotency keys and attendances that ended before.
	Prune(ctx context.Context, before time.Time) error
	// Scrub sees to it that what was erased is not only out of reach but off the
	// disk, as far as the engine can. Others may commit meanwhile. It may be called
	// again when it was broken off.
	Scrub(ctx context.Context) error
	// Expire removes up to limit tickets closed before an instant, with their
	// messages, decisions and events, and says how many. Those merged into them go
	// along and are not counted; so do blobs that no message names any more. Links
	// of other tickets to them stay.
	Expire(ctx context.Context, closedBefore time.Time, limit int) (int, error)
}

// Attendance is an agent at a ticket.
type Attendance struct {
	Ticket uuid.UUID `json:"ticket"`
	Agent  uuid.UUID `json:"agent"`
	Doing  string    `json:"doing" enum:"viewing,typing"`
	Until  time.Time `json:"until"`
}
