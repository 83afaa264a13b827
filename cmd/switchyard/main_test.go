package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// switchyard runs the program as a shell would.
func switchyard(ctx context.Context, t testing.TB, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(ctx, args, streams{strings.NewReader(in), &o, &e})
	return code, o.String(), e.String()
}

// rows writes labelled rows that a tiny model can learn, with n of each label.
func rows(t testing.TB, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"b%d","body":"charged twice for invoice %d","language":"en","labels":{"category":"billing"}}`+"\n", i, i)
		fmt.Fprintf(&b, `{"id":"s%d","body":"parcel %d has not arrived","language":"en","labels":{"category":"shipping"}}`+"\n", i, i)
		fmt.Fprintf(&b, `{"id":"o%d","body":"what is the weather on day %d","language":"en","out_of_scope":true}`+"\n", i, i)
	}
	return file(t, "rows.jsonl", b.String())
}

func file(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTrainEvalTriage(t *testing.T) {
	ctx, data, bundle := context.Background(), rows(t, 30), filepath.Join(t.TempDir(), "bundle")
	code, out, errs := switchyard(ctx, t, "", "train", "-q", "--task", "category", "--train", data, "--dev", data, "--out", bundle)
	if code != 0 || !strings.Contains(out, "category@") {
		t.Fatalf("train: %d %s %s", code, out, errs)
	}
	card, err := os.ReadFile(filepath.Join(bundle, "CARD.md"))
	if err != nil || !strings.Contains(string(card), "billing") {
		t.Errorf("card: %v\n%s", err, card)
	}

	code, out, errs = switchyard(ctx, t, "", "eval", "--bundle", bundle, "--test", data, "--json")
	if code != 0 {
		t.Fatalf("eval: %s", errs)
	}
	var e map[string]any
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"task", "rows", "accuracy", "macro_f1", "ece", "log_loss", "per_label", "by_language", "oos", "latency_us"} {
		if e[key] == nil {
			t.Errorf("eval --json lacks %s", key)
		}
	}
	if e["rows"] != 90. || e["accuracy"].(float64) < .95 {
		t.Errorf("rows %v, accuracy %v", e["rows"], e["accuracy"])
	}

	in := `{"id":"1","body":"I was charged twice"}` + "\n\n" + `{"id":"2","subject":"parcel","body":"has not arrived"}` + "\n"
	code, out, errs = switchyard(ctx, t, in, "triage", "--no-language", "--bundle", bundle)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 2 || !strings.Contains(lines[0], `"label":"billing"`) || !strings.Contains(lines[1], `"label":"shipping"`) {
		t.Fatalf("triage: %d %s\n%s", code, errs, out)
	}
	for _, part := range []string{`"id":"1"`, `"language":{"tag":`, `"confidence":`, `"ranked":`, `"abstained":`, `"priority":`, `"sentiment":`, `"valence":`, `"anger":`, `"flagged":`, `"models":`} {
		if !strings.Contains(lines[0], part) {
			t.Errorf("the decision lacks %s: %s", part, lines[0])
		}
	}
	for _, verb := range []string{"show", "verify"} {
		if code, out, errs := switchyard(ctx, t, "", "models", verb, bundle); code != 0 || !strings.Contains(out, "category@") {
			t.Errorf("models %s: %d %s %s", verb, code, out, errs)
		}
	}
}

func TestTheSameSeedGivesTheSameModelForAnyWorkers(t *testing.T) {
	data := rows(t, 20)
	var first []byte
	for _, workers := range []string{"1", "2", "5"} {
		dir := t.TempDir()
		if code, _, errs := switchyard(context.Background(), t, "", "train", "-q", "--task", "category", "--train", data, "--out", dir, "--workers", workers); code != 0 {
			t.Fatal(errs)
		}
		graph, err := os.ReadFile(filepath.Join(dir, "model.onnx"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = graph
		} else if !bytes.Equal(first, graph) {
			t.Errorf("%s workers gave another model", workers)
		}
	}
}

func TestMisuseIsToldClearly(t *testing.T) {
	oneLabel := file(t, "one.jsonl", `{"body":"x","labels":{"category":"a"}}`+"\n"+`{"body":"y","labels":{"category":"a"}}`+"\n")
	csv := file(t, "rows.jsonl", "text,label\nhello,a\n")
	twice := file(t, "twice.jsonl", `{"id":"1","body":"x","labels":{"category":"a"}}`+"\n"+`{"id":"1","body":"y","labels":{"category":"b"}}`+"\n")
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write(bytes.Repeat([]byte(`{"body":"x","labels":{"category":"a"}}`+"\n"), 5000))
	_ = w.Close()
	cut := file(t, "cut.jsonl.gz", zipped.String()[:zipped.Len()/2])
	blocked := filepath.Join(oneLabel, "below a file")
	good := rows(t, 10)
	for _, tc := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no verb", nil, 2, "expected"},
		{"unknown verb", []string{"fly"}, 2, "fly"},
		{"unknown task", []string{"train", "--task", "mood", "--train", good, "--out", t.TempDir()}, 2, "mood"},
		{"one label", []string{"train", "--task", "category", "--train", oneLabel, "--out", t.TempDir()}, 1, "at least two labels"},
		{"csv", []string{"train", "--task", "category", "--train", csv, "--out", t.TempDir()}, 1, "CSV"},
		{"duplicate id", []string{"train", "--task", "category", "--train", twice, "--out", t.TempDir()}, 1, "twice.jsonl:2: id"},
		{"truncated gzip", []string{"train", "--task", "category", "--train", cut, "--out", t.TempDir()}, 1, "truncated"},
		{"no such task in rows", []string{"train", "--task", "spam", "--train", good, "--out", t.TempDir()}, 1, "no labels.spam"},
		{"missing file", []string{"train", "--task", "category", "--train", "nowhere.jsonl", "--out", t.TempDir()}, 1, "nowhere.jsonl"},
		{"unwritable folder", []string{"train", "--task", "category", "--train", good, "--out", blocked}, 1, "--out"},
		{"silly option", []string{"train", "--task", "category", "--train", good, "--out", t.TempDir(), "--hidden", "99999"}, 1, "hidden"},
		{"no bundle", []string{"eval", "--bundle", t.TempDir(), "--test", good}, 1, "has no bundle.json"},
		{"both language flags", []string{"triage", "--no-language", "--languages", "en"}, 1, "exclude each other"},
		{"unknown language", []string{"triage", "--languages", "xx"}, 1, "xx"},
		{"missing runtime", []string{"triage", "--onnxruntime", "nowhere.so"}, 1, "ONNX Runtime is not available"},
	} {
		code, _, errs := switchyard(context.Background(), t, "", tc.args...)
		if code != tc.code || !strings.Contains(errs, tc.want) {
			t.Errorf("%s: exit %d and %q; want %d and %q", tc.name, code, errs, tc.code, tc.want)
		}
	}
}

func TestTriageKeepsOrderAndGoesOnAfterABrokenRow(t *testing.T) {
	var in strings.Builder
	const n = 1000
	for i := range n {
		if i == 500 {
			in.WriteString("{\"id\": broken\n")
			continue
		}
		fmt.Fprintf(&in, `{"id":"%d","body":"message number %d"}`+"\n", i, i)
	}
	code, out, errs := switchyard(context.Background(), t, in.String(), "triage", "--no-language", "--workers", "3")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 1 || len(lines) != n || !strings.Contains(errs, "1 rows") {
		t.Fatalf("exit %d, %d lines, %s", code, len(lines), errs)
	}
	for i, line := range lines {
		var d struct {
			ID    string
			Line  int
			Error string
		}
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		if i == 500 {
			if d.Line != 501 || !strings.Contains(d.Error, "JSON") {
				t.Errorf("broken row: %s", line)
			}
		} else if d.ID != strconv.Itoa(i) {
			t.Fatalf("line %d answers row %s", i, d.ID)
		}
	}
}

func TestInterruptedTrainingLeavesNoBundle(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := t.TempDir()
	code, _, errs := switchyard(ctx, t, "", "train", "-q", "--task", "category", "--train", rows(t, 20), "--out", dir)
	if code != 130 || !strings.Contains(errs, "interrupted") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"train", "--help"}, {"--version"}} {
		if code, out, _ := switchyard(context.Background(), t, "", args...); code != 0 || out == "" {
			t.Errorf("%v: exit %d, %q", args, code, out)
		}
	}
}
