package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"switchyard/internal/retrain"
	"switchyard/training"
)

// schoolRows writes labelled rows an hour apart.
func schoolRows(t *testing.T, n int) string {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	for i := range n {
		label := random.IntN(3)
		words := make([]string, 6)
		for k := range words {
			words[k] = fmt.Sprintf("word%d", 30*label*(k%2)+random.IntN(30))
		}
		row := training.Row{ID: strconv.Itoa(i), Body: fmt.Sprintf("%s number %d", strings.Join(words, " "), i), CreatedAt: time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC)}
		row.Labels.Category = fmt.Sprint("kind ", label)
		if err := encoder.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "rows.jsonl")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// A model that passes is stored, listed, promoted and rolled back; the exit code
// tells it from one that does not pass.
func TestRetrainCommand(t *testing.T) {
	db := "sqlite:" + filepath.Join(t.TempDir(), "desk.db")
	rows := schoolRows(t, 1400)
	if code, _, errs := switchyard(t.Context(), t, "", "retrain", "--db", db, "--history", rows); code != 1 || !strings.Contains(errs, "there is no desk") {
		t.Errorf("without a desk: %d %s", code, errs)
	}
	code, out, errs := switchyard(t.Context(), t, "", "retrain", "--db", db, "--dry-run", "--history", rows, "--task", "category")
	if code != 0 || !strings.Contains(out, "would become shadow") || !strings.Contains(errs, "category: train") {
		t.Fatalf("a dry run: %d %s %s", code, out, errs)
	}
	s, err := openStore(t.Context(), strings.TrimSpace(db))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := switchyard(t.Context(), t, "", "models", "list", "--db", db); code != 0 || !strings.Contains(out, "has trained no model") {
		t.Errorf("nothing was trained: %d %s", code, out)
	}
	code, out, errs = switchyard(t.Context(), t, "", "retrain", "--db", db, "-q", "--history", schoolRows(t, 30), "--task", "category", "--json")
	var told retrain.Run
	if err := json.Unmarshal([]byte(out), &told); err != nil || code != exitRefused || !strings.Contains(told.Results[0].Words, "30 tickets, 1300 are needed") || strings.Contains(errs, "train") {
		t.Errorf("thirty rows: %d %s %s", code, out, errs)
	}
	code, out, errs = switchyard(t.Context(), t, "", "retrain", "--db", db, "-q", "--history", rows, "--task", "category", "--stage", "champion")
	if code != 0 || !strings.Contains(out, "champion (") || !strings.Contains(out, "better         passed") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	code, out, errs = switchyard(t.Context(), t, "", "retrain", "--db", db, "-q", "--history", rows, "--task", "category")
	if code != exitRefused || !strings.Contains(out, "better         FAILED") || !strings.Contains(errs, "nothing passed") {
		t.Errorf("the same again: %d %s %s", code, out, errs)
	}
	code, out, _ = switchyard(t.Context(), t, "", "models", "list", "--db", db)
	if code != 0 || strings.Count(out, "\n") != 3 || !strings.Contains(out, "champion") || !strings.Contains(out, "refused") {
		t.Errorf("the list: %d %s", code, out)
	}
	if code, out, errs = switchyard(t.Context(), t, "", "models", "rollback", "category", "--db", db, "--why", "worse"); code != 0 || !strings.Contains(out, "is rolled back; the starter model answers category now") {
		t.Errorf("rolled back: %d %s %s", code, out, errs)
	}
	if code, _, errs = switchyard(t.Context(), t, "", "models", "promote", "category@0", "--db", db, "--why", "x"); code != 1 || !strings.Contains(errs, "is no version of this desk") {
		t.Errorf("an unknown one: %d %s", code, errs)
	}
}
