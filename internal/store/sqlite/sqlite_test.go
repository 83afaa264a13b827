package sqlite_test

import (
	"path/filepath"
	"sync"
	"testing"

	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/store/storetest"
)

func TestStore(t *testing.T) {
	var folders sync.Map // by test: a store that is opened again is the same
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		folder, _ := folders.LoadOrStore(t, filepath.Join(t.TempDir(), "desk"))
		return open(t, filepath.Join(folder.(string), "a desk?#%.db"))
	})
}

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
