package setup

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Setup is all that can be set up. It may be used by many goroutines, on any
// number of nodes.
type Setup struct {
	Agents        *Shelf[ticket.Agent]
	Teams         *Shelf[ticket.Team]
	Organisations *Shelf[ticket.Organisation]
	Macros        *Shelf[ticket.Macro]
	Articles      *Shelf[ticket.Article]
	Fields        *Shelf[ticket.Field]
	Calendars     *Shelf[Calendar]
	Policies      *Shelf[Policy]
	Requesters    *Requesters
	Settings      *Settings
}

// New keeps things in a store. now and newID are the clock and the source of
// ids, UUIDv7.
func New(s store.Store, now func() time.Time, newID func() uuid.UUID) *Setup {
	d := desk{s, now, newID}
	return &Setup{
		Agents:        &Shelf[ticket.Agent]{d, agents},
		Teams:         &Shelf[ticket.Team]{d, teams},
		Organisations: &Shelf[ticket.Organisation]{d, organisations},
		Macros:        &Shelf[ticket.Macro]{d, macros},
		Articles:      &Shelf[ticket.Article]{d, articles},
		Fields:        &Shelf[ticket.Field]{d, fields},
		Calendars:     &Shelf[Calendar]{d, calendars},
		Policies:      &Shelf[Policy]{d, policies},
		Requesters:    &Requesters{d},
		Settings:      &Settings{d},
	}
}

// desk is what every change needs.
type desk struct {
	store store.Store
	now   func() time.Time
	newID func() uuid.UUID
}
