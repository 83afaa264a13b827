package ticket

import (
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Field defines a custom field of tickets.
type Field struct {
	ID       uuid.UUID `json:"id"`
	Version  int64     `json:"version"`
	Key      string    `json:"key" pattern:"^[a-z][a-z0-9_]{0,39}$"`
	Label    string    `json:"label,omitempty"`
	Type     FieldType `json:"type" enum:"text,number,boolean,date,choice,choices"`
	Choices  []string  `json:"choices,omitempty"`
	Required bool      `json:"required,omitempty" doc:"Must be set to resolve a ticket"`
}

// FieldType says what a custom field holds.
type FieldType string

// The types of custom fields.
const (
	TextField    FieldType = "text" // at most MaxFieldText bytes
	NumberField  FieldType = "number"
	BooleanField FieldType = "boolean"
	DateField    FieldType = "date" // such as 2026-03-29
	ChoiceField  FieldType = "choice"
	ChoicesField FieldType = "choices"
)

// MaxFieldText is the longest text of a custom field, in bytes.
const MaxFieldText = 10_000

// Check says whether a value, as JSON decodes it, fits the field. The error is
// Invalid and names the key and what fits. Nil clears a field and always fits.
func (f *Field) Check(value any) error {
	path := "fields." + f.Key
	if value == nil {
		return nil
	}
	text, isText := value.(string)
	switch f.Type {
	case TextField:
		if !isText || len(text) > MaxFieldText {
			return Errorf(Invalid, path, "must be a text of at most %d bytes", MaxFieldText)
		}
	case NumberField:
		if n, ok := value.(float64); !ok || math.IsInf(n, 0) || math.IsNaN(n) {
			return Errorf(Invalid, path, "must be a number")
		}
	case BooleanField:
		if _, ok := value.(bool); !ok {
			return Errorf(Invalid, path, "must be true or false")
		}
	case DateField:
		if _, err := time.Parse(time.DateOnly, text); !isText || err != nil {
			return Errorf(Invalid, path, "must be a date such as 2026-03-29")
		}
	case ChoiceField:
		if !isText || !slices.Contains(f.Choices, text) {
			return Errorf(Invalid, path, "must be one of %s", join(f.Choices))
		}
	case ChoicesField:
		list, ok := value.([]any)
		if !ok || slices.ContainsFunc(list, func(v any) bool { s, ok := v.(string); return !ok || !slices.Contains(f.Choices, s) }) {
			return Errorf(Invalid, path, "must be a list of %s", join(f.Choices))
		}
	default:
		return Errorf(Invalid, path, "has the type %.40q, which is not known", f.Type)
	}
	return nil
}
