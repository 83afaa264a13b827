package history_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

var update = flag.Bool("update", false, "write the tables of docs/history.md anew")

// scalars are types that are one value in JSON, whatever they are made of.
var scalars = map[reflect.Type]string{
	reflect.TypeFor[time.Time](): "time", reflect.TypeFor[uuid.UUID](): "UUID", reflect.TypeFor[ticket.Hash](): "hex", reflect.TypeFor[ticket.Seed](): "decimal text",
	reflect.TypeFor[sla.Duration](): "duration", reflect.TypeFor[[]byte](): "base64",
}

// keys writes a row for each key that a type has in JSON, those of types within too.
func keys(b *strings.Builder, prefix string, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			keys(b, prefix, f.Type)
			continue
		}
		if !f.IsExported() || name == "-" {
			continue
		}
		kind, inner := described(f.Type)
		text := f.Tag.Get("doc")
		if enum := f.Tag.Get("enum"); enum != "" && text == "" {
			text = "One of " + strings.ReplaceAll(enum, ",", ", ")
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s |\n", prefix, name, kind, text)
		if inner != nil {
			suffix := "."
			if kind == "list" {
				suffix = "[]."
			}
			keys(b, prefix+name+suffix, inner)
		}
	}
}

// described says what a value is in JSON, and which type it is made of.
func described(t reflect.Type) (kind string, inner reflect.Type) {
	if s, ok := scalars[t]; ok {
		return s, nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return described(t.Elem())
	case reflect.Struct:
		return "object", t
	case reflect.Slice:
		if t == reflect.TypeFor[[]byte]() || t.Elem().Kind() == reflect.Uint8 {
			return "JSON", nil // a json.RawMessage
		}
		if kind, inner := described(t.Elem()); inner == nil {
			return "list of " + kind, nil
		}
		return "list", t.Elem()
	case reflect.Map:
		kind, _ := described(t.Elem())
		return "object of " + kind, nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Int, reflect.Int64:
		return "whole number", nil
	case reflect.Float64:
		return "number", nil
	case reflect.Interface:
		return "any", nil
	}
	return "text", nil
}

// TestDocs holds docs/history.md to the types that are written, key by key. A
// change that fails it is a change of the schema: see what it says of versions.
func TestDocs(t *testing.T) {
	const name = "../../docs/history.md"
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for kind, of := range map[string]reflect.Type{
		"header": reflect.TypeFor[history.Header](), "organisation": reflect.TypeFor[history.Organisation](), "team": reflect.TypeFor[history.Team](), "agent": reflect.TypeFor[history.Agent](),
		"file": reflect.TypeFor[history.File](), "ticket": reflect.TypeFor[history.Ticket](), "end": reflect.TypeFor[history.End](),
	} {
		begin, end := fmt.Sprintf("<!-- keys of %s -->\n", kind), fmt.Sprintf("<!-- end of %s -->", kind)
		before, rest, ok := strings.Cut(text, begin)
		was, after, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Errorf("docs/history.md has no place for the keys of %s", kind)
			continue
		}
		var b strings.Builder
		b.WriteString("| key | value | meaning |\n|---|---|---|\n")
		keys(&b, "", of)
		if *update {
			text = before + begin + b.String() + end + after
		} else if was != b.String() {
			t.Errorf("docs/history.md does not tell of %s as it is: run go test ./internal/history -run Docs -update, and read its part on versions", kind)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestImportDocs wants every field of a mapping, and the example as it is, in the
// documentation.
func TestImportDocs(t *testing.T) {
	raw, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range history.ForeignFields {
		if !strings.Contains(string(raw), "`"+field+"`") {
			t.Errorf("docs/import.md does not tell of %s", field)
		}
	}
	_, rest, _ := strings.Cut(string(raw), "```yaml\n")
	example, rest, _ := strings.Cut(rest, "```")
	_, rest, _ = strings.Cut(rest, "```csv\n")
	table, _, _ := strings.Cut(rest, "```")
	m := mapping(t, example)
	lines, bad, err := foreignLines(t, history.Foreign{Format: "csv", Mapping: m, Zone: berlin(t)}, table)
	tickets := 0
	for i := range lines {
		if lines[i].Ticket != nil {
			tickets++
		}
	}
	if err != nil || len(bad) > 0 || tickets != 2 {
		t.Errorf("the example gives %d tickets: %v %v", tickets, bad, err)
	}
}
