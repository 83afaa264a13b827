package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zendeskFile is an export of two tickets, whose people stand in them.
const zendeskFile = `{"id": 1, "subject": "Invoice of Rita", "description": "Mail me: rita@example.org", "status": "solved", "requester_id": 5, "requester": {"name": "Rita", "email": "rita@example.org"}, "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-05T09:00:00Z"}
{"id": 2, "subject": "Again", "description": "It is wrong again.", "status": "open", "requester_id": 5, "created_at": "2026-03-03T09:00:00", "updated_at": "2026-03-03T09:00:00Z"}
`

// TestExportAndImport takes tickets in, writes them out, moves them to another
// database and finds the same.
func TestExportAndImport(t *testing.T) {
	folder := t.TempDir()
	name := func(s string) string { return filepath.Join(folder, s) }
	file := func(s string) string {
		t.Helper()
		raw, err := os.ReadFile(name(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if err := os.WriteFile(name("zendesk.json"), []byte(zendeskFile), 0o600); err != nil {
		t.Fatal(err)
	}
	old, fresh := "sqlite:"+name("old.db"), "sqlite:"+name("new.db")
	expect := func(code int, want string, args ...string) string {
		t.Helper()
		got, out, errs := switchyard(t.Context(), t, "", args...)
		if got != code || !strings.Contains(out+errs, want) {
			t.Fatalf("%s: exit %d, want %d and %q in\n%s%s", strings.Join(args, " "), got, code, want, out, errs)
		}
		return out
	}
	expect(1, "bad: line 2: created_at", "import", name("zendesk.json"), "--format", "zendesk", "--db", old, "--dry-run")
	if _, err := os.Stat(name("old.db")); err == nil {
		t.Fatal("a dry run made the database")
	}
	expect(1, "nothing was written", "import", name("zendesk.json"), "--format", "zendesk", "--db", old)
	dry := expect(0, `new: line 1: ticket 1 "Invoice of Rita": resolved, 1 messages`, "import", name("zendesk.json"), "--format", "zendesk", "--db", old, "--zone", "UTC", "--dry-run")
	if strings.Count(dry, "\n") != 2 {
		t.Errorf("the dry run says\n%s", dry)
	}
	expect(0, "2 tickets stored", "import", name("zendesk.json"), "--format", "zendesk", "--db", old, "--zone", "UTC")
	expect(0, "0 tickets stored, 2 were there", "import", name("zendesk.json"), "--format", "zendesk", "--db", old, "--zone", "UTC")

	expect(0, "2 tickets", "export", "--db", old, "--out", name("all.jsonl"), "--no-redact", "--cursor", name("place"))
	if got := file("place"); got != "2\n" {
		t.Errorf("the cursor is %q", got)
	}
	expect(0, "0 tickets", "export", "--db", old, "--out", name("more.jsonl"), "--no-redact", "--cursor", name("place"))
	expect(0, "2 tickets stored", "import", name("all.jsonl"), "--db", fresh)
	expect(0, "2 tickets", "export", "--db", fresh, "--out", name("again.jsonl"), "--no-redact")
	if file("again.jsonl") != file("all.jsonl") {
		t.Error("the second export differs from the first")
	}
	redacted := expect(0, `"redacted":true`, "export", "--db", fresh, "--out", "-")
	if strings.Contains(redacted, "rita@") || strings.Contains(redacted, "Rita") {
		t.Errorf("it is not redacted:\n%s", redacted)
	}
}

// TestExportLeavesNothingHalf wants a file that was there to stay, and none beside
// it, when an export ends early.
func TestExportLeavesNothingHalf(t *testing.T) {
	folder := t.TempDir()
	db := "sqlite:" + filepath.Join(folder, "desk.db")
	out := filepath.Join(folder, "out", "history.jsonl")
	if err := os.Mkdir(filepath.Dir(out), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(out, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "z.json"), []byte(zendeskFile), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := switchyard(t.Context(), t, "", "import", filepath.Join(folder, "z.json"), "--format", "zendesk", "--db", db, "--zone", "UTC"); code != 0 {
		t.Fatal(errs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _, errs := switchyard(ctx, t, "", "export", "--db", db, "--out", out); code == 0 {
		t.Errorf("a cancelled export ended with 0: %s", errs)
	}
	left, err := os.ReadDir(filepath.Dir(out))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(out)
	if err != nil || string(raw) != "before" || len(left) != 1 {
		t.Errorf("%d files, the one that was there holds %q: %v", len(left), raw, err)
	}
}

// TestExportMisused wants flags that cannot be meant refused in words.
func TestExportMisused(t *testing.T) {
	folder := t.TempDir()
	bad := filepath.Join(folder, "bad")
	if err := os.WriteFile(bad, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	db := "sqlite:" + filepath.Join(folder, "none.db")
	for want, args := range map[string][]string{
		"--no-redact":             {"export", "--out", "-", "--db", db, "--with-files"},
		"is no time":              {"export", "--out", "-", "--db", db, "--since", "yesterday"},
		"holds no cursor":         {"export", "--out", "-", "--db", db, "--cursor", bad},
		"give the cursor":         {"export", "--out", "-", "--db", db, "--after=-1"},
		"no such file":            {"export", "--out", "-", "--db", db + "x"}, // an import makes the other
		"needs a mapping":         {"import", bad, "--db", db, "--format", "csv"},
		"is no time zone":         {"import", bad, "--db", db, "--format", "zendesk", "--zone", "Nowhere"},
		"--mapping":               {"import", bad, "--db", db, "--mapping", filepath.Join(folder, "m.yaml")},
		"does not begin as a his": {"import", bad, "--db", db},
		"one after another":       {"import", bad, bad, "--db", db},
	} {
		if code, out, errs := switchyard(t.Context(), t, "", args...); code == 0 || !strings.Contains(out+errs, want) {
			t.Errorf("%v: exit %d, want %q in %s%s", args, code, want, out, errs)
		}
	}
}
