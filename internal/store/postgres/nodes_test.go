package postgres_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// patience is how long a test waits for what happens in the background.
const patience = 30 * time.Second

// Two nodes assign tickets to one agent at once; there is room for three.
func TestTwoNodesNeverOverfillAnAgent(t *testing.T) {
	dsn := server.Fresh(t)
	nodes := []*postgres.Store{open(t, dsn), open(t, dsn)}
	slot := store.Slot{Agent: uuid.New(), Channel: ticket.Email}
	errs := make([]error, 20)
	var wg sync.WaitGroup
	for i := range errs {
		w := storetest.Arrival()
		w.Tickets[0].Ticket.Assignee, w.Tickets[0].Ticket.Status = slot.Agent, ticket.Open
		w.Rooms = []store.Room{{Slot: slot, Limit: 3}}
		wg.Go(func() { _, errs[i] = nodes[i%2].Commit(t.Context(), w) })
	}
	wg.Wait()
	admitted := 0
	for _, err := range errs {
		if err == nil {
			admitted++
		} else if !ticket.IsKind(err, ticket.Full) {
			t.Error(err)
		}
	}
	if loads, err := nodes[0].Loads(t.Context()); err != nil || admitted != 3 || loads[slot] != 3 {
		t.Errorf("%d were admitted, the load is %d (%v), want 3", admitted, loads[slot], err)
	}
}

func TestEventsOfTheOtherNodeArrive(t *testing.T) {
	dsn := server.Fresh(t)
	here, there := open(t, dsn), open(t, dsn)
	changes := here.Changes(t.Context())
	for round := 1; round <= 3; round++ { // the first may be read because the node has just started to listen
		if _, err := there.Commit(t.Context(), storetest.Arrival()); err != nil {
			t.Fatal(err)
		}
		for seen, deadline := 0, time.After(patience); seen < 3*round; {
			select {
			case <-changes:
			case <-deadline:
				t.Fatal("nothing woke the reader")
			}
			events, err := here.Events(t.Context(), store.EventQuery{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			seen = len(events)
		}
	}
}

// Both nodes write and index; in the end every ticket is found once, on both.
func TestTwoNodesIndexOnce(t *testing.T) {
	dsn := server.Fresh(t)
	nodes := []*postgres.Store{open(t, dsn), open(t, dsn)}
	var wg sync.WaitGroup
	for _, node := range nodes {
		for range 4 {
			wg.Go(func() {
				for range 10 {
					if _, err := node.Commit(t.Context(), storetest.Arrival()); err != nil {
						t.Error(err)
					}
				}
				if err := node.Settle(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	for _, node := range nodes {
		found, err := node.Search(t.Context(), store.SearchQuery{Text: "invoice march", Limit: 100})
		if err != nil || len(found) != 80 {
			t.Errorf("found %d tickets (%v), want 80", len(found), err)
		}
	}
	// What one node has filed the other does not file again.
	if n := scan[int](t, dsn, "select count(*)::int from search where xmax <> 0 and words is not null"); n != 0 {
		t.Errorf("%d tickets were filed again", n)
	}
}

// scan reads one value.
func scan[T any](t *testing.T, dsn, sql string, args ...any) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var v T
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Nodes that start together on an empty database make its schema once.
func TestNodesMigrateOnce(t *testing.T) {
	dsn := server.Fresh(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := postgres.Open(t.Context(), dsn, postgres.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	if n := scan[int](t, dsn, "select count(*)::int from migrations"); n != len(files) {
		t.Errorf("%d migrations are noted, want %d", n, len(files))
	}
}

// What keeps a database from being opened is said in words, never with the password.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	dsn, err := server.Database(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	newer := server.Fresh(t)
	open(t, newer).Close()
	execute(t, newer, "insert into migrations values (99, '0099_later')")
	execute(t, dsn, "create role guest login password 'secret-word'")
	execute(t, dsn, "revoke create on schema public from public")
	replace := strings.NewReplacer("user=postgres", "user=guest&password=secret-word")
	for name, c := range map[string]struct{ dsn, want string }{
		"no address":        {"secret-word", "is not understood"},
		"bad port":          {"postgres://u:secret-word@host:port/x", "is not understood"},
		"slash in password": {"postgres://u:secret-word/x@host/y", "is not understood"},
		"nobody there":      {"postgres://u:secret-word@127.0.0.1:1/x", "cannot be reached"},
		"no database":       {strings.Replace(replace.Replace(dsn), "/test", "/nowhere", 1), "no such database"},
		"no such user":      {strings.Replace(dsn, "user=postgres", "user=nobody&password=secret-word", 1), "refuses the user"},
		"no permission":     {replace.Replace(dsn), "grant it CREATE"},
		"newer schema":      {newer, "run a newer version"},
	} {
		s, err := postgres.Open(t.Context(), c.dsn, postgres.Options{})
		if err == nil {
			s.Close()
			t.Errorf("%s: was opened", name)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret-word") {
			t.Errorf("%s: got %q, want it to say %q and no password", name, err, c.want)
		}
		if problem := (*ticket.Problem)(nil); !errors.As(err, &problem) {
			t.Errorf("%s: %v is not a problem", name, err)
		}
	}
}

func TestReadOnlyDatabase(t *testing.T) {
	dsn := server.Fresh(t)
	_, err := postgres.Open(t.Context(), dsn+"&default_transaction_read_only=on", postgres.Options{})
	if err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("got %v, want that it is read-only", err)
	}
}

func execute(t *testing.T, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// A zero byte has no place in a text of PostgreSQL. Only the write that brings
// one is refused.
func TestZeroByteIsRefusedInWords(t *testing.T) {
	s := open(t, server.Fresh(t))
	bad := storetest.Arrival()
	bad.Tickets[0].Ticket.Category = "a\x00b"
	errs := make([]error, 9)
	var wg sync.WaitGroup
	for i := range errs {
		w := bad
		if i > 0 {
			w = storetest.Arrival()
			w.Tickets[0].Ticket.Subject = "fine \x00" // it stands in JSON
		}
		wg.Go(func() { _, errs[i] = s.Commit(t.Context(), w) })
	}
	wg.Wait()
	if !ticket.IsKind(errs[0], ticket.Invalid) {
		t.Errorf("got %v, want Invalid", errs[0])
	}
	if err := errors.Join(errs[1:]...); err != nil {
		t.Error(err)
	}
}
