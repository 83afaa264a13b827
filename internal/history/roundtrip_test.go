package history_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"switchyard/internal/audit"
	"switchyard/internal/history"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// TestRoundTrip exports, imports into an empty database of each engine, and
// exports again: not one byte may differ.
func TestRoundTrip(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, origin store.Store) {
		newDesk(t, origin).fill(64)
		for _, o := range []history.ExportOptions{{Plain: true}, {}} {
			file := exported(t, origin, o)
			if again := exported(t, origin, o); !bytes.Equal(file, again) {
				t.Fatal("two exports differ")
			}
			for _, into := range enginetest.Engines() {
				s := into.Open(t)
				got := imported(t, s, options(file))
				if got.Tickets != 64 || got.Bad != 0 || got.There != 0 || got.People != 4 {
					t.Fatalf("imported %+v", got)
				}
				differ(t, into.Name, file, exported(t, s, o))
				if !o.Plain { // it holds nothing to redact any more
					differ(t, into.Name, file, bytes.Replace(exported(t, s, history.ExportOptions{Plain: true}), []byte(`"redacted":false`), []byte(`"redacted":true`), 1))
				}
				storetest.Whole(t, s)
				if report, err := audit.Verify(t.Context(), s, nil); err != nil || len(report.Faults) > 0 {
					t.Errorf("the log has faults: %v %v", report.Faults, err)
				}
				head, err := s.Head(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if again := imported(t, s, options(file)); again.Tickets != 0 || again.There != 64 || again.People != 0 || again.Requesters != 0 {
					t.Errorf("a second import did %+v", again)
				}
				if now, err := s.Head(t.Context()); err != nil || now != head {
					t.Errorf("a second import moved the log from %d to %d: %v", head, now, err)
				}
			}
		}
	})
}

// differ names the first line in which two files differ.
func differ(t *testing.T, what string, want, got []byte) {
	t.Helper()
	if bytes.Equal(want, got) {
		return
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a) || i >= len(b):
			t.Fatalf("%s: %d lines, want %d", what, len(b), len(a))
		case a[i] != b[i]:
			k := 0
			for k < min(len(a[i]), len(b[i])) && a[i][k] == b[i][k] {
				k++
			}
			t.Fatalf("%s: line %d differs at byte %d\n want ...%.200s\n got ...%.200s", what, i+1, k, a[i][max(0, k-80):], b[i][max(0, k-80):])
		}
	}
}
