package history_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"switchyard/internal/history"
	"switchyard/internal/store/enginetest"
)

// readAll reads a file and gives its lines, its bad ones, and what ended it.
func readAll(t testing.TB, file []byte) (lines []history.Line, bad []*history.LineError, err error) {
	t.Helper()
	r, err := history.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	for line, err := range r.Lines(t.Context()) {
		if wrong, ok := history.BadLine(err); ok {
			bad = append(bad, wrong)
			continue
		}
		if err != nil {
			return lines, bad, err
		}
		if wrong := line.Check(); wrong != nil {
			bad = append(bad, wrong)
			continue
		}
		lines = append(lines, line)
	}
	return lines, bad, nil
}

const (
	head   = `{"format":"switchyard-history","version":1,"redacted":true}` + "\n"
	oneRow = `{"kind":"ticket","id":"00000000-0000-0000-0000-000000000007","number":1,"subject":"s","status":"open","priority":"normal","language":"en","channel":"email","requester":{"id":"00000000-0000-0000-0000-000000000008"},"created_at":"2026-03-02T09:00:00Z","updated_at":"2026-03-02T09:00:00Z","triage":{"state":"done"}}` + "\n"
	tail   = `{"kind":"end","lines":2,"tickets":1}` + "\n"
)

// TestBadFiles wants files that are not whole or not ours to be refused in words.
func TestBadFiles(t *testing.T) {
	for name, test := range map[string]struct{ file, says string }{
		"empty":              {"", "empty"},
		"another file":       {"a,b\n1,2\n", "does not begin as a history"},
		"another format":     {`{"format":"csv"}` + "\n", "does not begin as a history"},
		"newer version":      {`{"format":"switchyard-history","version":3}` + "\n" + oneRow + tail, "has version 3, this program reads up to 2"},
		"no version":         {`{"format":"switchyard-history"}` + "\n", "has version 0"},
		"cut after a line":   {head + oneRow, "truncated after line 2"},
		"cut before a line":  {head, "truncated after line 1"},
		"lines are missing":  {head + tail, "has 1 lines before its end, which says 2"},
		"joined":             {head + oneRow + tail + head, "something follows the end"},
		"half of a gzip":     {string(zipped(t, head+oneRow+tail)[:60]), "ends in the middle"},
		"no gzip after all":  {"\x1f\x8bxxxx", "no whole gzip"},
		"end without a line": {head + oneRow + `{"kind":"end"}` + "\n", "has 2 lines before its end, which says 0"},
	} {
		_, _, err := readAll(t, []byte(test.file))
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
	for name, file := range map[string]string{"plain": head + oneRow + tail, "gzip": string(zipped(t, head+oneRow+tail)), "byte order mark": "\xef\xbb\xbf" + head + oneRow + tail, "no last newline": head + oneRow + strings.TrimSpace(tail)} {
		if lines, bad, err := readAll(t, []byte(file)); err != nil || len(bad) > 0 || len(lines) != 1 || lines[0].Number != 2 {
			t.Errorf("%s: %d lines, %v, %v", name, len(lines), bad, err)
		}
	}
}

func zipped(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBadLines changes one thing of a good line at a time: the error names the
// line, the field and a remedy, and the line after it is read.
func TestBadLines(t *testing.T) {
	for _, test := range []struct{ was, is, field, says string }{
		{`{"kind":"ticket"`, `{"kind":"ticked"`, "kind", "no kind of line"},
		{`"number":1`, `"number":-1`, "number", "-1"},
		{`"number":1`, `"number":"1"`, "number", "JSON string"},
		{`"number":1`, `"numbr":1`, "numbr", "no key"},
		{`"subject":"s"`, `"subject":"\u0000"`, "", "zero byte"},
		{`"subject":"s"`, `"subject":"s`, "", "not readable"},
		{`"triage":{"state":"done"}}`, `"triage":{"state":"done"}} {}`, "", "something follows"},
		{`000000000007`, `000000000000`, "id", "missing"},
		{`"status":"open"`, `"status":"opened"`, "status", "not a status"},
		{`"priority":"normal"`, `"priority":"P1"`, "priority", "not a priority"},
		{`"channel":"email"`, `"channel":"fax"`, "channel", "not a channel"},
		{`"language":"en"`, `"language":"english language"`, "language", "BCP-47"},
		{`000000000008`, `000000000000`, "requester.id", "missing"},
		{`{"id":"00000000-0000-0000-0000-000000000008"}`, `{"id":"00000000-0000-0000-0000-000000000008","addresses":["A@b"]}`, "requester.addresses[0]", "lower case"},
		{`"created_at":"2026-03-02T09:00:00Z"`, `"created_at":"2026-03-02 09:00"`, "", "not a time"},
		{`"created_at":"2026-03-02T09:00:00Z"`, `"created_at":"2026-04-02T09:00:00Z"`, "updated_at", "before created_at"},
		{`"created_at":"2026-03-02T09:00:00Z"`, `"created_at":"1026-03-02T09:00:00Z"`, "created_at", "year 1026"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"labels":[{"field":"category","value":"x","by":"human","state":"stated","weight":1}]`, "labels[0]", "not what the ticket says"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"messages":[{"id":"00000000-0000-0000-0000-000000000001","author":{"kind":"robot"},"at":"2026-03-02T09:00:00Z"}]`, "messages[0].author.kind", "nobody who writes"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"messages":[{"author":{"kind":"agent"},"at":"2026-03-02T09:00:00Z"}]`, "messages[0].id", "missing"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"messages":[{"id":"00000000-0000-0000-0000-000000000001","author":{"kind":"agent"},"attachments":[{"hash":"xx"}],"at":"2026-03-02T09:00:00Z"}]`, "messages[0].attachments[0].hash", "no hash"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"touches":[{"at":"2026-03-02T09:00:00Z"}]`, "touches[0].agent", "missing"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"decisions":[{"at":"2026-03-02T09:00:00Z"}]`, "decisions[0].id", "missing"},
		{`"triage":{"state":"done"}`, `"triage":{"state":"done"},"steps":[{"by":{"kind":"robot"}}]`, "steps[0].by.kind", "nobody who acts"},
	} {
		row := strings.Replace(oneRow, test.was, test.is, 1)
		if row == oneRow {
			t.Fatalf("%s is not in the line", test.was)
		}
		after := strings.Replace(oneRow, "000000000007", "000000000009", 1)
		lines, bad, err := readAll(t, []byte(head+row+after+`{"kind":"end","lines":3,"tickets":2}`+"\n"))
		if err != nil || len(bad) != 1 || len(lines) != 1 {
			t.Errorf("%s: %d lines, %d bad, %v", test.is, len(lines), len(bad), err)
			continue
		}
		if e := bad[0]; e.Line != 2 || e.Field != test.field || !strings.Contains(e.Error(), test.says) || e.Remedy == "" {
			t.Errorf("%s: %v (field %q), want field %q and %q", test.is, e, e.Field, test.field, test.says)
		}
	}
}

// FuzzReader reads anything: no line that is taken may change when it is written
// and read again, and nothing may panic.
func FuzzReader(f *testing.F) {
	f.Add([]byte(head + oneRow + tail))
	s := enginetest.SQLite(f)
	newDesk(f, s).fill(8)
	f.Add(exported(f, s, history.ExportOptions{Plain: true}))
	f.Add(exported(f, s, history.ExportOptions{}))
	f.Fuzz(func(t *testing.T, file []byte) {
		lines, _, err := readAll(t, file)
		var wrong *history.LineError
		if err != nil && !errors.As(err, &wrong) && !strings.Contains(err.Error(), "gzip") && !strings.Contains(err.Error(), "flate") {
			t.Fatalf("an error without a remedy: %v", err)
		}
		for i := range lines {
			if l := lines[i].Ticket; l != nil {
				l.Example()
				l.Arrival(l.UpdatedAt)
				again, bad, err := readAll(t, bytes.Join([][]byte{[]byte(head[:len(head)-1]), history.LineOf(t, l), []byte(strings.TrimSpace(tail))}, []byte("\n")))
				if err != nil || len(bad) > 0 || len(again) != 1 {
					t.Fatalf("what was taken is not taken again: %v %v\n%s", bad, err, history.LineOf(t, l))
				}
				if x, y := history.LineOf(t, l), history.LineOf(t, again[0].Ticket); !bytes.Equal(x, y) {
					t.Fatalf("it changed:\n%s\n%s", x, y)
				}
			}
		}
	})
}
