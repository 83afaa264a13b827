package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// imported sends rows and gives what became of each.
func (d *desk) imported(rows string, headers ...string) []ImportResult {
	d.Helper()
	got := d.do("POST", "/v1/tickets/import", rows, headers...)
	d.check(got, 200)
	if media := got.header.Get("Content-Type"); media != ndjsonType {
		d.Errorf("the results are %s", media)
	}
	var all []ImportResult
	for results := json.NewDecoder(strings.NewReader(got.body)); ; {
		var result ImportResult
		err := results.Decode(&result)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			d.Fatal(err)
		}
		all = append(all, result)
	}
}

func TestImport(t *testing.T) {
	d := newDesk(t)
	kept := uuid.NewString()
	row := func(rest string) string { return `{"body":"x","requester":{"email":"rita@example.org"}` + rest + `}` }
	rows := []struct{ row, want string }{
		{row(`,"id":"` + kept + `","subject":"Old","status":"resolved","created_at":"2020-01-02T03:04:05Z","tags":["B","a"],"messages":[
			{"author":"agent","body":"Done.","at":"2020-01-03T00:00:00Z"},{"author":"agent","body":"check","note":true,"at":"2020-01-03T01:00:00Z"},{"author":"requester","body":"Thanks","at":"2020-01-04T00:00:00Z"}]`), ""},
		{"", "none"}, // an empty line has no result
		{`{"body":`, "not a JSON object"},
		{`["x"]`, "not a JSON object"},
		{`null`, "not a JSON object"},
		{row(`,"status":"open","status":"closed"`), "is given twice"},
		{row(`,"status":"done","colour":"red"`), "is not a field"},
		{row(`,"status":"done"`), "is not a status"},
		{row(`,"status":"merged"`), "load the one it lives on in"},
		{row(`,"priority":1`), "priority holds the number"},
		{row(`,"created_at":"2099-01-01T00:00:00Z"`), "lies in the future"},
		{row(`,"messages":[{"author":"bot","body":"x","at":"2020-01-01T00:00:00Z"}]`), "messages.0.author: must be requester or agent"},
		{row(`,"created_at":"2020-01-02T00:00:00Z","messages":[{"author":"agent","body":"x","at":"2020-01-01T00:00:00Z"}]`), "oldest first"},
		{`{"body":"x"}`, "requester: must be named by e-mail address"},
		{`{"body":"x","requester":{"id":"` + kept + `"}}`, "requester: must be named by e-mail address"},
		{`{"body":"x","requester":{"email":"rita"}}`, "not an e-mail address"},
		{`{"body":"x","requester":{"email":"x@example.org","name":"` + strings.Repeat("n", 201) + `"}}`, "requester.name"},
		{`{"requester":{"email":"rita@example.org"}}`, "write something"},
		{row(`,"id":"` + kept + `"`), "exists already"},
		{row(`,"fields":{"order":1}`), "create it first"},
		{`{"body":"` + strings.Repeat("x", longestRow) + `"}`, "longer than 4194304 bytes"},
		{`{"body":"x","requester":{"email":"New <NEW@example.org>","name":"N"}}`, ""},
		{`{"body":"y","requester":{"email":"new@example.org"}}`, ""},
		{row(`,"html":"<script>alert(1)</script>","subject":"last"`), ""},
	}
	var body []string
	for _, r := range rows {
		body = append(body, strings.ReplaceAll(r.row, "\n", ""))
	}
	results := d.imported(strings.Join(body, "\r\n")) // and no line break at the end
	for i, r := range rows {
		if r.want == "none" {
			continue
		}
		if len(results) == 0 {
			t.Fatalf("row %d has no result", i+1)
		}
		got := results[0]
		results = results[1:]
		if got.Line != i+1 || r.want == "" && (got.Error != "" || got.Number == 0) || r.want != "" && (!strings.Contains(got.Error, r.want) || got.Number != 0) {
			t.Errorf("row %d became %+v, want %q", i+1, got, r.want)
		}
	}
	if len(results) > 0 {
		t.Errorf("there are more results than rows: %+v", results)
	}
	d.must(200, "GET", "/v1/tickets/"+kept, "", `"created_at":"2020-01-02T03:04:05Z"`, `"resolved_at":"2020-01-04T00:00:00Z"`, `"first_response_at":"2020-01-03T00:00:00Z"`, `"tags":["a","b"]`)
	if got := d.must(200, "GET", "/v1/tickets/"+kept+"/messages", "", `"text":"Thanks"`, `"public":false`); len(got.ids()) != 4 {
		t.Errorf("it has %d messages, want 4", len(got.ids()))
	}
	if n := len(d.must(200, "GET", "/v1/tickets", "").ids()); n != 4 {
		t.Errorf("%d tickets are stored, want 4", n)
	}
	again := d.imported(strings.Join(body[:1], "\n"))
	if len(again) != 1 || !strings.Contains(again[0].Error, "exists already") {
		t.Errorf("the second time it became %+v", again)
	}
}

func TestImportRefuses(t *testing.T) {
	d := newDesk(t)
	for _, empty := range []string{"", "\n", " \r\n\n"} {
		if got := d.imported(empty); len(got) > 0 {
			t.Errorf("%q gives %+v", empty, got)
		}
	}
	for _, media := range []string{ndjsonType + "; charset=utf-8", "application/jsonl", ""} {
		d.imported("", "Content-Type", media)
	}
	d.check(d.do("POST", "/v1/tickets/import", "{}", "Content-Type", "application/json"), 415, ndjsonType)
	d.check(d.do("POST", "/v1/tickets/import", "{}", "Content-Encoding", "gzip"), 415, "uncompressed")
	d.must(400, "POST", "/v1/tickets/import?triage=perhaps", "", `"parameter":"triage"`)
	d.must(400, "POST", "/v1/tickets/import?dry_run=true", "")
}

// Thousands of rows share few writes; each is read, or left for later.
func TestImportMany(t *testing.T) {
	d := newDesk(t)
	var rows strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&rows, `{"subject":"row %d","body":"It broke.","requester":{"email":"r%d@example.org"},"status":"closed"}`+"\n", i, i%700)
	}
	results := d.imported(rows.String())
	if len(results) != 3000 {
		t.Fatalf("%d results", len(results))
	}
	for i, r := range results {
		if r.Line != i+1 || r.Error != "" || r.Number != int64(i+1) {
			t.Fatalf("row %d became %+v", i+1, r)
		}
	}
	d.must(200, "GET", "/v1/tickets/3000", "", `"subject":"row 2999"`, `"state":"done"`)
	d.must(200, "POST", "/v1/tickets/import?triage=false", `{"body":"x","requester":{"email":"r1@example.org"}}`, `"number":3001`)
	d.must(200, "GET", "/v1/tickets/3001", "", `"state":"pending"`)
}

// An import that comes to a stop is told what was stored, and where to go on.
func TestImportStalls(t *testing.T) {
	config := DefaultConfig()
	config.Read = 100 * time.Millisecond
	d := openDesk(t, config, nil)
	row := `{"body":"x","requester":{"email":"rita@example.org"}}` + "\n"
	got := d.raw(fmt.Sprintf("POST /v1/tickets/import HTTP/1.1\r\nContent-Length: %d\r\n", 10*len(row)), io.MultiReader(strings.NewReader(row+row), stalled(t.Context().Done())))
	d.check(got, 200, `"line":2,"id":`, `{"line":3,"error":"this row and those after it did not arrive: send them again"}`)
	if n := len(d.must(200, "GET", "/v1/tickets", "").ids()); n != 2 {
		t.Errorf("%d tickets are stored, want 2", n)
	}
}

// stalled gives nothing until it is closed.
type stalled <-chan struct{}

func (s stalled) Read([]byte) (int, error) {
	<-s
	return 0, io.ErrClosedPipe
}

// Lines come as they were cut, and those that are too long are left out.
func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const most = 70_000 // more than is read at a time
		want := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 9), rapid.IntRange(65_000, 75_000)), 0, 6).Draw(t, "lengths")
		var body bytes.Buffer
		for i, n := range want {
			body.WriteString(strings.Repeat(string(rune('a'+i)), n))
			if i < len(want)-1 || n == 0 || rapid.Bool().Draw(t, "last ends") {
				body.WriteByte('\n')
			}
		}
		lines := newLines(&body, most)
		for i, n := range want {
			line, tooLong, err := lines.next()
			line = bytes.TrimSuffix(line, []byte("\n"))
			switch {
			case err != nil:
				t.Fatalf("line %d: %v", i, err)
			case tooLong != (n > most || n == most && len(line) == 0), !tooLong && string(line) != strings.Repeat(string(rune('a'+i)), n):
				t.Fatalf("line %d of %d bytes: %d bytes, too long %v", i, n, len(line), tooLong)
			}
		}
		if _, _, err := lines.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("after the last line comes %v", err)
		}
	})
}
