package postgres_test

import (
	"context"
	"math/rand/v2"
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

// ledger is what writers were told of their tickets.
type ledger struct {
	mu           sync.Mutex
	acknowledged []uuid.UUID
	refused      []uuid.UUID
	errs         []error
}

// commit stores a new ticket and notes the answer.
func (l *ledger) commit(ctx context.Context, s store.Store) {
	w := storetest.Arrival()
	_, err := s.Commit(ctx, w)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.acknowledged = append(l.acknowledged, w.Tickets[0].Ticket.ID)
		return
	}
	l.refused, l.errs = append(l.refused, w.Tickets[0].Ticket.ID), append(l.errs, err)
}

// load lets eight clients commit until rest is called.
func (l *ledger) load(ctx context.Context, nodes ...*postgres.Store) (rest func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					l.commit(ctx, nodes[i%len(nodes)])
				}
			}
		})
	}
	return func() {
		close(done)
		wg.Wait()
	}
}

// audit compares what writers were told with what is stored: what was
// acknowledged is there, once and whole; every error said to try again.
func (l *ledger) audit(t *testing.T, s *postgres.Store) {
	t.Helper()
	stored := map[uuid.UUID]bool{}
	for _, one := range storetest.Whole(t, s) {
		stored[one.ID] = true
	}
	for _, id := range l.acknowledged {
		if !stored[id] {
			t.Errorf("the acknowledged ticket %s is lost", id)
		}
	}
	for _, err := range l.errs {
		if !ticket.IsKind(err, ticket.Unavailable) {
			t.Errorf("got %v, want Unavailable", err)
		}
	}
	t.Logf("%d acknowledged, %d refused, %d stored", len(l.acknowledged), len(l.refused), len(stored))
}

// Sessions are killed at any moment, also while they commit. Every answer must
// be true: the store finds out how a commit that was cut off ended.
func TestKilledCommitsAreAnsweredRight(t *testing.T) {
	dsn, err := server.Database(t.Context()) // its own: all who use it are killed
	if err != nil {
		t.Fatal(err)
	}
	nodes := []*postgres.Store{open(t, dsn), open(t, dsn)}
	admin, err := pgx.Connect(t.Context(), server.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.WithoutCancel(t.Context()))
	database := scan[string](t, dsn, "select current_database()")
	rounds := 100
	if testing.Short() {
		rounds = 25
	}
	var l ledger
	rest := l.load(t.Context(), nodes...)
	random := rand.New(rand.NewPCG(3, 4))
	for range rounds {
		time.Sleep(time.Duration(random.IntN(60_000)) * time.Microsecond)
		if _, err := admin.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state <> 'idle'", database); err != nil {
			t.Fatal(err)
		}
	}
	rest()
	if len(l.errs) > 0 {
		t.Errorf("%d of %d writes failed, want all retried: %v", len(l.errs), len(l.errs)+len(l.acknowledged), l.errs[0])
	}
	l.audit(t, nodes[0])
}

// running starts the server again where a test left it stopped.
func running(t *testing.T) {
	t.Cleanup(func() {
		if server.PID() == 0 {
			if err := server.Restart(context.WithoutCancel(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The server crashes under load and comes back, several times.
func TestServerCrashesUnderLoad(t *testing.T) {
	running(t)
	s, err := postgres.Open(t.Context(), server.Fresh(t), postgres.Options{Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var l ledger
	rest := l.load(t.Context(), s)
	for _, end := range []func() error{server.Crash, server.Stop, server.Crash} {
		time.Sleep(300 * time.Millisecond)
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	rest()
	l.audit(t, s)
	if err := s.Settle(t.Context()); err != nil {
		t.Error(err)
	}
	found, err := s.Search(t.Context(), store.SearchQuery{Text: "amount wrong", Limit: 100})
	if err != nil || len(found) != min(100, len(l.acknowledged)) {
		t.Errorf("found %d tickets (%v)", len(found), err)
	}
}

// While the server is gone errors come within the patience and say so; when it
// is back the store works as before.
func TestServerGone(t *testing.T) {
	running(t)
	s, err := postgres.Open(t.Context(), server.Fresh(t), postgres.Options{Patience: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var l ledger
	l.commit(t.Context(), s)
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	l.commit(t.Context(), s)
	if _, err := s.Head(t.Context()); !ticket.IsKind(err, ticket.Unavailable) {
		t.Errorf("reading: got %v, want Unavailable", err)
	}
	if err := s.Ping(t.Context()); !ticket.IsKind(err, ticket.Unavailable) {
		t.Errorf("ping: got %v, want Unavailable", err)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.commit(t.Context(), s)
	if len(l.acknowledged) != 2 || len(l.refused) != 1 {
		t.Errorf("%d were acknowledged and %d refused, want 2 and 1: %v", len(l.acknowledged), len(l.refused), l.errs)
	}
	l.audit(t, s)
}
