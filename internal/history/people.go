package history

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Organisation is a firm that requesters belong to.
type Organisation struct {
	Kind    Kind      `json:"kind" doc:"organisation"`
	ID      uuid.UUID `json:"id"`
	Name    string    `json:"name" doc:"Unique; a stand-in made of the id where redacted"`
	Domains []string  `json:"domains,omitempty" doc:"Mail domains whose requesters belong to it; left out where redacted"`
	Tier    string    `json:"tier,omitempty"`
}

// Team is a group of agents.
type Team struct {
	Kind       Kind      `json:"kind" doc:"team"`
	ID         uuid.UUID `json:"id"`
	Name       string    `json:"name" doc:"Unique"`
	Categories []string  `json:"categories,omitempty" doc:"Those whose tickets start with this team"`
}

// Agent is somebody who answers tickets. Whether they are there now is not history.
type Agent struct {
	Kind      Kind                   `json:"kind" doc:"agent"`
	ID        uuid.UUID              `json:"id"`
	Email     string                 `json:"email" doc:"Unique; a stand-in made of the id where redacted"`
	Name      string                 `json:"name" doc:"{{name}} where redacted"`
	Skills    map[string]int         `json:"skills,omitempty" doc:"Level 1 to 5 by skill"`
	Languages map[string]int         `json:"languages,omitempty" doc:"Proficiency 1 to 5 by BCP-47 tag"`
	Teams     []uuid.UUID            `json:"teams,omitempty"`
	Capacity  map[ticket.Channel]int `json:"capacity,omitempty" doc:"Open tickets at a time by channel"`
	Schedule  json.RawMessage        `json:"schedule,omitempty" doc:"Shifts, as PUT /v1/agents/{id} takes them"`
	Disabled  bool                   `json:"disabled,omitempty"`
}

// Requester is who a ticket is from, as they are now.
type Requester struct {
	ID           uuid.UUID `json:"id"`
	Name         string    `json:"name,omitempty" doc:"{{name}} where redacted"`
	Addresses    []string  `json:"addresses,omitempty" doc:"E-mail addresses, lower case; left out where redacted"`
	TimeZone     string    `json:"time_zone,omitempty" doc:"IANA name"`
	Language     string    `json:"language,omitempty" doc:"BCP-47"`
	Tier         string    `json:"tier,omitempty"`
	Organisation uuid.UUID `json:"organisation,omitzero"`
	CreatedAt    time.Time `json:"created_at,omitzero"`
	ErasedAt     time.Time `json:"erased_at,omitzero" doc:"When all that was known of them was erased"`
}

// File is the content of an attachment.
type File struct {
	Kind Kind        `json:"kind" doc:"file"`
	Hash ticket.Hash `json:"hash" doc:"SHA-256 of the content, in hex"`
	Data []byte      `json:"data" doc:"Base64"`
}

func organisationOf(o *ticket.Organisation) Organisation {
	return Organisation{Kind: AnOrganisation, ID: o.ID, Name: o.Name, Domains: o.Domains, Tier: o.Tier}
}

func (o *Organisation) restored() ticket.Organisation {
	return ticket.Organisation{ID: o.ID, Version: 1, Name: o.Name, Domains: o.Domains, Tier: o.Tier}
}

func teamOf(t *ticket.Team) Team {
	return Team{Kind: ATeam, ID: t.ID, Name: t.Name, Categories: t.Categories}
}

func (t *Team) restored() ticket.Team {
	return ticket.Team{ID: t.ID, Version: 1, Name: t.Name, Categories: t.Categories}
}

func agentOf(a *ticket.Agent) Agent {
	return Agent{
		Kind: AnAgent, ID: a.ID, Email: a.Email, Name: a.Name, Skills: a.Skills, Languages: a.Languages,
		Teams: a.Teams, Capacity: a.Capacity, Schedule: a.Schedule, Disabled: a.Disabled,
	}
}

func (a *Agent) restored() ticket.Agent {
	return ticket.Agent{
		ID: a.ID, Version: 1, Name: a.Name, Email: a.Email, Skills: a.Skills, Languages: a.Languages, Teams: a.Teams,
		Capacity: a.Capacity, Schedule: a.Schedule, Status: ticket.Offline, Disabled: a.Disabled,
	}
}

func requesterOf(r *ticket.Requester) Requester {
	return Requester{
		ID: r.ID, Name: r.Name, Addresses: r.Addresses, TimeZone: r.TimeZone, Language: r.Language, Tier: r.Tier,
		Organisation: r.Organisation, CreatedAt: r.CreatedAt, ErasedAt: r.ErasedAt,
	}
}

func (r *Requester) restored() ticket.Requester {
	return ticket.Requester{
		ID: r.ID, Version: 1, Name: r.Name, Addresses: append([]string{}, r.Addresses...), TimeZone: r.TimeZone, Language: r.Language,
		Tier: r.Tier, Organisation: r.Organisation, CreatedAt: r.CreatedAt, ErasedAt: r.ErasedAt,
	}
}
