package ticket

import (
	"time"

	"github.com/google/uuid"
)

// Message is one thing said in a ticket. It never changes, but that its words are
// taken out when its requester is erased. A split copies it.
// Messages of a ticket are ordered by their id, a UUIDv7.
type Message struct {
	ID       uuid.UUID `json:"id"`
	Ticket   uuid.UUID `json:"ticket"`
	Author   Actor     `json:"author"`
	Public   bool      `json:"public" doc:"A reply the requester sees; otherwise an internal note"`
	Text     string    `json:"text"`
	HTML     string    `json:"html,omitempty" doc:"Sanitised"`
	Channel  Channel   `json:"channel"`
	External string    `json:"external,omitempty" doc:"Id in the channel it came by, such as a Message-ID"`
	CopyOf   uuid.UUID `json:"copy_of,omitzero" doc:"The message this one was split off from"`

	Attachments []Attachment `json:"attachments,omitempty"`
	At          time.Time    `json:"at"`

	Suggested string `json:"suggested,omitempty" doc:"What was suggested to the agent before this was sent"`
}

// Attachment is a file sent with a message. Its content is stored once, by hash.
type Attachment struct {
	Name string `json:"name"`
	Type string `json:"type" doc:"Media type"`
	Size int64  `json:"size" doc:"Bytes"`
	Hash string `json:"hash" doc:"SHA-256 of the content, in hex"`
}
