package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Store is a desk in a SQLite file. Its methods may be called from any goroutine.
type Store struct {
	path        string
	readers     *sql.DB
	reads       *statements
	writer      *writer
	group       *store.Sharing[*prepared, store.Receipt]
	queued      atomic.Int64 // writes that wait to be stored
	changes     changes
	present     presence
	filing      filing
	checkpoints checkpoints
	close       func() error
}

var _ store.Store = (*Store)(nil)

// largest is how many writes share a transaction at most.
const largest = 64

// Open opens the database in a file, makes it where there is none, its folder
// too, and brings its schema up to date. Errors say what to do.
func Open(ctx context.Context, path string) (*Store, error) {
	s := &Store{path: path}
	if err := s.makeFile(); err != nil {
		return nil, err
	}
	writing, err := sql.Open("sqlite", s.address("_pragma=synchronous(FULL)", "_pragma=cache_size(-65536)", "_pragma=wal_autocheckpoint(0)", "_pragma=journal_size_limit(67108864)", "_pragma=secure_delete(ON)"))
	if err != nil {
		return nil, s.problem(err)
	}
	if s.writer, err = s.openWriter(ctx, writing); err != nil {
		return nil, errors.Join(s.problem(err), writing.Close())
	}
	s.readers, err = sql.Open("sqlite", s.address("_query_only=1", "_pragma=cache_size(-16384)"))
	if err != nil {
		return nil, errors.Join(s.problem(err), s.writer.close(), writing.Close())
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	s.readers.SetMaxOpenConns(readers)
	s.readers.SetMaxIdleConns(readers)
	s.reads = newStatements(s.readers)
	carrying, err := sql.Open("sqlite", s.address("_pragma=synchronous(FULL)", "_pragma=busy_timeout(20)"))
	if err != nil {
		return nil, errors.Join(s.problem(err), s.readers.Close(), s.writer.close(), writing.Close())
	}
	carrying.SetMaxOpenConns(1)
	s.checkpoints.start(context.WithoutCancel(ctx), carrying, s.writer)
	s.group = store.NewSharing(largest, store.Unconfirmed, s.commit)
	s.filing.start(context.WithoutCancel(ctx), s)
	s.close = sync.OnceValue(func() error {
		s.group.Close()
		s.filing.stop()
		return errors.Join(s.checkpoints.stop(), s.reads.close(), s.readers.Close(), s.writer.close(), writing.Close())
	})
	return s, nil
}

// openWriter makes the connection that writes, once it is sure that the file
// is Switchyard's.
func (s *Store) openWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	var mode string
	err = conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	if err == nil && mode != "wal" {
		err = ticket.Errorf(ticket.Unavailable, "", "the database %s lies on a disk without shared memory: move it to a local one", s.path)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return newWriter(ctx, conn)
}

// Close ends writes in flight and the work in the background, and closes the file.
func (s *Store) Close() error { return s.close() }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.Head(ctx)
	return err
}

// address is the file as the driver takes it.
func (s *Store) address(settings ...string) string {
	settings = append([]string{"_busy_timeout=5000", "_pragma=temp_store(MEMORY)"}, settings...)
	return "file:" + (&url.URL{Path: s.path}).EscapedPath() + "?" + strings.Join(settings, "&")
}

// makeFile makes the file and its folder, for this user alone. A file that is
// there is left to SQLite: to open and close it would drop the locks that
// another Store of this process has on it.
func (s *Store) makeFile() error {
	absolute, err := filepath.Abs(s.path)
	if err != nil {
		return ticket.Wrap(ticket.Invalid, err, "the database %s cannot be found: name it in full", s.path)
	}
	s.path = absolute
	if info, err := os.Stat(s.path); err == nil {
		if info.IsDir() {
			return ticket.Errorf(ticket.Invalid, "", "the database %s is a folder: name a file in it", s.path)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return ticket.Wrap(ticket.Unavailable, err, "the folder of the database %s cannot be made: make it, or name another", s.path)
	}
	file, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, os.ErrExist): // another process was faster
		return nil
	case err != nil:
		return ticket.Wrap(ticket.Unavailable, err, "the database %s cannot be written: give this user write access to the file and its folder", s.path)
	}
	return file.Close()
}
