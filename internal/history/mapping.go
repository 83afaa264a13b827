package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mapping says which field of another helpdesk is what here, and what values
// mean. docs/import.md describes the file, with an example.
type Mapping struct {
	// Fields names, for each of ours, where it stands there: the header of a
	// column, or the path of a key with dots in between.
	Fields map[string]string `yaml:"fields"`
	// Values gives, for each of our fields, the value here of each value there.
	Values map[string]map[string]string `yaml:"values"`
	Zone   string                       `yaml:"zone"`      // of times that name none, IANA
	Time   string                       `yaml:"time"`      // how times are written, as DD.MM.YYYY hh:mm:ss
	Comma  string                       `yaml:"separator"` // between columns; , unless the header has more ; or tabs
	// Language is that of texts of which nobody says it, BCP-47.
	Language string `yaml:"language"`
}

// ForeignFields are the fields that a mapping may name, in the order in which the
// documentation lists them.
var ForeignFields = []string{
	"id", "subject", "text", "html", "status", "priority", "category", "language", "channel", "tags", "tier",
	"created_at", "updated_at", "resolved_at", "closed_at", "first_response_at",
	"requester", "requester_email", "requester_name", "organisation", "organisation_name",
	"assignee", "assignee_email", "assignee_name", "team", "team_name", "rating", "rating_comment", "author", "public", "at",
}

// valued are the fields whose values a mapping may translate.
var valued = []string{"status", "priority", "category", "language", "channel", "tier", "team_name", "author", "public"}

// ParseMapping reads a mapping, YAML or JSON, which is YAML too. The error names
// the key and what it may be.
func ParseMapping(raw []byte) (*Mapping, error) {
	var m Mapping
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("is not readable: %w; it may hold fields, values, zone, time, separator and language (docs/import.md)", err)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if !slices.Contains(ForeignFields, name) {
			return nil, fmt.Errorf("fields.%s is no field: take one of %s", name, strings.Join(ForeignFields, ", "))
		}
		if strings.TrimSpace(m.Fields[name]) == "" {
			return nil, fmt.Errorf("fields.%s is empty: name a column or a key, or leave it out", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Values)) {
		if !slices.Contains(valued, name) {
			return nil, fmt.Errorf("values.%s cannot be mapped: take one of %s", name, strings.Join(valued, ", "))
		}
	}
	if len([]rune(m.Comma)) > 1 {
		return nil, fmt.Errorf("separator %q is longer than a character: write one, as ; or a tab", m.Comma)
	}
	if m.Time != "" {
		if _, err := layoutOf(m.Time); err != nil {
			return nil, err
		}
	}
	return &m, nil
}

// value is what a value of a field means here, and whether the mapping says so. It
// is looked up as it stands, then without regard to case and spaces around it.
func (m *Mapping) value(field, there string) (string, bool) {
	if m == nil {
		return there, false
	}
	values := m.Values[field]
	if here, ok := values[there]; ok {
		return here, true
	}
	folded := strings.ToLower(strings.TrimSpace(there))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if strings.ToLower(strings.TrimSpace(key)) == folded {
			return values[key], true
		}
	}
	return there, false
}

// rewrite applies the values to a line of our own format.
func (m *Mapping) rewrite(l *Line) {
	t := l.Ticket
	if t == nil {
		return
	}
	before := [3]string{t.Category, string(t.Priority), t.Language}
	// As it stands alone: what is ours has one way of writing, and "Billing" may be
	// mapped to "billing" while "billing" is not mapped at all.
	exact := func(field string, at *string) {
		if here, ok := m.Values[field][*at]; ok {
			*at = here
		}
	}
	exact("category", &t.Category)
	exact("language", &t.Language)
	exact("tier", &t.Tier)
	exact("priority", (*string)(&t.Priority))
	exact("status", (*string)(&t.Status))
	exact("channel", (*string)(&t.Channel))
	if before != [3]string{t.Category, string(t.Priority), t.Language} {
		t.Labels = nil // they are worked out anew
	}
}
