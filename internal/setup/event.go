package setup

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// The events of requesters and settings. Those of the other kinds are made by
// Created, Changed and Removed.
const (
	RequesterCreated ticket.EventType = "requester.created"
	RequesterChanged ticket.EventType = "requester.changed"
	SettingsChanged  ticket.EventType = "settings.changed"
)

// Created is the event of a new thing of a kind, such as agent.created.
func Created(kind store.RecordKind) ticket.EventType { return ticket.EventType(kind + ".created") }

// Changed is the event of a change, such as agent.changed.
func Changed(kind store.RecordKind) ticket.EventType { return ticket.EventType(kind + ".changed") }

// Removed is the event of a removal, such as agent.removed.
func Removed(kind store.RecordKind) ticket.EventType { return ticket.EventType(kind + ".removed") }

// changed is the data of an event.
type changed struct {
	ID      uuid.UUID      `json:"id"`
	Key     string         `json:"key,omitempty"` // what it is called
	Version int64          `json:"version"`
	Fields  map[string]any `json:"fields,omitempty"` // what was set, by name
}

// step is a field before and after. What is long is named without its value.
type step struct {
	From json.RawMessage `json:"from,omitempty"`
	To   json.RawMessage `json:"to,omitempty"`
}

// longestStep is the longest value that an event repeats, in bytes.
const longestStep = 1000

// steps compares two things as JSON shows them; before may be nil. Identity,
// version and what the server notes of itself are no change.
func steps(before, after any) (map[string]any, error) {
	was, err := members(before)
	if err != nil {
		return nil, err
	}
	is, err := members(after)
	if err != nil {
		return nil, err
	}
	all := map[string]any{}
	for name := range is {
		if _, both := was[name]; !both {
			was[name] = nil
		}
	}
	for name, from := range was {
		to := is[name]
		if slices.Contains([]string{"id", "version", "updated_at", "created_at"}, name) || bytes.Equal(from, to) {
			continue
		}
		if len(from) > longestStep || len(to) > longestStep {
			from, to = nil, nil
		}
		all[name] = step{from, to}
	}
	return all, nil
}

// members are the fields of a value, each set as encoding/json sets it.
func members(value any) (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var fields map[string]any
	if err := decoder.Decode(&fields); err != nil {
		return nil, err
	}
	for name, field := range fields {
		if all[name], err = json.Marshal(field); err != nil {
			return nil, err
		}
	}
	return all, nil
}
