package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"switchyard/internal/triage"
)

// tinyBundle learns the rows of rows.
func tinyBundle(t *testing.T) string {
	t.Helper()
	bundle := filepath.Join(t.TempDir(), "bundle")
	if code, _, errs := switchyard(context.Background(), t, "", "train", "-q", "--task", "category", "--train", rows(t, 30), "--out", bundle); code != 0 {
		t.Fatal(errs)
	}
	return bundle
}

func TestTriageOfOneText(t *testing.T) {
	bundle := tinyBundle(t)
	show := func(in string, args ...string) string {
		t.Helper()
		code, out, errs := switchyard(context.Background(), t, in, append([]string{"triage", "--bundle", bundle, "--language", "en"}, args...)...)
		if code != 0 || errs != "" {
			t.Fatalf("%v: exit %d, %s", args, code, errs)
		}
		if found := unsafe(out); found != "" || strings.Contains(out, "\x1b") {
			t.Errorf("%v: %q in %q", args, found, out)
		}
		return out
	}
	page := show("", "--text", "Hello, I was charged twice for invoice 7.", "--subject", "Money")
	for _, want := range []string{"English (en), as stated\n", "\n  billing", "\n  shipping", "\nPriority ", "\nSentiment   negative ", "\nAnger ",
		"[word] speaks for billing", "\n  Money\n", "\n  category  \""} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if start, end := strings.Index(page, "Hello, I was"), strings.Index(page, "\nEvidence"); start < 0 || !strings.Contains(page[start:max(start, end)], "[charged") {
		t.Errorf("no evidence is marked in the text:\n%s", page)
	}
	if piped := show("Hello, I was charged twice for invoice 7.", "--text", "-", "--subject", "Money", "--no-color"); piped != page {
		t.Errorf("read from standard input:\n%s\ngiven:\n%s", piped, page)
	}
	for _, nasty := range []string{"", " ", "\x1b[2J\x1b]0;x\a", "\xff\xfe\xc3(", "\u009b31m\u202e", strings.Repeat("charged twice <b>again</b>\r\n", 20_000)} {
		show(nasty, "--text", "-", "--subject", "\x1b[31m\xff")
	}
	if empty := show("", "--text", ""); !strings.Contains(empty, "there is nothing to read") || !strings.Contains(empty, "empty") {
		t.Error(empty)
	}

	for _, explain := range []bool{false, true} {
		args := []string{"--text", "charged \xfftwice\x1b\u009b", "--json"}
		if explain {
			args = append(args, "--explain")
		}
		var d triage.Decision
		out := show("", args...)
		if err := json.Unmarshal([]byte(out), &d); err != nil || !strings.Contains(out, "\n  \"category\": {\n") {
			t.Fatalf("%v: %s", err, out)
		}
		if d.Category.Label != "billing" || (d.Category.Explanation != nil) != explain {
			t.Errorf("%v: %s", args, out)
		}
	}
}

func TestRowsAreExplainedWhereAsked(t *testing.T) {
	in := `{"id":"1","body":"I was charged twice"}` + "\n"
	for _, explain := range []bool{false, true} {
		args := []string{"triage", "--no-language"}
		if explain {
			args = append(args, "--explain")
		}
		code, out, errs := switchyard(context.Background(), t, in, args...)
		var d triage.Decision
		if err := json.Unmarshal([]byte(out), &d); code != 0 || err != nil {
			t.Fatal(code, errs, err)
		}
		for name, e := range map[string]*triage.Explanation{"category": d.Category.Explanation, "priority": d.Priority.Explanation, "sentiment": d.Sentiment.Explanation, "anger": d.Anger.Explanation} {
			if (e != nil) != explain {
				t.Errorf("--explain %v: %s has %v", explain, name, e)
			}
		}
	}
}

func TestFlagsThatDoNotGoTogether(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--subject", "x"}, "--subject goes with --text only"},
		{[]string{"--language", "en"}, "--language goes with --text only"},
		{[]string{"--json"}, "--json goes with --text only"},
		{[]string{"--no-color"}, "--no-color goes with --text only"},
		{[]string{"--workers", "0"}, "--workers 0: give 1 or more"},
		{[]string{"--text", "x", "--workers", "2"}, "--workers is for rows"},
		{[]string{"--text", "x", "--language", "en", "--languages", "en,de"}, "give one of them"},
		{[]string{"--text", "x", "--json", "--no-color"}, "leave it out with --json"},
		{[]string{"--text", "x", "--language", "no such tag"}, `"no such tag" is not a BCP-47 tag`},
	} {
		if code, out, errs := switchyard(context.Background(), t, "", append([]string{"triage"}, c.args...)...); code != 1 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%v: exit %d, %q and %q; want %q", c.args, code, out, errs, c.want)
		}
	}
}

// endless never stops talking.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte("word "), len(p)/5+1)), nil
}

// broken fails at once.
type broken struct{}

var errBroken = errors.New("the pipe is broken")

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestStandardInputIsBounded(t *testing.T) {
	dash := "-"
	for in, want := range map[io.Reader]string{endless{}: "longer than 16 MiB", broken{}: "the pipe is broken"} {
		if _, err := (viewFlags{Text: &dash}).item(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if item, err := (viewFlags{Text: &dash}).item(strings.NewReader("a\xff\xfeb")); err != nil || item.Body != "a\uFFFDb" {
		t.Errorf("%+v, %v", item, err)
	}
}

func TestUndeterminedLanguageIsDetected(t *testing.T) {
	text, tag := "x", "und"
	if item, err := (viewFlags{Text: &text, Language: &tag}).item(nil); err != nil || item.Language != "" {
		t.Errorf("%+v, %v", item, err)
	}
}
