package training

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParseRow(t *testing.T) {
	yes := true
	got, err := ParseRow([]byte(` {"id":"7","subject":"Hot","body":"It burns","language":"en","created_at":"2026-01-31T09:30:00Z",` +
		`"labels":{"category":"hardware","priority":"high","anger":true,"emotions":[]},"meta":{"any":["thing"]}} ` + "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Row{ID: "7", Subject: "Hot", Body: "It burns", Language: "en", CreatedAt: time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC),
		Labels: Labels{Category: "hardware", Priority: "high", Anger: &yes, Emotions: []string{}}, Meta: json.RawMessage(`{"any":["thing"]}`)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseRowRefuses(t *testing.T) {
	for _, c := range []struct{ line, field, says string }{
		{"", "", "not a JSON object"},
		{"id,subject,body", "", "CSV"},
		{`[{"id":"1"}]`, "", "JSON arrays"},
		{`{"id":"1"`, "", "not readable as JSON"},
		{`{"id":"1",}`, "", "quotes, commas and braces"},
		{`{"id":"1"}{"id":"2"}`, "", "on a line of its own"},
		{`{"id":"1"}}`, "", "something follows"},
		{`{"id":"1"}]`, "", "something follows"},
		{`{"id":"1"} x`, "", "something follows"},
		{`{"id":1}`, "id", "a string"},
		{`{"out_of_scope":"yes"}`, "out_of_scope", "true or false"},
		{`{"labels":{"anger":"very"}}`, "labels.anger", "true or false"},
		{`{"labels":["x"]}`, "labels", "an object"},
		{`{"labels":{"emotions":"joy"}}`, "labels.emotions", "a list of strings"},
		{`{"labels":{"categroy":"x"}}`, "categroy", "not a field"},
		{`{"text":"x"}`, "text", "under meta"},
		{`{"created_at":"yesterday"}`, "created_at", "RFC 3339"},
		{`{"created_at":5}`, "created_at", "RFC 3339"},
		{strings.Repeat(`{"meta":`, 20_000), "", "not readable as JSON"},
	} {
		_, err := ParseRow([]byte(c.line))
		var bad *RowError
		if !errors.As(err, &bad) {
			t.Errorf("%.40s: error %v, want a *RowError", c.line, err)
			continue
		}
		if bad.Field != c.field || !strings.Contains(bad.Error(), c.says) || bad.Remedy == "" {
			t.Errorf("%.40s: field %q, %q; want field %q and %q", c.line, bad.Field, bad.Error(), c.field, c.says)
		}
	}
}

func TestParseRowMendsInvalidUTF8(t *testing.T) {
	row, err := ParseRow([]byte("{\"body\":\"a\xff\\ud800b\"}"))
	if err != nil || row.Body != "a\ufffd\ufffdb" {
		t.Errorf("body %q, error %v", row.Body, err)
	}
}

// Whatever the line, there is a row of valid text or an error that names a
// remedy.
func FuzzParseRow(f *testing.F) {
	for _, seed := range []string{
		`{"id":"1","body":"x","labels":{"category":"a"}}`, `{"labels":{"emotions":["joy"],"spam":false}}`, `{"created_at":"2026-01-31T09:30:00Z"}`,
		`{"id":1}`, `{`, `[]`, "a,b,c", "{\"body\":\"\xff\"}", `{"body":"\ud800"}`, `{"meta":{"a":[1,null]}} `, `{"id":"1"}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		row, err := ParseRow(line)
		if err != nil {
			var bad *RowError
			if !errors.As(err, &bad) || bad.Problem == "" || bad.Remedy == "" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		if !utf8.ValidString(row.ID + row.Subject + row.Body + row.Labels.Category) {
			t.Fatalf("invalid text in %+v", row)
		}
		again, err := json.Marshal(row)
		if err != nil {
			t.Fatalf("the row cannot be written: %v", err)
		}
		second, err := ParseRow(again)
		if err != nil {
			t.Fatalf("the row cannot be read again: %v", err)
		}
		if second.Text() != row.Text() || !second.CreatedAt.Equal(row.CreatedAt) {
			t.Fatalf("read again it is %+v, was %+v", second, row)
		}
	})
}
