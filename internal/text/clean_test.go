package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCleanGolden runs the scripts of testdata/clean: one ticket each, what
// came in and what a reader should judge it by. A script with a subject goes
// through Join.
func TestCleanGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/clean/*.txt")
	if err != nil || len(paths) < 40 {
		t.Fatalf("%d scripts, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			subject, in, want := splitScript(t, string(script))
			got := Clean(in)
			if subject != "" {
				got = Join(subject, in)
			}
			if got != want {
				t.Errorf("got:\n%s\n-- want --\n%s", got, want)
			}
			if again := Clean(got); subject == "" && again != got {
				t.Errorf("cleaned twice:\n%s", again)
			}
		})
	}
}

// splitScript reads the sections "-- subject --" (may be missing), "-- in --"
// and "-- out --". Lines before the first are a remark.
func splitScript(t *testing.T, script string) (subject, in, out string) {
	t.Helper()
	head, rest, ok := strings.Cut(script, "-- in --\n")
	if !ok {
		t.Fatal("no line -- in --")
	}
	in, out, ok = strings.Cut(rest, "-- out --\n")
	if !ok {
		t.Fatal("no line -- out --")
	}
	if _, s, ok := strings.Cut(head, "-- subject --\n"); ok {
		subject = strings.TrimSuffix(s, "\n")
	}
	return subject, in, strings.TrimSuffix(out, "\n")
}
