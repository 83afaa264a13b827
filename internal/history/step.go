package history

import (
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Telling are the events that steps are made of.
var Telling = []ticket.EventType{ticket.TicketCreated, ticket.TicketImported, ticket.TicketMoved, ticket.TicketChanged, ticket.TicketAssigned}

// imported is the data of ticket.imported: what the ticket itself does not say.
type imported struct {
	Source   string      `json:"source,omitempty"`
	External string      `json:"external,omitempty"`
	Number   int64       `json:"number,omitempty"` // it had there
	Messages []uuid.UUID `json:"messages,omitempty"`
	Steps    []Step      `json:"steps,omitempty"`
}

// stepped are the fields of ticket.changed that steps tell of.
var stepped = []string{"category", "language", "priority", "tier"}

// past reads the steps from events, and what is known of where it came from.
func past(events []ticket.Event) (steps []Step, from imported, err error) {
	for i := range events {
		e := &events[i]
		step := Step{At: e.At, By: e.Actor}
		switch e.Type {
		case ticket.TicketImported:
			if err = json.Unmarshal(e.Data, &from); err == nil {
				steps = append(steps, from.Steps...)
			}
		case ticket.TicketCreated:
			var data struct{ Status string }
			if err = json.Unmarshal(e.Data, &data); err == nil && data.Status != "" {
				step.Field, step.To = "status", data.Status
				steps = append(steps, step)
			}
		case ticket.TicketMoved:
			var data struct{ From, To, Reason string }
			if err = json.Unmarshal(e.Data, &data); err == nil {
				step.Field, step.From, step.To, step.Reason = "status", data.From, data.To, data.Reason
				steps = append(steps, step)
			}
		case ticket.TicketChanged:
			steps, err = appendChanges(steps, step, e.Data)
		case ticket.TicketAssigned:
			steps, err = appendAssigned(steps, step, e.Data)
		}
		if err != nil {
			return nil, from, ticket.Wrap(ticket.Unavailable, err, "event %d of the log is not readable: check the log with switchyard audit verify", e.Seq)
		}
	}
	return steps, from, nil
}

func appendChanges(steps []Step, step Step, raw json.RawMessage) ([]Step, error) {
	var data struct {
		Changes map[string]struct{ From, To any }
		Reason  string
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		return steps, err
	}
	for _, field := range stepped {
		if c, ok := data.Changes[field]; ok {
			step.Field, step.Reason = field, data.Reason
			step.From, _ = c.From.(string)
			step.To, _ = c.To.(string)
			steps = append(steps, step)
		}
	}
	return steps, nil
}

func appendAssigned(steps []Step, step Step, raw json.RawMessage) ([]Step, error) {
	var data struct {
		From, To, Team uuid.UUID
		Reason         string
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		return steps, err
	}
	if data.From != data.To {
		step.Field, step.From, step.To, step.Reason = "assignee", named(data.From), named(data.To), data.Reason
		steps = append(steps, step)
	}
	if data.Team != uuid.Nil && data.Team.String() != lastOf(steps, "team") {
		step.Field, step.From, step.To, step.Reason = "team", lastOf(steps, "team"), named(data.Team), data.Reason
		steps = append(steps, step)
	}
	return steps, nil
}

// lastOf is what the last step of a field led to.
func lastOf(steps []Step, field string) string {
	for _, s := range slices.Backward(steps) {
		if s.Field == field {
			return s.To
		}
	}
	return ""
}

// named is an id as a step holds it, empty for none.
func named(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
