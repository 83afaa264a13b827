package enginetest_test

import (
	"fmt"
	"os"
	"path"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// log is what a test saw: each store with the name it came by.
type log struct {
	seen   []string
	stores []store.Store
}

// see wants a store empty and leaves an event in it.
func (l *log) see(t *testing.T, name string, s store.Store) {
	t.Helper()
	l.seen, l.stores = append(l.seen, fmt.Sprintf("%s %T", name, s)), append(l.stores, s)
	if head, err := s.Head(t.Context()); err != nil || head != 0 {
		t.Fatalf("%s is not empty: %d events, %v", name, head, err)
	}
	e := ticket.Event{ID: uuid.New(), Type: "team.created", Actor: ticket.Actor{Kind: ticket.BySystem}, At: time.Unix(1, 0).UTC(), Data: []byte(`{}`)}.Sealed()
	if _, err := s.Commit(t.Context(), &store.Write{Events: []ticket.Event{e}}); err != nil {
		t.Fatal(err)
	}
}

// A test has each engine once, empty though others have written, and open until
// it ends.
func TestEveryEngine(t *testing.T) {
	want := []string{"sqlite *sqlite.Store", "postgres *postgres.Store"}
	for name, test := range map[string]func(*testing.T, *log){
		"each": func(t *testing.T, l *log) {
			enginetest.Each(t, func(t *testing.T, s store.Store) { l.see(t, path.Base(t.Name()), s) })
		},
		"engines": func(t *testing.T, l *log) {
			for range 2 {
				var again log
				for _, e := range enginetest.Engines() {
					again.see(t, e.Name, e.Open(t))
				}
				*l = again
			}
			for _, s := range l.stores {
				if _, err := s.Head(t.Context()); err != nil {
					t.Errorf("%T was closed before the test ended: %v", s, err)
				}
			}
		},
	} {
		var l log
		t.Run(name, func(t *testing.T) { test(t, &l) })
		if !slices.Equal(l.seen, want) {
			t.Errorf("%s: seen %q, want %q", name, l.seen, want)
		}
		for _, s := range l.stores {
			if _, err := s.Head(t.Context()); err == nil {
				t.Errorf("%s: %T is open after the test", name, s)
			}
		}
	}
}
