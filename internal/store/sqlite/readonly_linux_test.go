package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"switchyard/internal/store/sqlite"
)

// nobody is a user to whom nothing belongs.
const nobody = 65534

func TestReadOnly(t *testing.T) {
	path := filled(t)
	for _, folder := range []string{filepath.Dir(path), filepath.Dir(filepath.Dir(path))} {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, what := range []string{path, filepath.Dir(path)} {
		if err := os.Chmod(what, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Dir(path), 0o755) })
	for _, file := range []string{path, filepath.Join(filepath.Dir(path), "new.db")} {
		says(t, openAsNobody(t, file), file, "cannot be written", "write access")
	}
}

// openAsNobody opens a file as a user without rights: root may write everywhere.
func openAsNobody(t *testing.T, path string) error {
	t.Helper()
	failed := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		if os.Geteuid() == 0 {
			if _, err := unix.SetfsuidRetUid(nobody); err != nil {
				failed <- err
				return
			}
		}
		s, err := sqlite.Open(t.Context(), path)
		if err == nil {
			s.Close()
		}
		failed <- err
	}()
	return <-failed
}
