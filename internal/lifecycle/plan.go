package lifecycle

import (
	"time"

	"switchyard/internal/ticket"
)

// Plan is what the desk goes by: its rules, custom fields, SLA policies and
// calendars. It is not changed once it is in force; SetPlan takes another.
type Plan struct {
	Rules  Rules
	Fields map[string]ticket.Field // by key
}

// Rules are the desk's settings for tickets.
type Rules struct {
	// CloseAfter is how long a resolved ticket can be opened again by a reply.
	// Then it is closed, and a reply opens a follow-up.
	CloseAfter time.Duration `json:"close_after"`
	// ResolvePendingAfter resolves tickets whose requester has not answered for
	// so long; 0 for never.
	ResolvePendingAfter time.Duration `json:"resolve_pending_after"`
	// MaxAttachment is the largest file, in bytes.
	MaxAttachment int64 `json:"max_attachment"`
}

// DefaultRules are those of a desk that has set none.
func DefaultRules() Rules {
	return Rules{CloseAfter: 7 * 24 * time.Hour, MaxAttachment: 20 << 20}
}

// check says whether a custom field exists and takes a value.
func (p *Plan) check(key string, value any) error {
	field, found := p.Fields[key]
	if !found {
		return ticket.Errorf(ticket.Invalid, "fields", "there is no custom field %.40q: create it first, or mend the key", key)
	}
	return field.Check(value)
}

// complete says whether a ticket has all that it needs to be resolved.
func (p *Plan) complete(t *ticket.Ticket) error {
	for key, field := range p.Fields {
		if _, set := t.Fields[key]; field.Required && !set {
			return ticket.Errorf(ticket.Invalid, "fields."+key, "must be set before the ticket is resolved")
		}
	}
	return nil
}
