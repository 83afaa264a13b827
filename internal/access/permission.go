package access

import (
	"slices"
	"strings"

	"switchyard/internal/ticket"
)

// Permission is something that a role has and that a scope can be confined to.
type Permission string

// The permissions, which are the scopes of tokens too.
const (
	TicketsRead     Permission = "tickets:read"
	TicketsWrite    Permission = "tickets:write"
	RequestersRead  Permission = "requesters:read"
	RequestersWrite Permission = "requesters:write"
	RequestersErase Permission = "requesters:erase" // all that is known of one, for good
	TriageRun       Permission = "triage:run"
	SetupRead       Permission = "setup:read" // agents, teams, macros, policies and the like
	SetupWrite      Permission = "setup:write"
	EventsRead      Permission = "events:read"      // the log of every change
	PerformanceRead Permission = "performance:read" // how agents do; one's own needs no more than tickets:read
	QualityRead     Permission = "quality:read"     // how right the models are, and which tickets to label
	SettingsWrite   Permission = "settings:write"
	TokensRead      Permission = "tokens:read"
	TokensWrite     Permission = "tokens:write"
)

// grant is a permission with the least role that has it.
type grant struct {
	permission Permission
	role       ticket.Role
}

var grants = []grant{
	{TicketsRead, ticket.Viewer},
	{TicketsWrite, ticket.Worker},
	{RequestersRead, ticket.Viewer},
	{RequestersWrite, ticket.Worker},
	{RequestersErase, ticket.Admin},
	{TriageRun, ticket.Viewer},
	{SetupRead, ticket.Viewer},
	{SetupWrite, ticket.Lead},
	{EventsRead, ticket.Worker},
	{PerformanceRead, ticket.Lead},
	{QualityRead, ticket.Lead},
	{SettingsWrite, ticket.Admin},
	{TokensRead, ticket.Admin},
	{TokensWrite, ticket.Admin},
}

// Permissions lists every permission.
func Permissions() []Permission {
	all := make([]Permission, len(grants))
	for i, g := range grants {
		all[i] = g.permission
	}
	return all
}

// needs is the least role that has a permission, empty for none.
func needs(p Permission) ticket.Role {
	for _, g := range grants {
		if g.permission == p {
			return g.role
		}
	}
	return ""
}

// atLeast says whether a role may all that another may. What is no role may
// nothing.
func atLeast(role, other ticket.Role) bool {
	have, want := slices.Index(ticket.Roles(), role), slices.Index(ticket.Roles(), other)
	return want >= 0 && have >= want
}

// allowed lists what a role may that is confined to scopes; no scopes confine
// it to nothing.
func allowed(role ticket.Role, scopes []string) []Permission {
	var all []Permission
	for _, g := range grants {
		if atLeast(role, g.role) && (len(scopes) == 0 || slices.Contains(scopes, string(g.permission))) {
			all = append(all, g.permission)
		}
	}
	return all
}

func join[S ~string](all []S) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}
