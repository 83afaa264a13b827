package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// RoutingKey is the key of the settings record that holds rule.Settings.
const RoutingKey = "routing"

// Routing reads the settings of routing, and compiles each version of them
// once. Several goroutines may share one; the zero value is ready.
type Routing struct {
	mu      sync.Mutex
	version int64
	book    *rule.Book
}

// Read gives the settings as they are stored now and their version: the same
// Book for as long as that stays, and the defaults with version 0 when none
// were ever put. The error says why they cannot be read or followed; a desk
// goes on with those it has.
func (r *Routing) Read(ctx context.Context, records store.Records) (*rule.Book, int64, error) {
	settings, version := rule.Default(), int64(0)
	record, err := records.Record(ctx, store.Settings, settingsID(RoutingKey))
	if err != nil && !ticket.IsKind(err, ticket.NotFound) {
		return nil, 0, err
	}
	if err == nil {
		version = record.Version
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.book != nil && r.version == version {
		return r.book, version, nil
	}
	if version > 0 {
		if err := json.Unmarshal(record.Body, &settings); err != nil {
			return nil, 0, fmt.Errorf("settings %s: %w", RoutingKey, err)
		}
	}
	book, err := settings.Compile()
	if err != nil {
		return nil, 0, fmt.Errorf("settings %s: %w", RoutingKey, err)
	}
	r.book, r.version = book, version
	return book, version, nil
}
