package sqlite

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// instant is a time as it is stored, nil for the zero time.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// label is a category or a language as it is stored, nil for none.
func label(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// party is the id of a team or an organisation as it is stored, nil for none.
func party(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id[:]
}

// moment is a stored instant as a time.
func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// set writes values as a JSON list for json_each.
func set[T any](values []T, write func(T) string) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(write(v))
	}
	b.WriteByte(']')
	return b.String()
}

// idSet is a list of ids for unhex(value) over json_each.
func idSet(ids []uuid.UUID) string {
	return set(ids, func(id uuid.UUID) string { return `"` + hex.EncodeToString(id[:]) + `"` })
}

// textSet is a list of texts for json_each.
func textSet(texts []string) string {
	return set(texts, func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err) // a string always is JSON
		}
		return string(b)
	})
}

// document is a value as JSON.
func document(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", ticket.Wrap(ticket.Invalid, err, "cannot be written as JSON")
	}
	return string(b), nil
}

// documentsOf writes things as JSON.
func documentsOf[T any](things []T, document func(*T) ([]byte, error)) ([]string, error) {
	docs := make([]string, len(things))
	for i := range things {
		doc, err := document(&things[i])
		if err != nil {
			return nil, ticket.Wrap(ticket.Invalid, err, "cannot be written as JSON")
		}
		docs[i] = string(doc)
	}
	return docs, nil
}

// idColumn and hashColumn scan the bytes of an id and of a hash.
type (
	idColumn   uuid.UUID
	hashColumn ticket.Hash
)

// Scan takes 16 bytes.
func (c *idColumn) Scan(value any) error { return scan(c[:], value) }

// Scan takes 32 bytes.
func (c *hashColumn) Scan(value any) error { return scan(c[:], value) }

func scan(into []byte, value any) error {
	if b, ok := value.([]byte); !ok || copy(into, b) != len(into) || len(b) != len(into) {
		return fmt.Errorf("found %T of %d bytes, want %d bytes", value, len(b), len(into))
	}
	return nil
}
