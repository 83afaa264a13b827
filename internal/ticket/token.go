package ticket

import (
	"time"

	"github.com/google/uuid"
)

// Role says what somebody may do; each may all that those before it may.
type Role string

// The roles, least first.
const (
	Viewer Role = "viewer" // reads
	Worker Role = "agent"  // works on tickets
	Lead   Role = "lead"   // changes agents, teams, macros, articles, policies
	Admin  Role = "admin"  // tokens, settings, retention
)

// Roles lists every role, least first.
func Roles() []Role { return []Role{Viewer, Worker, Lead, Admin} }

// Token lets a program in. The secret itself is not kept, only its hash.
type Token struct {
	ID        uuid.UUID `json:"id"`
	Version   int64     `json:"version"`
	Name      string    `json:"name"`
	Role      Role      `json:"role" enum:"viewer,agent,lead,admin"`
	Scopes    []string  `json:"scopes,omitempty" doc:"What it is confined to, such as tickets:read; none means all its role may"`
	Agent     uuid.UUID `json:"agent,omitzero" doc:"The agent it acts for, if any"`
	Hash      Hash      `json:"hash"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	CreatedAt time.Time `json:"created_at"`
}
