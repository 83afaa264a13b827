package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/store/storetest"
)

// crashing names the file that a child process writes to until it is killed.
const crashing = "SWITCHYARD_TEST_CRASHING"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashing); path != "" {
		if err := writeUntilKilled(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeUntilKilled stores tickets as fast as it can and prints the id of each
// that was confirmed.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for range 8 {
		go func() {
			for {
				w := storetest.Arrival()
				id := w.Tickets[0].Ticket.ID
				w.Key = &store.Key{Owner: id, Value: "once", Ticket: id, At: w.Tickets[0].Ticket.CreatedAt}
				if _, err := s.Commit(ctx, w); err != nil {
					failed <- err
					return
				}
				fmt.Println(id)
			}
		}()
	}
	return <-failed
}

// The process is killed ten times in the midst of writing. What it has
// confirmed is there, once and whole.
func TestKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "desk.db")
	r := rand.New(rand.NewPCG(5, 6))
	confirmed := map[uuid.UUID]bool{}
	for range 10 {
		for _, id := range killAfter(t, path, r.IntN(150)) {
			confirmed[id] = true
		}
	}
	s := open(t, path)
	defer s.Close()
	stored := map[uuid.UUID]bool{}
	for _, one := range storetest.Whole(t, s) {
		if stored[one.ID] {
			t.Errorf("ticket %s is there twice", one.ID)
		}
		stored[one.ID] = true
		messages, err := s.Messages(t.Context(), []uuid.UUID{one.ID}, uuid.Nil, 9)
		if err != nil || len(messages) != 1 {
			t.Errorf("ticket %d has %d messages, want 1: %v", one.Number, len(messages), err)
		}
	}
	for id := range confirmed {
		if !stored[id] {
			t.Errorf("ticket %s was confirmed and is lost", id)
		}
	}
	if len(confirmed) == 0 {
		t.Error("nothing was ever confirmed")
	}
	foundAll(t, s, len(stored))
	for id := range confirmed { // what a client sends again, having seen no answer, is not done again
		w := storetest.Arrival()
		w.Key = &store.Key{Owner: id, Value: "once", Ticket: w.Tickets[0].Ticket.ID, At: w.Tickets[0].Ticket.CreatedAt}
		if _, err := s.Commit(t.Context(), w); err == nil || !strings.Contains(err.Error(), id.String()) {
			t.Errorf("sent again, ticket %s got %v", id, err)
		}
	}
}

// killAfter starts a child that writes, kills it after so many lines and gives
// those that it printed.
func killAfter(t *testing.T, path string, lines int) []uuid.UUID {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashing+"="+path)
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []uuid.UUID
	kill := sync.OnceFunc(func() { child.Process.Kill() })
	for scan := bufio.NewScanner(out); scan.Scan(); {
		id, err := uuid.Parse(scan.Text())
		if err != nil {
			continue // the line was cut short
		}
		if ids = append(ids, id); len(ids) > lines {
			kill()
		}
	}
	child.Wait()
	if complaint.Len() > 0 {
		t.Fatalf("the child failed: %s", complaint.String())
	}
	return ids
}

// foundAll wants search to find every ticket, newest first.
func foundAll(t *testing.T, s *sqlite.Store, want int) {
	t.Helper()
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := 0
	for before := int64(want + 1); before > 1; {
		page, err := s.Search(t.Context(), store.SearchQuery{Text: "invoice amount", Before: before, Limit: 100})
		if err != nil || len(page) == 0 {
			t.Fatalf("found %d tickets, want %d: %v", found, want, err)
		}
		found += len(page)
		before = page[len(page)-1].Number
	}
	if found != want {
		t.Errorf("found %d tickets, want %d", found, want)
	}
}
