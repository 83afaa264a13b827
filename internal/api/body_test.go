package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"pgregory.net/rapid"
)

// anyRequest draws a body that the document takes.
func anyRequest(t *rapid.T) any {
	text := map[string]any{
		"subject": rapid.SampledFrom([]string{"", "hello"}).Draw(t, "subject"),
		"body":    rapid.SampledFrom([]string{"नमस्ते", "\x00"}).Draw(t, "body"),
	}
	if rapid.Bool().Draw(t, "batch") {
		return map[string]any{"texts": []any{text}}
	}
	return text
}

// anyValue draws JSON that often is nearly a request.
func anyValue(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	if depth == 0 {
		kind = min(kind, 4)
	}
	switch kind {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
	case 3, 4:
		return rapid.SampledFrom([]string{"", "hello", "नमस्ते", "\x00", strings.Repeat("é", 256), strings.Repeat("é", 257)}).Draw(t, "string")
	case 5, 6:
		list := make([]any, rapid.IntRange(0, 3).Draw(t, "length"))
		for i := range list {
			list[i] = anyValue(t, depth-1)
		}
		return list
	}
	object := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "fields") {
		name := rapid.SampledFrom([]string{"id", "subject", "body", "earlier", "texts", "texts", "other", ""}).Draw(t, "name")
		object[name] = anyValue(t, depth-1)
	}
	return object
}

// TestReadBodyIsTheDocument: readBody takes what the documented schema takes
// and nothing else. (Languages are left out: a schema cannot say what a
// BCP-47 tag is. Names in another case are, too: huma's validator lets them
// pass.)
func TestReadBodyIsTheDocument(t *testing.T) {
	document := newAPI(t).huma.OpenAPI()
	schema := document.Paths["/v1/triage"].Post.RequestBody.Content["application/json"].Schema
	var taken, refused int
	rapid.Check(t, func(t *rapid.T) {
		value := anyValue(t, 4)
		if rapid.Bool().Draw(t, "request") {
			value = anyRequest(t)
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var decoded any
		if err := json.Unmarshal(text, &decoded); err != nil {
			t.Fatal(err)
		}
		var result huma.ValidateResult
		huma.Validate(document.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, decoded, &result)
		_, _, p := readBody(strings.NewReader(string(text)))
		if (p == nil) != (len(result.Errors) == 0) {
			t.Fatalf("%s: readBody says %v, the schema %v", text, p, result.Errors)
		}
		if p == nil {
			taken++
		} else {
			refused++
		}
	})
	if taken == 0 || refused == 0 {
		t.Errorf("%d bodies were taken and %d refused: the draw is lopsided", taken, refused)
	}
}

func TestReadBodyKeepsOrderAndFields(t *testing.T) {
	items, batch, p := readBody(strings.NewReader(`{"texts":[{"id":"1","subject":"s","body":"b","language":"pt-br"},{},{"id":"3"}]}`))
	if p != nil || !batch || len(items) != 3 {
		t.Fatalf("%v, batch %v, %d items", p, batch, len(items))
	}
	first := items[0]
	if first.ID != "1" || first.Subject != "s" || first.Body != "b" || first.Language != "pt-BR" || items[1].ID != "" || items[2].ID != "3" {
		t.Errorf("got %+v", items)
	}
	if items, batch, p = readBody(strings.NewReader(`{"body":"b"}`)); p != nil || batch || len(items) != 1 || items[0].Body != "b" {
		t.Errorf("%v, batch %v, got %+v", p, batch, items)
	}
}

func FuzzReadBody(f *testing.F) {
	for _, s := range scenarios() {
		if s.method == "POST" && len(s.body) < 1000 {
			f.Add(s.body)
		}
	}
	f.Fuzz(func(t *testing.T, body string) {
		items, _, p := readBody(strings.NewReader(body))
		if p == nil {
			if !json.Valid([]byte(body)) {
				t.Errorf("took %q, which is not JSON", body)
			}
			if len(items) == 0 || len(items) > maxTexts {
				t.Errorf("took %d texts", len(items))
			}
			return
		}
		if p.Detail == "" || p.Status < 400 || len(p.Errors) > 2*maxFaults {
			t.Errorf("refused %q with %+v", body, p)
		}
	})
}
