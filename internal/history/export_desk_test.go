package history_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// ticketsIn are the tickets of a file by number.
func ticketsIn(t testing.TB, file []byte) map[int64]*history.Ticket {
	t.Helper()
	lines, bad, err := readAll(t, file)
	if err != nil || len(bad) > 0 {
		t.Fatal(bad, err)
	}
	out := map[int64]*history.Ticket{}
	for i := range lines {
		if lines[i].Ticket != nil {
			out[lines[i].Ticket.Number] = lines[i].Ticket
		}
	}
	return out
}

// TestExportTells looks at what is told of one ticket's life.
func TestExportTells(t *testing.T) {
	s := enginetest.SQLite(t)
	d := newDesk(t, s)
	opened := d.open(0, nil)
	d.now = d.now.Add(time.Minute)
	category := "login"
	d.do(ada, opened.ID, lifecycle.Edit{Category: &category, Reason: "mine"}, lifecycle.Reply{Words: lifecycle.Words{Text: "Done."}})
	d.do(ada, opened.ID, lifecycle.Move{To: ticket.Resolved})
	d.do(ticket.Actor{Kind: ticket.ByRequester, ID: opened.Requester}, opened.ID, lifecycle.Rate{Score: 2})
	got := ticketsIn(t, exported(t, s, history.ExportOptions{Plain: true}))[1]
	if len(got.Messages) != 2 || got.Messages[1].Author != ada || got.Rating == nil || got.Rating.Score != 2 {
		t.Errorf("messages %+v, rating %+v", got.Messages, got.Rating)
	}
	if a := got.Decisions[0].Assignment; a == nil || a.Policy != "learned#1" || a.Propensity != .8 || a.Seed != 1<<63+7 || a.Candidates[0].Propensity != .8 || len(a.Case) != 3 {
		t.Errorf("the decision is %+v", a)
	}
	if o := got.Touches[0].Outcome; o == nil || o.Success || o.Known.IsZero() || !o.Done || got.Touches[0].Propensity != .8 {
		t.Errorf("the outcome is %+v", o)
	}
	if l := got.Labels[0]; l.Field != "category" || l.Value != "login" || l.State != history.Corrected || l.Said.Value != "billing" || l.Said.Probability != .93 || l.Said.Model != "it@1" || !l.Said.Applied {
		t.Errorf("the label is %+v, the machine %+v", l, l.Said)
	}
	var fields []string
	for _, step := range got.Steps {
		fields = append(fields, step.Field+" "+string(step.By.Kind)+" "+step.From+">"+step.To)
	}
	want := "status token >new, assignee machine >" + ada.ID.String() + ", team machine >" + first.String() + ", status machine new>open, category agent billing>login, status agent open>resolved"
	if got := strings.Join(fields, ", "); got != want {
		t.Errorf("the steps are\n%s\nwant\n%s", got, want)
	}
}

// TestRedacted wants a redacted file to hold nothing of what the people of a desk
// are called and wrote of themselves.
func TestRedacted(t *testing.T) {
	s := enginetest.SQLite(t)
	newDesk(t, s).fill(40)
	file := exported(t, s, history.ExportOptions{})
	for _, secret := range []string{
		"Rita", "Skeeter", "rita0@", "acme.example", "1234567", "Lovelace", "ada@example.org", "Hopper", "bob@", "Acme", "explanation", `"case"`, "<p>", `"html"`, "A-1234567", "Skeeter.pdf",
	} {
		if i := bytes.Index(file, []byte(secret)); i >= 0 {
			t.Errorf("%s is in the file: %s", secret, file[max(0, i-100):min(len(file), i+100)])
		}
	}
	for _, kept := range []string{"{{name}}", "{{phone}}", "{{email}}", `"propensity":0.8`, `"label":"billing"`, "First line", `"redacted":true`} {
		if !bytes.Contains(file, []byte(kept)) {
			t.Errorf("%s is not in the file", kept)
		}
	}
}

// TestExportAfter wants the tickets that changed after a cursor, and no others.
func TestExportAfter(t *testing.T) {
	s := enginetest.SQLite(t)
	d := newDesk(t, s)
	all := d.fill(30)
	var b bytes.Buffer
	done, err := history.Export(t.Context(), s, &b, history.ExportOptions{})
	if err != nil || done.Tickets != 30 || done.Bytes != int64(b.Len()) || done.Lines != int64(bytes.Count(b.Bytes(), []byte("\n"))) {
		t.Fatalf("%+v %v", done, err)
	}
	if none := ticketsIn(t, exported(t, s, history.ExportOptions{After: done.Cursor})); len(none) != 0 {
		t.Errorf("%d tickets changed, want none", len(none))
	}
	d.now = d.now.Add(time.Hour)
	since := d.now
	for _, n := range []int{20, 4} {
		d.do(ada, all[n].ID, lifecycle.Note{Words: lifecycle.Words{Text: "more"}})
	}
	for name, o := range map[string]history.ExportOptions{"after": {After: done.Cursor}, "since": {Since: since}, "both": {After: done.Cursor, Since: since}} {
		got := ticketsIn(t, exported(t, s, o))
		if len(got) != 2 || got[all[20].Number] == nil || got[all[4].Number] == nil {
			t.Errorf("%s: %d tickets, want 5 and 21", name, len(got))
		}
	}
	if _, err := history.Export(t.Context(), s, &b, history.ExportOptions{After: done.Cursor + 1000}); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("a cursor beyond the log: %v", err)
	}
}

// TestFiles carries the contents of attachments along.
func TestFiles(t *testing.T) {
	s := enginetest.SQLite(t)
	d := newDesk(t, s)
	hash, size, err := s.PutBlob(t.Context(), strings.NewReader("what was attached"), 100)
	if err != nil {
		t.Fatal(err)
	}
	text, err := hash.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		opened := d.open(0, nil)
		d.do(ada, opened.ID, lifecycle.Note{Words: lifecycle.Words{Text: "see", Attachments: []ticket.Attachment{{Name: "a.txt", Type: "text/plain", Size: size, Hash: string(text)}, {Name: "gone", Hash: strings.Repeat("0", 64)}}}})
	}
	file := exported(t, s, history.ExportOptions{Plain: true, Files: true})
	if n := bytes.Count(file, []byte(`{"kind":"file"`)); n != 1 {
		t.Errorf("the content stands %d times in the file, want once", n)
	}
	into := enginetest.SQLite(t)
	if got := imported(t, into, options(file)); got.Files != 1 || got.Tickets != 2 {
		t.Errorf("imported %+v", got)
	}
	if n, err := into.BlobSize(t.Context(), hash); err != nil || n != size {
		t.Errorf("the content has %d bytes, want %d: %v", n, size, err)
	}
	differ(t, "again", file, exported(t, into, history.ExportOptions{Plain: true, Files: true}))
	spoilt := regexp.MustCompile(`"data":"..`).ReplaceAll(file, []byte(`"data":"AA`))
	if _, bad, err := readAll(t, spoilt); err != nil || len(bad) != 1 || bad[0].Field != "hash" {
		t.Errorf("a content with another hash: %v %v", bad, err)
	}
}

// TestHostileHTML wants markup that runs to be gone after an import.
func TestHostileHTML(t *testing.T) {
	row := strings.Replace(oneRow, `"triage":{"state":"done"}`, `"triage":{"state":"done"},"messages":[{"id":"00000000-0000-0000-0000-000000000001","author":{"kind":"agent"},"text":"x","html":"<p onclick=x()>a<script>alert(1)</script></p>","at":"2026-03-02T09:00:00Z"}]`, 1)
	lines, bad, err := readAll(t, []byte(head+row+tail))
	if err != nil || len(bad) > 0 || lines[0].Ticket.Messages[0].HTML != "<p>a</p>" {
		t.Errorf("%v %v %+v", bad, err, lines)
	}
}

// TestExamples holds the rows to learn from to what training reads.
func TestExamples(t *testing.T) {
	s := enginetest.SQLite(t)
	newDesk(t, s).fill(24)
	r, err := history.NewReader(bytes.NewReader(exported(t, s, history.ExportOptions{})))
	if err != nil {
		t.Fatal(err)
	}
	states := map[history.State]int{}
	for e, err := range history.Examples(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		line, err := e.MarshalLine()
		if err != nil {
			t.Fatal(err)
		}
		row := parsedRow(t, line)
		if row.ID == "" || row.Body == "" || row.Labels.Category != e.Labels.Category || row.CreatedAt.IsZero() {
			t.Errorf("training reads %+v of %s", row, line)
		}
		var meta history.Trust
		if err := json.Unmarshal(row.Meta, &meta); err != nil || meta.States["category"] != "" && meta.Weights["category"] != meta.States["category"].Weight() || meta.Requester == uuid.Nil {
			t.Errorf("meta is %+v: %v", meta, err)
		}
		states[meta.States["category"]]++
	}
	if states[history.Untouched] == 0 || states[history.Corrected] == 0 || states[history.Confirmed] == 0 || states[history.Audited] == 0 {
		t.Errorf("the states are %v", states)
	}
}

// TestArrivals wants a simulation on a desk's own history to get every ticket, in
// order, with what came of its touches.
func TestArrivals(t *testing.T) {
	s := enginetest.SQLite(t)
	newDesk(t, s).fill(24)
	r, err := history.NewReader(bytes.NewReader(exported(t, s, history.ExportOptions{})))
	if err != nil {
		t.Fatal(err)
	}
	var last time.Time
	n, known := 0, 0
	for line, err := range history.Tickets(t.Context(), r) {
		if err != nil {
			t.Fatal(err)
		}
		a := line.Arrival(monday.AddDate(1, 0, 0))
		if a.At.Before(last) || a.Category == "" || a.Language != "en" {
			t.Errorf("%+v", a)
		}
		last = a.At
		n++
		for _, o := range a.Outcomes {
			if !o.Known.IsZero() {
				known++
			}
			if o.Ticket != a.Ticket.String() || o.Agent == "" {
				t.Errorf("%+v", o)
			}
		}
	}
	if n != 24 || known < 6 {
		t.Errorf("%d arrivals with %d known outcomes", n, known)
	}
}
