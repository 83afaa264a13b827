package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"switchyard/internal/store/sqlite"
	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// refused wants Open to fail and to say certain words.
func refused(t *testing.T, path string, words ...string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err == nil {
		s.Close()
		t.Fatalf("opened %s", path)
	}
	says(t, err, words...)
}

func says(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("got the error %v, want it to say %q", err, word)
		}
	}
}

// filled makes a database with some tickets and gives its file.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s := open(t, path)
	if _, err := s.Commit(t.Context(), storetest.Arrivals(200)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// execute runs SQL on a file, as another program does, and keeps it open.
func execute(t *testing.T, path, text string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestOpenFolder(t *testing.T) {
	refused(t, t.TempDir(), "is a folder", "name a file in it")
}

func TestOpenBelowFile(t *testing.T) {
	refused(t, filepath.Join(filled(t), "below", "desk.db"), "folder", "cannot be made")
}

func TestOpenNewerSchema(t *testing.T) {
	path := filled(t)
	execute(t, path, "PRAGMA user_version = 99").Close()
	refused(t, path, "newer Switchyard", "99", "update")
}

func TestOpenOtherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	execute(t, path, "CREATE TABLE photos (id)").Close()
	refused(t, path, "another program")
	var mode string
	other := execute(t, path, "SELECT 1")
	if err := other.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "delete" {
		t.Errorf("the other program's file was changed to %q: %v", mode, err)
	}
}

func TestOpenNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("Dear Sir or Madam, "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, path, path, "no SQLite database")
}

func TestDamaged(t *testing.T) {
	path := filled(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(data); i++ { // all but the first page
		data[i] = 0xff
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), path)
	if err == nil {
		defer s.Close()
		_, err = s.Commit(t.Context(), storetest.Arrival())
	}
	says(t, err, path, "damaged", "backup")
}

func TestLocked(t *testing.T) {
	t.Parallel()
	path := filled(t)
	s := open(t, path)
	defer s.Close()
	if err := s.Settle(t.Context()); err != nil { // so that nothing else is written
		t.Fatal(err)
	}
	other := execute(t, path, "BEGIN IMMEDIATE")
	var opened, written error
	var wg sync.WaitGroup // both wait for as long as another process may take
	wg.Go(func() { _, opened = sqlite.Open(t.Context(), path) })
	wg.Go(func() { _, written = s.Commit(t.Context(), storetest.Arrival()) })
	if _, err := s.TicketByNumber(t.Context(), 1); err != nil {
		t.Errorf("reading waits for a writer: %v", err)
	}
	wg.Wait()
	for _, err := range []error{opened, written} {
		says(t, err, path, "locked by another process")
		if !ticket.IsKind(err, ticket.Unavailable) {
			t.Errorf("got the error %v, want one to try again", err)
		}
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), storetest.Arrival()); err != nil {
		t.Errorf("once it is unlocked: %v", err)
	}
}
