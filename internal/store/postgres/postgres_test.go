package postgres_test

import (
	"os"
	"testing"
	"time"

	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/postgres/pgtest"
	"switchyard/internal/store/storetest"
)

var server *pgtest.Server

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }

func open(tb testing.TB, dsn string) *postgres.Store {
	tb.Helper()
	s, err := postgres.Open(tb.Context(), dsn, postgres.Options{Patience: 10 * time.Second})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func TestStore(t *testing.T) {
	databases := map[string]string{}
	storetest.Run(t, func(t *testing.T) store.Store {
		dsn, known := databases[t.Name()]
		if !known {
			dsn = server.Fresh(t)
			databases[t.Name()] = dsn
		}
		return open(t, dsn)
	})
}
