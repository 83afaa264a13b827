package models

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const tokenizerFolder = "testdata/tokenizers"

// readLines decodes a file of one JSON value a line.
func readLines[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var rows []T
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows = append(rows, row)
	}
	return rows
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(tokenizerFolder, name+".tokenizer.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func fixtureNames(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(tokenizerFolder, "*.tokenizer.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".tokenizer.json")
	}
	return files
}

func openTokenizer(t testing.TB, name string) *tokenizer {
	t.Helper()
	tok, err := newTokenizer(fixture(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return tok
}

// encoded gives the ids of a text; no text may fail.
func encoded(t require, tok *tokenizer, text string, limit int, special bool) []int64 {
	t.Helper()
	ids, err := tok.encode(text, limit, special)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return ids
}

// require is what encoded needs of a test, a benchmark or a property.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

// golden is what the original gives for one text, whole and in 8 tokens.
type golden struct{ IDs, Cut []int64 }

// TestTokenizersGiveTheIDsOfTheOriginal compares raw texts, with nothing
// cleaned first, from several goroutines at once.
func TestTokenizersGiveTheIDsOfTheOriginal(t *testing.T) {
	texts := readLines[string](t, filepath.Join(tokenizerFolder, "texts.jsonl"))
	if len(texts) < 300 {
		t.Fatalf("only %d texts", len(texts))
	}
	for _, name := range fixtureNames(t) {
		t.Run(name, func(t *testing.T) {
			tok := openTokenizer(t, name)
			want := readLines[golden](t, filepath.Join(tokenizerFolder, name+".ids.jsonl"))
			if len(want) != len(texts) {
				t.Fatalf("%d rows of ids for %d texts: run golden.mjs", len(want), len(texts))
			}
			var workers sync.WaitGroup
			for worker := range 4 {
				workers.Go(func() {
					for i := worker; i < len(texts); i += 4 {
						if got := encoded(t, tok, texts[i], 1<<16, true); !slices.Equal(got, want[i].IDs) {
							t.Errorf("%q\n got %v\nwant %v", texts[i], got, want[i].IDs)
						}
						if got := encoded(t, tok, texts[i], 8, true); !slices.Equal(got, want[i].Cut) {
							t.Errorf("%q in 8 tokens\n got %v\nwant %v", texts[i], got, want[i].Cut)
						}
					}
				})
			}
			workers.Wait()
		})
	}
}
