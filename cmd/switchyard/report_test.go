package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"switchyard/internal/insight"
)

const table = "No,Title,Text,Opened,Closed,Kind,Owner\n" +
	"1,Bill,\"please write to jo.doe@example.org about the bill\",2026-03-02 09:00,2026-03-02 11:00,Billing,ann\n" +
	"2,Login,cannot sign in,2026-03-03 09:00,2026-03-03 12:00,Access,ben\n" +
	"3,Login,cannot sign in,2026-03-03 not a time,,Access,ben\n"

const tableMapping = "fields: {id: No, subject: Title, text: Text, created_at: Opened, resolved_at: Closed, category: Kind, assignee: Owner}\n"

func TestReportOfAHistory(t *testing.T) {
	name := deskHistory(t, 4, 28, 20)
	page := filepath.Join(t.TempDir(), "report.html")
	args := []string{"report", name, "--html", page, "--json", "--seeds", "2", "--now", "2026-04-01T08:00:00Z"}
	code, said, errs := switchyard(t.Context(), t, "", args...)
	if code != 0 || !strings.Contains(errs, "reading: ") || !strings.Contains(errs, "simulating routing: ") {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var r insight.Report
	if err := json.Unmarshal([]byte(said), &r); err != nil {
		t.Fatal(err)
	}
	if r.Name != "desk" || r.Intake.Tickets != 400 || len(r.Figures) != 5 || r.Gain.WhyNot != "" || len(r.Gain.Policies) != 4 || len(r.People.Agents) != 4 {
		t.Errorf("%s", said)
	}
	first, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(first), "Made <span class=\"nobr\">2026-04-01 08:00 UTC") {
		t.Fatalf("the page: %v\n%.2000s", err, first)
	}
	if code, again, _ := switchyard(t.Context(), t, "", append(args, "--workers", "1", "--quiet")...); code != 0 || again != said {
		t.Error("the same history and time tell something else")
	}
	if second, err := os.ReadFile(page); err != nil || string(second) != string(first) {
		t.Errorf("the page differs (%v)", err)
	}
}

func TestReportOfOtherHelpdesks(t *testing.T) {
	mapping := file(t, "mapping.yaml", tableMapping)
	zendesk := `{"id": 7, "subject": "Bill", "description": "charged twice", "status": "solved", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T10:00:00Z", "requester_id": 1, "assignee_id": 2}` + "\n"
	freshdesk := `{"id": 7, "subject": "Bill", "description_text": "charged twice", "status": 4, "priority": 2, "source": 1, "type": "Billing", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T10:00:00Z", "requester_id": 1, "responder_id": 2}` + "\n"
	zammad := `{"id": 7, "title": "Bill", "state": "closed", "priority": "2 normal", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-02T10:00:00Z", "close_at": "2026-03-02T10:00:00Z", "customer_id": 5, "owner_id": 9}` + "\n"
	for _, tc := range []struct {
		format  string
		args    []string
		tickets int
		unread  int
	}{
		{"csv", []string{file(t, "t.csv", table), "--mapping", mapping, "--zone", "Europe/Berlin"}, 2, 1},
		{"zendesk", []string{file(t, "z.json", zendesk)}, 1, 0},
		{"freshdesk", []string{file(t, "f.json", freshdesk)}, 1, 0},
		{"zammad", []string{file(t, "m.json", zammad)}, 1, 0},
	} {
		code, said, errs := switchyard(t.Context(), t, "", append([]string{"report", "--json", "-q", "--format", tc.format}, tc.args...)...)
		if code != 0 || errs != "" {
			t.Errorf("%s: exit %d: %s", tc.format, code, errs)
			continue
		}
		var r insight.Report
		if err := json.Unmarshal([]byte(said), &r); err != nil {
			t.Fatal(err)
		}
		if r.Intake.Tickets != tc.tickets || r.Unread != tc.unread || r.Speed.Resolution.Tickets != tc.tickets || r.People.Outcomes != tc.tickets {
			t.Errorf("%s: %s", tc.format, said)
		}
		if strings.Contains(said, "jo.doe@") {
			t.Errorf("%s: personal data is quoted", tc.format)
		}
	}
}

func TestReportRefuses(t *testing.T) {
	whole := deskHistory(t, 2, 14, 5)
	for _, tc := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"nothing to make", []string{whole}, 1, []string{"--html", "--json"}},
		{"no file", []string{"--json", filepath.Join(t.TempDir(), "none.jsonl")}, 1, []string{"none.jsonl"}},
		{"empty", []string{"--json", file(t, "e.jsonl", "")}, 1, []string{"e.jsonl", "the file is empty"}},
		{"not a history", []string{"--json", file(t, "x.jsonl", "{}\n")}, 1, []string{"does not begin as a history", "--format zendesk"}},
		{"cut off", []string{"--json", cutOff(t, whole)}, 1, []string{"no end line"}},
		{"newer", []string{"--json", file(t, "n.jsonl", `{"format":"switchyard-history","version":99}`+"\n")}, 1, []string{"version 99"}},
		{"alpha", []string{"--json", whole, "--alpha", "2"}, 1, []string{"alpha is 2"}},
		{"zone", []string{"--json", whole, "--zone", "Mars"}, 1, []string{"--zone", "Europe/Berlin"}},
		{"now", []string{"--json", whole, "--now", "soon"}, 1, []string{"--now", "2026-01-31"}},
		{"no mapping", []string{"--json", file(t, "t.csv", table), "--format", "csv"}, 1, []string{"--mapping"}},
		{"a folder", []string{whole, "--html", t.TempDir()}, 1, []string{"--html", "is a folder"}},
		{"format", []string{"--json", whole, "--format", "excel"}, 2, []string{"--format"}},
	} {
		code, said, errs := switchyard(t.Context(), t, "", append([]string{"report", "-q"}, tc.args...)...)
		if code != tc.code || said != "" {
			t.Errorf("%s: exit %d: %s%s", tc.name, code, said, errs)
		}
		for _, part := range tc.want {
			if !strings.Contains(errs, part) {
				t.Errorf("%s: %q is missing in %s", tc.name, part, errs)
			}
		}
	}
}

func TestReportCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	page := filepath.Join(t.TempDir(), "report.html")
	code, _, errs := switchyard(ctx, t, "", "report", deskHistory(t, 4, 28, 20), "--html", page, "-q")
	if code != 130 || !strings.Contains(errs, "interrupted") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if _, err := os.Stat(page); err == nil {
		t.Error("a page was left")
	}
}
