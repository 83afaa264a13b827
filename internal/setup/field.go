package setup

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var fieldKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

var fields = kind[ticket.Field]{
	record: store.Fields, most: 200, unique: "key",
	head:  func(f *ticket.Field) (*uuid.UUID, *int64) { return &f.ID, &f.Version },
	key:   func(f *ticket.Field) string { return f.Key },
	check: checkField, fixed: fixedField,
}

func checkField(_ context.Context, _ desk, f *ticket.Field) error {
	if !fieldKey.MatchString(f.Key) {
		return invalid("key", "%.60q is not a key: start with a letter from a to z and go on with up to 39 letters, digits and _", f.Key)
	}
	if err := optional("label", &f.Label, longestName); err != nil {
		return err
	}
	choice := false
	switch f.Type {
	case ticket.TextField, ticket.NumberField, ticket.BooleanField, ticket.DateField:
	case ticket.ChoiceField, ticket.ChoicesField:
		choice = true
	default:
		return invalid("type", "%.40q is no type: take one of text, number, boolean, date, choice, choices", f.Type)
	}
	if choice != (len(f.Choices) > 0) {
		return invalid("choices", "belong to the types choice and choices, and only to those: list 1 to 500, or none")
	}
	if err := count("choices", len(f.Choices), 500); err != nil {
		return err
	}
	for i := range f.Choices {
		at := fmt.Sprintf("choices.%d", i)
		if err := words(at, &f.Choices[i], longestName); err != nil {
			return err
		}
		if slices.Contains(f.Choices[:i], f.Choices[i]) {
			return invalid(at, "%q is listed twice: list it once", f.Choices[i])
		}
	}
	return nil
}

// fixedField keeps what the values on tickets hang on.
func fixedField(was, is *ticket.Field) error {
	if was.Key != is.Key {
		return invalid("key", "stays %s: tickets know the field by it; make another field", was.Key)
	}
	if was.Type != is.Type {
		return invalid("type", "stays %s: tickets have values of it; make another field", was.Type)
	}
	return nil
}
