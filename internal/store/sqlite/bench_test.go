package sqlite_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"switchyard/internal/store/storetest"
)

var clients = []int{1, 8, 16}

// BenchmarkFloor inserts a row of 500 bytes in a transaction of its own, as
// durably as the store does: what SQLite itself can do on this disk.
func BenchmarkFloor(b *testing.B) {
	for _, n := range clients {
		b.Run(fmt.Sprintf("clients=%d", n), func(b *testing.B) {
			db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor.db")+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=60000")
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1) // writers wait for one another in Go, which is faster than in SQLite
			if _, err := db.ExecContext(b.Context(), "CREATE TABLE rows (id INTEGER PRIMARY KEY, data BLOB)"); err != nil {
				b.Fatal(err)
			}
			insert, err := db.PrepareContext(b.Context(), "INSERT INTO rows (data) VALUES (?)")
			if err != nil {
				b.Fatal(err)
			}
			row := bytes.Repeat([]byte("x"), 500)
			storetest.Clients(b, n, 1, "rows", func() error {
				_, err := insert.ExecContext(b.Context(), row)
				return err
			})
		})
	}
}

// BenchmarkCommit stores one new ticket a write.
func BenchmarkCommit(b *testing.B) {
	for _, n := range clients {
		b.Run(fmt.Sprintf("clients=%d", n), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "desk.db"))
			defer s.Close()
			storetest.Clients(b, n, 1, "tickets", func() error {
				_, err := s.Commit(b.Context(), storetest.Arrival())
				return err
			})
		})
	}
}

// BenchmarkBulk stores 200 new tickets a write.
func BenchmarkBulk(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "desk.db"))
	defer s.Close()
	storetest.Clients(b, 4, 200, "tickets", func() error {
		_, err := s.Commit(b.Context(), storetest.Arrivals(200))
		return err
	})
}
