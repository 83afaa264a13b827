package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"switchyard/internal/store/storetest"
)

// The log begins anew once it is long, however much is written, but not under
// somebody who still reads what was there before.
func TestLogBeginsAnew(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	commit := func(tickets int) {
		t.Helper()
		if _, err := s.Commit(t.Context(), storetest.Arrivals(tickets)); err != nil {
			t.Fatal(err)
		}
	}
	length := func() int {
		t.Helper()
		length, _, err := s.checkpoints.checkpoint(t.Context(), "NOOP")
		if err != nil {
			t.Fatal(err)
		}
		return length
	}
	commit(1)
	reader, err := s.readers.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var found int
	if err := reader.QueryRowContext(t.Context(), "SELECT count(*) FROM tickets").Scan(&found); err != nil || found != 1 {
		t.Fatalf("found %d tickets, want 1: %v", found, err)
	}
	for length() < logLong {
		commit(200)
	}
	if err := s.checkpoints.carry(t.Context(), s.writer); err != nil {
		t.Fatal(err)
	}
	if commit(1); length() < logLong {
		t.Errorf("the log began anew under a reader")
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); length() >= logLong; commit(1) {
		if time.Now().After(deadline) {
			t.Fatalf("the log goes on at %d pages", length())
		}
		if err := s.checkpoints.carry(t.Context(), s.writer); err != nil {
			t.Fatal(err)
		}
	}
}
