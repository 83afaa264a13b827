package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"switchyard/models"
)

// ticketFile writes rows of two labels that can be told apart.
func ticketFile(t *testing.T) string {
	t.Helper()
	var rows strings.Builder
	for i := range 60 {
		fmt.Fprintf(&rows, `{"id":"h%d","body":"the printer on floor %d jams again","language":"en","labels":{"category":"hardware"}}`+"\n", i, i)
		fmt.Fprintf(&rows, `{"id":"a%d","body":"please reset password number %d for me","language":"en","labels":{"category":"access"}}`+"\n", i, i)
	}
	dir := filepath.Join(t.TempDir(), "tickets")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "rows.jsonl")
	if err := os.WriteFile(name, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTrainWritesCardAndReport(t *testing.T) {
	out, page := filepath.Join(t.TempDir(), "bundle"), filepath.Join(t.TempDir(), "new", "report.html")
	var told, said bytes.Buffer
	code := run(t.Context(), []string{"train", "--task", "category", "--train", ticketFile(t), "--out", out, "--report", page,
		"--attribution", "tickets=CC0; nobody, at all", "--buckets", "1024", "--hidden", "16", "--epochs", "2", "-q"}, streams{strings.NewReader(""), &said, &told})
	if code != 0 {
		t.Fatalf("exit %d: %s", code, told.String())
	}
	bundle, err := models.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	card := string(bundle.Files[models.CardFile])
	for _, part := range []string{"--train tickets/rows.jsonl", "CC0", "nobody, at all"} {
		if !strings.Contains(card, part) {
			t.Errorf("the card lacks %q", part)
		}
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{bundle.Manifest.Hash, `id="rows"`, `id="suspicious"`, "tickets/rows.jsonl"} {
		if !bytes.Contains(html, []byte(part)) {
			t.Errorf("the report lacks %q", part)
		}
	}
	for name, content := range map[string]string{"card": card, "report": string(html)} {
		if strings.Contains(content, filepath.Dir(out)) {
			t.Errorf("the %s names a path of this machine", name)
		}
	}
}

func TestInterruptedTrainLeavesNoBundle(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := t.TempDir()
	var told bytes.Buffer
	code := run(ctx, []string{"train", "--task", "category", "--train", ticketFile(t), "--out", out, "--report", filepath.Join(out, "r.html"), "-q"}, streams{strings.NewReader(""), &told, &told})
	left, err := os.ReadDir(out)
	if code != 130 || err != nil || len(left) != 0 {
		t.Errorf("exit %d, %d files left (%v): %s", code, len(left), err, told.String())
	}
}

func TestTrainRefusesWhatItCannotWrite(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	rows := ticketFile(t)
	for flag, args := range map[string][]string{
		"--out":    {"--out", blocked},
		"--report": {"--out", t.TempDir(), "--report", filepath.Join(blocked, "r.html")},
	} {
		var told bytes.Buffer
		code := run(t.Context(), append([]string{"train", "--task", "category", "--train", rows, "-q"}, args...), streams{strings.NewReader(""), &told, &told})
		if code != 1 || !strings.Contains(told.String(), flag+": ") {
			t.Errorf("%s: exit %d: %s", flag, code, told.String())
		}
	}
}
