package history_test

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"switchyard/internal/audit"
	"switchyard/internal/history"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// opened are files in memory.
func opened(files ...string) []func() (io.ReadCloser, error) {
	var out []func() (io.ReadCloser, error)
	for _, file := range files {
		out = append(out, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil })
	}
	return out
}

// foreignLines reads files of another helpdesk.
func foreignLines(t testing.TB, f history.Foreign, files ...string) (lines []history.Line, bad []*history.LineError, err error) {
	t.Helper()
	if f.Source == "" {
		f.Source = f.Format
	}
	s, err := history.NewForeign(f, opened(files...)...)
	if err != nil {
		return nil, nil, err
	}
	for line, err := range s.Lines(t.Context()) {
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

// said draws a conversation: who said what, notes in brackets.
func said(t *history.Ticket) string {
	var out []string
	for i := range t.Messages {
		m := &t.Messages[i]
		s := string(m.Author.Kind) + ": " + m.Text
		if !m.Public {
			s = "(" + s + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, " | ")
}

const (
	zendeskTickets = `{"id": 35436, "subject": "Help!", "description": "It burns.", "status": "solved", "priority": "high", "requester_id": 1, "assignee_id": 2, "group_id": 9, "organization_id": 8, "tags": ["vip", "Fire Alarm"], "via": {"channel": "web"}, "custom_fields": [{"id": 27642, "value": "745"}], "satisfaction_rating": {"score": "bad", "comment": "Slow"}, "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-05T09:00:00Z"}
{"id": 35437, "subject": "Again", "description": "Still burns.", "status": "hold", "priority": null, "requester_id": 1, "assignee_id": null, "via": {"channel": "email"}, "satisfaction_rating": {"score": "unoffered"}, "created_at": "2026-03-03T09:00:00+02:00", "updated_at": "2026-03-03T09:00:00Z", "comments": [{"id": 7, "author_id": 1, "body": "Still burns.", "public": true, "created_at": "2026-03-03T07:00:00Z"}, {"id": 8, "author_id": 2, "html_body": "<p>Let us <b>see</b></p>", "public": false, "created_at": "2026-03-03T08:00:00Z"}]}
`
	zendeskRest = `{"users": [{"id": 1, "name": "Joe", "email": "Joe@Example.org", "role": "end-user", "locale": "de", "iana_time_zone": "Europe/Berlin"}, {"id": 2, "name": "Smith", "email": "smith@desk.example", "role": "admin"}],
 "groups": [{"id": 9, "name": "Firefighters"}], "organizations": [{"id": 8, "name": "Acme"}],
 "comments": [{"id": 3, "ticket_id": 35436, "author_id": 2, "plain_body": "Use the extinguisher.", "public": true, "created_at": "2026-03-02T10:00:00Z"}, {"id": 2, "ticket_id": 35436, "author_id": 1, "plain_body": "It burns.", "public": true, "created_at": "2026-03-02T09:00:00Z"}],
 "next_page": null, "count": 2}`
	freshdesk = `[{"id": 20, "subject": "Login", "description": "<div>I cannot <b>log in</b></div>", "description_text": "I cannot log in", "status": 5, "priority": 4, "source": 1, "type": "Question", "tags": ["a"], "requester_id": 5, "responder_id": 6, "company_id": null,
  "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-04T09:00:00Z", "stats": {"resolved_at": "2026-03-03T09:00:00Z", "closed_at": "2026-03-04T09:00:00Z"}, "requester": {"id": 5, "name": "Rachel", "email": "rachel@example.org"}, "responder_name": "Agent R", "responder": {"email": "r@desk.example"},
  "conversations": [{"id": 1, "body_text": "Reset it.", "incoming": false, "private": false, "user_id": 6, "created_at": "2026-03-02T09:30:00Z"}, {"id": 2, "body_text": "He forgets it always", "incoming": false, "private": true, "user_id": 6, "created_at": "2026-03-02T09:31:00Z"}, {"id": 3, "body_text": "Thanks", "incoming": true, "private": false, "user_id": 5, "created_at": "2026-03-02T09:40:00Z"}]}]`
	zammad = `{"tickets": [{"id": 3, "number": "83003", "title": "VPN", "state": "pending reminder", "priority": "3 high", "group": "Users", "owner": "nick@desk.example", "customer": "nicole@example.org", "organization": "Zammad Foundation", "create_article_type": "email", "created_at": "2026-03-02T09:00:00.123Z", "updated_at": "2026-03-02T12:00:00Z"},
  {"id": 4, "title": "Old", "state_id": 4, "state": "closed", "priority": "2 normal", "group": "Users", "owner_id": 1, "owner": "-", "customer": "nicole@example.org", "create_article_type": "phone", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T12:00:00Z", "close_at": "2026-03-02T11:00:00Z"}],
 "articles": [{"id": 5, "ticket_id": 3, "sender": "Customer", "type": "email", "body": "<p>VPN is <i>down</i></p>", "content_type": "text/html", "internal": false, "message_id": "<x@example.org>", "created_by": "nicole@example.org", "created_at": "2026-03-02T09:00:00Z"}, {"id": 6, "ticket_id": 3, "sender": "Agent", "body": "restart it", "content_type": "text/plain", "internal": true, "created_by": "nick@desk.example", "created_at": "2026-03-02T10:00:00Z"},
  {"id": 7, "ticket_id": 4, "sender": "System", "body": "auto reply", "content_type": "text/plain", "internal": false, "created_at": "2026-03-02T09:00:01Z"}]}`
	table = "\xef\xbb\xbfNr;Betreff;Text;Status;Kategorie;Mail;Bearbeiter;Angelegt;Wer\r\n" +
		"A-1;Rechnung;\"Die Rechnung ist\nfalsch; sehr\";zu;RECHNUNG;ANNA@example.org;b@desk.example;29.03.2026 01:30;\r\n" +
		"A-1;;Erledigt;;;;;29.03.2026 03:30;Bearbeiter\r\n" +
		"A-2;Drucker;kaputt;offen;Drucker;otto@example.org;;30.03.2026 08:00;\r\n"
	tableMapping = `
fields: {id: Nr, subject: Betreff, text: Text, status: Status, category: Kategorie, requester_email: Mail, assignee_email: Bearbeiter, created_at: Angelegt, author: Wer}
values:
  status: {zu: closed, offen: open}
  category: {RECHNUNG: billing, Drucker: printer}
  author: {Bearbeiter: agent}
zone: Europe/Berlin
time: DD.MM.YYYY hh:mm
language: de
`
)

func mapping(t testing.TB, s string) *history.Mapping {
	t.Helper()
	m, err := history.ParseMapping([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestForeign reads each format and looks at what becomes of it.
func TestForeign(t *testing.T) {
	for name, test := range map[string]struct {
		f      history.Foreign
		files  []string
		agents int
		want   []string // ticket: status priority category language channel, assigned?, tags, conversation
	}{
		"zendesk": {history.Foreign{Format: "zendesk", Mapping: mapping(t, "fields: {category: custom_fields.27642}\nvalues: {category: {'745': fire}}")}, []string{zendeskTickets, zendeskRest}, 1, []string{
			"35436 resolved high fire und web assigned [fire alarm vip] requester: It burns. | agent: Use the extinguisher.",
			"35437 on_hold normal  und email nobody [] requester: Still burns. | (agent: Let us see)",
		}},
		"freshdesk": {history.Foreign{Format: "freshdesk"}, []string{freshdesk}, 1, []string{
			"20 closed urgent Question und email assigned [a] requester: I cannot log in | agent: Reset it. | (agent: He forgets it always) | requester: Thanks",
		}},
		"zammad": {history.Foreign{Format: "zammad"}, []string{zammad}, 1, []string{
			"3 on_hold high  und email assigned [] requester: VPN is down | (agent: restart it)",
			"4 closed normal  und phone nobody [] system: auto reply",
		}},
		"csv": {history.Foreign{Format: "csv", Mapping: mapping(t, tableMapping), Zone: berlin(t)}, []string{table}, 1, []string{
			"A-1 closed normal billing de api assigned [] requester: Die Rechnung ist\nfalsch; sehr | agent: Erledigt",
			"A-2 new normal printer de api nobody [] requester: kaputt",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			lines, bad, err := foreignLines(t, test.f, test.files...)
			if err != nil || len(bad) > 0 {
				t.Fatal(bad, err)
			}
			agents, got := 0, []string{}
			for i := range lines {
				if lines[i].Agent != nil {
					if agents++; !lines[i].Agent.Disabled {
						t.Errorf("an agent who was imported is enabled: %+v", lines[i].Agent)
					}
				}
				one := lines[i].Ticket
				if one == nil {
					continue
				}
				assigned := "nobody"
				if one.Assignee != [16]byte{} {
					assigned = "assigned"
				}
				got = append(got, strings.Join([]string{one.External, string(one.Status), string(one.Priority), one.Category, one.Language, string(one.Channel), assigned, "[" + strings.Join(one.Tags, " ") + "]", said(one)}, " "))
			}
			if agents != test.agents || !slices.Equal(got, test.want) {
				t.Errorf("%d agents, tickets\n%s\nwant\n%s", agents, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			twice(t, test.f, test.files)
		})
	}
}

// twice imports files two times: the second changes nothing, and what is there
// goes out and comes in as a history of our own.
func twice(t *testing.T, f history.Foreign, files []string) {
	t.Helper()
	f.Source = f.Format
	s := enginetest.SQLite(t)
	open := func() history.ImportOptions {
		o := options(nil)
		o.Open = func() (history.Source, io.Closer, error) {
			source, err := history.NewForeign(f, opened(files...)...)
			return source, nil, err
		}
		return o
	}
	if done := imported(t, s, open()); done.Tickets == 0 {
		t.Errorf("imported %+v", done)
	}
	head := headOf(t, s)
	if done := imported(t, s, open()); done.Tickets != 0 || done.People != 0 || headOf(t, s) != head {
		t.Errorf("the second time: %+v, and the log moved from %d to %d", done, head, headOf(t, s))
	}
	if report, err := audit.Verify(t.Context(), s, nil); err != nil || len(report.Faults) > 0 {
		t.Errorf("the log has faults: %v %v", report.Faults, err)
	}
	file := exported(t, s, history.ExportOptions{Plain: true})
	into := enginetest.SQLite(t)
	imported(t, into, options(file))
	differ(t, "a history of "+f.Format, file, exported(t, into, history.ExportOptions{Plain: true}))
}

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestForeignTimes reads times with and without a zone, also in the hour that
// summer time leaves out.
func TestForeignTimes(t *testing.T) {
	lines, _, err := foreignLines(t, history.Foreign{Format: "csv", Mapping: mapping(t, tableMapping), Zone: berlin(t)}, table)
	if err != nil {
		t.Fatal(err)
	}
	var at []time.Time
	for i := range lines {
		if one := lines[i].Ticket; one != nil {
			for j := range one.Messages {
				at = append(at, one.Messages[j].At)
			}
		}
	}
	want := []time.Time{time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC), time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC), time.Date(2026, 3, 30, 6, 0, 0, 0, time.UTC)}
	if !slices.Equal(at, want) {
		t.Errorf("got %v, want %v", at, want)
	}
	lines, bad, err := foreignLines(t, history.Foreign{Format: "csv", Mapping: mapping(t, strings.Replace(tableMapping, "zone: Europe/Berlin", "", 1))}, table)
	if err != nil || len(bad) != 2 || bad[0].Line != 2 || bad[0].Field != "Angelegt" || !strings.Contains(bad[0].Remedy, "--zone") {
		t.Errorf("without a zone: %d lines, %v %v", len(lines), bad, err)
	}
}

// TestForeignBad wants what cannot be taken named by line, field and remedy.
func TestForeignBad(t *testing.T) {
	csv := func(change func(string) string) history.Foreign {
		return history.Foreign{Format: "csv", Mapping: mapping(t, change(tableMapping)), Zone: berlin(t)}
	}
	same := func(s string) string { return s }
	swap := func(was, is string) func(string) string {
		return func(s string) string { return strings.Replace(s, was, is, 1) }
	}
	for name, test := range map[string]struct {
		f     history.Foreign
		file  string
		line  int64 // 0 for an error of the whole
		field string
		says  string
	}{
		"missing users":      {history.Foreign{Format: "zendesk"}, zendeskTickets, 1, "requester_id", "--unknown-people"},
		"deleted":            {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, "solved", "deleted", 1), 1, "status", "is not taken"},
		"unknown status":     {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, "solved", "done", 1), 1, "status", `values: {status: {"done": ...}}`},
		"no id":              {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, `"id": 35436`, `"id": null`, 1), 1, "id", "no id"},
		"no zone":            {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, `09:00:00Z`, `09:00:00`, 1), 1, "created_at", "no time zone"},
		"a broken line":      {history.Foreign{Format: "zendesk", StandIns: true}, zendeskTickets + "{\n", 3, "", "not one JSON object"},
		"cut in the middle":  {history.Foreign{Format: "freshdesk"}, freshdesk[:200], 0, "", "truncated"},
		"not JSON":           {history.Foreign{Format: "freshdesk"}, "<xml/>", 0, "", "not readable as JSON"},
		"empty":              {history.Foreign{Format: "zammad"}, " \n", 0, "", "empty"},
		"a wrong column":     {csv(swap("text: Text", "text: Inhalt")), table, 0, "fields.text", `no column "Inhalt"; mend the mapping: its columns are Nr, Betreff`},
		"an unknown status":  {csv(swap("zu: closed, ", "")), table, 2, "Status", `"zu" is not known`},
		"a row too short":    {csv(same), table + "A-3;x\r\n", 6, "", "9 columns"},
		"an unknown author":  {csv(swap("{Bearbeiter: agent}", "{}")), table, 2, "messages[0].author", "nobody who writes"},
		"no requester":       {csv(same), strings.Replace(table, "otto@example.org", "", 1), 5, "Mail", "not in the files"},
		"a name for a zone":  {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, `2026-03-02T09:00:00Z`, `2026-03-02 09:00:00 CEST`, 1), 1, "created_at", "not one alone"},
		"numbers for a date": {history.Foreign{Format: "zendesk", StandIns: true}, strings.Replace(zendeskTickets, `"2026-03-02T09:00:00Z"`, `20260302`, 1), 1, "created_at", "not a time"},
	} {
		_, bad, err := foreignLines(t, test.f, test.file)
		if test.line == 0 {
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), test.field) {
				t.Errorf("%s: %v, want %s %q", name, err, test.field, test.says)
			}
			continue
		}
		if err != nil || len(bad) == 0 || bad[0].Line != test.line || bad[0].Field != test.field || !strings.Contains(bad[0].Error(), test.says) || bad[0].Remedy == "" {
			t.Errorf("%s: %v %v, want line %d, field %q and %q", name, bad, err, test.line, test.field, test.says)
		}
	}
}

// TestStandIns wants nameless people in place of those who are missing.
func TestStandIns(t *testing.T) {
	lines, bad, err := foreignLines(t, history.Foreign{Format: "zendesk", StandIns: true}, zendeskTickets)
	if err != nil || len(bad) > 0 {
		t.Fatal(bad, err)
	}
	tickets := map[string]*history.Ticket{}
	for i := range lines {
		if one := lines[i].Ticket; one != nil {
			tickets[one.External] = one
		}
	}
	a, b := tickets["35436"], tickets["35437"]
	if a == nil || b == nil || a.Requester.ID != b.Requester.ID || a.Requester.Name != "" || b.Messages[1].Author.Kind != ticket.ByAgent {
		t.Errorf("got %+v", slices.Collect(maps.Keys(tickets)))
	}
}

// TestMappings wants a mapping that cannot be right to be refused.
func TestMappings(t *testing.T) {
	for file, says := range map[string]string{
		"fields: {categroy: X}":          "fields.categroy is no field: take one of id, subject",
		"fields: {category: ''}":         "fields.category is empty",
		"values: {subject: {a: b}}":      "values.subject cannot be mapped",
		"feilds: {}":                     "not readable",
		"separator: ';;'":                "longer than a character",
		"time: hh:mm":                    "has no YY",
		"[":                              "not readable",
		`{"fields": {"id": "x"}, "a":1}`: "not readable",
	} {
		if _, err := history.ParseMapping([]byte(file)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", file, err, says)
		}
	}
	if _, err := history.NewForeign(history.Foreign{Format: "csv"}, opened(table)...); err == nil || !strings.Contains(err.Error(), "needs a mapping") {
		t.Errorf("csv without a mapping: %v", err)
	}
	if m := mapping(t, `{"fields": {"id": "Nr"}, "zone": "UTC"}`); m.Fields["id"] != "Nr" || m.Zone != "UTC" {
		t.Errorf("JSON: %+v", m)
	}
}

// FuzzForeign reads anything as each format: nothing may panic, and what is taken
// is a line that can be written.
func FuzzForeign(f *testing.F) {
	formats := []string{"zendesk", "freshdesk", "zammad", "csv"}
	for i, files := range [][]string{{zendeskTickets, zendeskRest}, {freshdesk}, {zammad}, {table}} {
		for _, file := range files {
			f.Add(uint8(i), file)
		}
	}
	m := mapping(f, tableMapping)
	zone := berlin(f)
	f.Fuzz(func(t *testing.T, format uint8, file string) {
		o := history.Foreign{Format: formats[int(format)%len(formats)], StandIns: len(file)%2 == 0, Zone: zone}
		if o.Format == "csv" {
			o.Mapping = m
		}
		lines, _, _ := foreignLines(t, o, file)
		for i := range lines {
			if lines[i].Ticket != nil {
				history.LineOf(t, lines[i].Ticket)
			}
		}
	})
}
