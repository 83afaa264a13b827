package sqlite

import (
	"path/filepath"
	"strings"
	"testing"

	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// A database that may not grow is what SQLite makes of a full disk. What is
// there can be read, and writing goes on as soon as there is space.
func TestFull(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	limit := func(text string) {
		t.Helper()
		s.writer.mu.Lock()
		defer s.writer.mu.Unlock()
		if err := s.writer.exec(text); err != nil {
			t.Fatal(err)
		}
	}
	limit("PRAGMA max_page_count = 300")
	stored := 0
	for ; err == nil && stored < 10_000; stored++ {
		_, err = s.Commit(t.Context(), storetest.Arrival())
	}
	if !ticket.IsKind(err, ticket.Unavailable) || !strings.Contains(err.Error(), "is full: free some space") {
		t.Fatalf("after %d tickets got the error %v, want that the disk is full", stored, err)
	}
	if n := len(storetest.Whole(t, s)); n != stored-1 {
		t.Errorf("found %d tickets, want %d", n, stored-1)
	}
	limit("PRAGMA max_page_count = 100000")
	if _, err := s.Commit(t.Context(), storetest.Arrival()); err != nil {
		t.Errorf("with space again: %v", err)
	}
	storetest.Whole(t, s)
}
