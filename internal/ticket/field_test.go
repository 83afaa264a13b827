package ticket_test

import (
	"encoding/json"
	"testing"

	"switchyard/internal/ticket"
)

func TestFieldCheck(t *testing.T) {
	for kind, values := range map[ticket.FieldType]struct{ good, bad []string }{
		ticket.TextField:    {[]string{`""`, `"x"`, `null`}, []string{`1`, `["x"]`}},
		ticket.NumberField:  {[]string{`0`, `-1.5`, `null`}, []string{`"1"`, `true`}},
		ticket.BooleanField: {[]string{`true`, `false`}, []string{`1`, `"true"`}},
		ticket.DateField:    {[]string{`"2026-03-29"`}, []string{`"29.3.2026"`, `"2026-02-30"`, `20260329`}},
		ticket.ChoiceField:  {[]string{`"a"`}, []string{`"c"`, `["a"]`}},
		ticket.ChoicesField: {[]string{`[]`, `["a","b"]`}, []string{`"a"`, `["a","c"]`, `[1]`}},
	} {
		f := ticket.Field{Key: "k", Type: kind, Choices: []string{"a", "b"}}
		check := func(raw string) error {
			var v any
			if err := json.Unmarshal([]byte(raw), &v); err != nil {
				t.Fatal(err)
			}
			return f.Check(v)
		}
		for _, raw := range values.good {
			if err := check(raw); err != nil {
				t.Errorf("%s takes %s: %v", kind, raw, err)
			}
		}
		for _, raw := range values.bad {
			if err := check(raw); !ticket.IsKind(err, ticket.Invalid) {
				t.Errorf("%s refuses %s: %v", kind, raw, err)
			}
		}
	}
}
