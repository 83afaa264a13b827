// Package enginetest gives the tests of other rooms empty databases of each
// engine of package store.
package enginetest

import (
	"io"
	"path/filepath"
	"testing"

	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/postgres/pgtest"
	"switchyard/internal/store/sqlite"
)

// server is what Main started, nil where a package does not call it.
var server *pgtest.Server

// Main runs the tests of a package with a PostgreSQL server of their own:
//
//	func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }
func Main(m *testing.M) int { return pgtest.Main(m, &server) }

// Engine is one implementation of package store.
type Engine struct {
	Name string
	// Open gives an empty database, which is closed when the test ends.
	Open func(testing.TB) store.Store
}

// Engines are all there are, in the order in which tests see them.
func Engines() []Engine {
	return []Engine{
		{"sqlite", func(tb testing.TB) store.Store { return SQLite(tb) }},
		{"postgres", func(tb testing.TB) store.Store { return Postgres(tb) }},
	}
}

// Each runs a test on an empty database of each engine, as a subtest with the
// engine's name.
func Each(t *testing.T, test func(t *testing.T, s store.Store)) {
	t.Helper()
	for _, e := range Engines() {
		t.Run(e.Name, func(t *testing.T) { test(t, e.Open(t)) })
	}
}

// SQLite opens an empty database in a file, which is closed when the test ends.
// It needs no Main.
func SQLite(tb testing.TB) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "desk.db"))
	return kept(tb, s, err)
}

// Postgres opens an empty schema of the server that Main started; it is closed
// when the test ends.
func Postgres(tb testing.TB) *postgres.Store {
	tb.Helper()
	if server == nil {
		tb.Fatal("there is no server: have the package's TestMain call enginetest.Main")
	}
	s, err := postgres.Open(tb.Context(), server.Fresh(tb), postgres.Options{})
	return kept(tb, s, err)
}

// kept is a store that was opened, until the test ends.
func kept[S io.Closer](tb testing.TB, s S, err error) S {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
