package ticket

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Requester is somebody who writes in.
type Requester struct {
	ID           uuid.UUID `json:"id"`
	Version      int64     `json:"version"`
	Name         string    `json:"name,omitempty"`
	Addresses    []string  `json:"addresses" doc:"E-mail addresses, lower case; each belongs to one requester"`
	TimeZone     string    `json:"time_zone,omitempty" doc:"IANA name"`
	Language     string    `json:"language,omitempty" doc:"BCP-47"`
	Tier         string    `json:"tier,omitempty"`
	Organisation uuid.UUID `json:"organisation,omitzero"`
	CreatedAt    time.Time `json:"created_at"`
	ErasedAt     time.Time `json:"erased_at,omitzero" readOnly:"true" doc:"When all that was known of them was erased"`
}

// Availability is what an agent says of themselves.
type Availability string

// Online agents get tickets; away and offline ones do not.
const (
	Online  Availability = "online"
	Away    Availability = "away"
	Offline Availability = "offline"
)

// Agent answers tickets.
type Agent struct {
	ID        uuid.UUID       `json:"id"`
	Version   int64           `json:"version"`
	Name      string          `json:"name"`
	Email     string          `json:"email"`
	Skills    map[string]int  `json:"skills,omitempty" doc:"Level 1 to 5 by skill; a category is a skill"`
	Languages map[string]int  `json:"languages,omitempty" doc:"Proficiency 1 to 5 by BCP-47 tag"`
	Teams     []uuid.UUID     `json:"teams,omitempty"`
	Capacity  map[Channel]int `json:"capacity,omitempty" doc:"Open tickets at a time by channel; a channel that is not listed has the default of 10"`
	Schedule  json.RawMessage `json:"schedule,omitzero" doc:"Shifts; none means always on shift"`
	Status    Availability    `json:"status" enum:"online,away,offline"`
	Disabled  bool            `json:"disabled,omitempty"`
}

// DefaultCapacity is how many tickets of a channel an agent holds at a time.
const DefaultCapacity = 10

// Room is how many tickets of a channel the agent holds at most.
func (a *Agent) Room(c Channel) int {
	if n, set := a.Capacity[c]; set {
		return n
	}
	return DefaultCapacity
}

// Team is a group of agents that tickets can be sent to.
type Team struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	Name    string    `json:"name"`
	// Categories are those whose tickets start with this team.
	Categories []string `json:"categories,omitempty"`
}

// Organisation is the firm that requesters belong to.
type Organisation struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	Name    string    `json:"name"`
	Domains []string  `json:"domains,omitempty" doc:"Mail domains whose requesters belong to it"`
	Tier    string    `json:"tier,omitempty"`
}
