package setup

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Settings keeps one JSON object under each of a few keys. Whose settings they
// are checks them before they come here.
type Settings struct{ desk }

// settingsID follows from the key: of each there is one.
func settingsID(key string) uuid.UUID {
	sum := sha256.Sum256([]byte("settings " + key))
	return uuid.UUID(sum[:16])
}

// Read puts the settings under a key into value, which keeps what they do not
// name, and gives their version: 0 when none were ever put.
func (s *Settings) Read(ctx context.Context, key string, value any) (int64, error) {
	r, err := s.store.Record(ctx, store.Settings, settingsID(key))
	if ticket.IsKind(err, ticket.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal(r.Body, value); err != nil {
		return 0, fmt.Errorf("settings %s: %w", key, err)
	}
	return r.Version, nil
}

// Put stores settings in place of a version, 0 for none yet, and gives the new
// one.
func (s *Settings) Put(ctx context.Context, by ticket.Actor, key string, version int64, value any) (int64, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return 0, err
	}
	if hasNUL(body) {
		return 0, invalid("", "a text holds the character NUL: leave it out")
	}
	var before json.RawMessage
	if _, err := s.Read(ctx, key, &before); err != nil {
		return 0, err
	}
	fields, err := steps(before, value)
	if err != nil {
		return 0, err
	}
	if version > 0 && len(fields) == 0 {
		return version, nil
	}
	id := settingsID(key)
	data, err := json.Marshal(changed{id, key, version + 1, fields})
	if err != nil {
		return 0, err
	}
	_, err = s.store.Commit(ctx, &store.Write{
		Records: []store.RecordWrite{{Expect: version, Record: store.Record{Kind: store.Settings, ID: id, Key: key, Body: body}}},
		Events:  []ticket.Event{s.event(by, SettingsChanged, data)},
	})
	return version + 1, err
}
