// Package pgtest runs a private PostgreSQL server from the binaries that
// Debian installs, for tests and measurements.
//
// The server lives in a temporary folder, is reached by a Unix socket in it,
// and is as durable as one in production unless told otherwise. It ends and
// its folder goes when the program does, however that ends.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout is how long a server may take to start or stop.
const startTimeout = time.Minute

// Server is a running server. Its methods may be called from any goroutine.
type Server struct {
	bin      string // folder of the binaries
	dir      string // holds data and the socket
	account  *account
	settings map[string]string

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan struct{} // closed when process has ended
	guard   *guard
	count   int // databases and schemas made
}

// Durable are the settings that a server starts with: every commit is on the
// disk when it is confirmed.
func Durable() map[string]string {
	return map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
		"listen_addresses": "", "max_connections": "100", "shared_buffers": "256MB", "max_wal_size": "2GB",
		"log_min_messages": "fatal", "lc_messages": "C", "timezone": "UTC",
	}
}

// Start makes a server with the Durable settings, changed by those given. The
// error says what to install when there are no binaries.
func Start(ctx context.Context, settings map[string]string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	account, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, account: account, settings: Durable()}
	maps.Copy(s.settings, settings)
	if err := s.create(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.Restart(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// create makes the folder of the data.
func (s *Server) create(ctx context.Context) error {
	if err := s.account.own(s.dir); err != nil {
		return err
	}
	initdb := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
	s.account.use(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Restart starts a server that was stopped, and waits until it answers.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return errors.New("the server runs already")
	}
	args := []string{"-D", s.data(), "-k", s.dir}
	for _, name := range slices.Sorted(maps.Keys(s.settings)) {
		args = append(args, "-c", name+"="+s.settings[name])
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	process := exec.Command(filepath.Join(s.bin, "postgres"), args...) //nolint:noctx // it outlives the call that starts it
	process.Stdout, process.Stderr = log, log
	s.account.use(process)
	if err := errors.Join(process.Start(), log.Close()); err != nil { // the process has its own
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = process.Wait() // how it ended is in its log
		close(ended)
	}()
	s.process, s.ended = process, ended
	if s.guard, err = watch(process.Process.Pid, s.dir); err != nil {
		return err
	}
	return s.answers(ctx)
}

// answers waits until the server takes connections.
func (s *Server) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.DSN("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.ended:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // what is missing is not in the message
			return fmt.Errorf("postgres did not start: %s", log)
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server as an administrator would: sessions are cut off, what
// is committed is written out.
func (s *Server) Stop() error { return s.end(syscall.SIGINT) }

// Crash ends the server at once, as when the machine loses power but keeps
// its disk: the next start recovers from the log.
func (s *Server) Crash() error { return s.end(syscall.SIGQUIT) }

func (s *Server) end(signal syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended:
	case <-time.After(startTimeout):
		return fmt.Errorf("postgres did not stop within %s", startTimeout)
	}
	s.process = nil
	return s.guard.release()
}

// Close ends the server and removes its folder.
func (s *Server) Close() error {
	return errors.Join(s.Crash(), os.RemoveAll(s.dir))
}

// DSN addresses a database of the server, as its superuser.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres&sslmode=disable", database, s.dir)
}

// Database makes an empty database and gives its DSN.
func (s *Server) Database(ctx context.Context) (string, error) {
	name, err := s.make(ctx, "database")
	return s.DSN(name), err
}

// Schema makes an empty schema in a database that others use too, and gives a
// DSN that sees nothing else. It takes a tenth of the time of a database.
func (s *Server) Schema(ctx context.Context) (string, error) {
	name, err := s.make(ctx, "schema")
	return s.DSN("postgres") + "&search_path=" + name, err
}

func (s *Server) make(ctx context.Context, what string) (name string, err error) {
	s.mu.Lock()
	s.count++
	name = fmt.Sprintf("test%d", s.count)
	s.mu.Unlock()
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "create "+what+" "+name)
	return name, errors.Join(err, conn.Close(ctx))
}

// PID is the process id of the server, 0 when it is stopped.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.Process.Pid
}
