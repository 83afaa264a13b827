package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"switchyard/internal/store"
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

// RulesKey is the key of the settings record that holds the Rules.
const RulesKey = "tickets"

// ReadPlan reads what the desk has set up.
func ReadPlan(ctx context.Context, records store.Records) (*Plan, error) {
	p := &Plan{Rules: DefaultRules(), Fields: map[string]ticket.Field{}}
	settings, err := records.RecordsOf(ctx, store.Settings)
	if err != nil {
		return nil, err
	}
	for _, r := range settings {
		if r.Key == RulesKey {
			if err := json.Unmarshal(r.Body, &p.Rules); err != nil {
				return nil, fmt.Errorf("settings %s: %w", r.Key, err)
			}
		}
	}
	fields, err := records.RecordsOf(ctx, store.Fields)
	if err != nil {
		return nil, err
	}
	for _, r := range fields {
		var field ticket.Field
		if err := json.Unmarshal(r.Body, &field); err != nil {
			return nil, fmt.Errorf("field %s: %w", r.Key, err)
		}
		p.Fields[field.Key] = field
	}
	return p, nil
}
