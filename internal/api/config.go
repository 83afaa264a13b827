package api

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
	"switchyard/internal/dispatch"
	"switchyard/internal/experience"
	"switchyard/internal/feedback"
	"switchyard/internal/foresight"
	"switchyard/internal/lifecycle"
	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/rollout"
	"switchyard/internal/store"
	"switchyard/internal/suggest"
	"switchyard/internal/watch"
)

// Config says how the server behaves. The zero value is not ready: start
// from DefaultConfig.
type Config struct {
	Addr    string // to listen on, as in ":8080"; port 0 takes a free one
	MaxBody int64  // largest request body in bytes
	// Request bounds the time one request may take to decide.
	Request time.Duration
	// ReadHeader, Read, Write and Idle are the time-outs of a connection;
	// Read and Write include the body.
	ReadHeader, Read, Write, Idle time.Duration
	// Grace is how long requests in flight may take after the server was
	// told to stop.
	Grace time.Duration
	// Log gets one line a request, without texts, at level info; requests
	// for health and metrics at level debug.
	Log *slog.Logger
	// Now is the clock that certificates are held against.
	Now func() time.Time

	// Store is where the desk lives. Without one the server triages texts and
	// needs no token; with one every request for /v1 does.
	Store store.Store
	// Keys knows the tokens of the Store.
	Keys *access.Keyring
	// Desk changes the tickets of the Store, Dispatcher takes new ones in. Both
	// or neither: without them only what is set up is served.
	Desk       *lifecycle.Desk
	Dispatcher *dispatch.Dispatcher
	// Experience is what was learnt from the tickets of the Store; nil where
	// nothing is: then nobody can be told how agents do.
	Experience *experience.Experience
	// Quality is how people judged the machine's answers; nil where nothing is
	// gathered: then nobody can be told how right they are.
	Quality *feedback.Quality
	// Registry keeps the models that the desk has trained, and Rollout brings them
	// into service; nil where the desk trains none.
	Registry *registry.Registry
	Rollout  *rollout.Follower
	// Retrain learns from the tickets of the Store; nil where nothing does.
	Retrain *retrain.Retrainer
	// Incidents finds alike tickets and bursts of them; nil where nobody watches.
	Incidents *incident.Watch
	// Suggest has replies ready; nil where nothing is suggested.
	Suggest *suggest.Live
	// Watch looks for drift and new topics; nil where nothing does.
	Watch *watch.Watch
	// Foresight says what may go wrong with open tickets; nil where nothing does.
	Foresight *foresight.Foresight
	// NewID gives UUIDv7s for what is stored.
	NewID func() uuid.UUID
}

// DefaultConfig listens on port 8080 and logs nothing.
func DefaultConfig() Config {
	return Config{
		Addr: ":8080", MaxBody: 16 << 20, Request: 30 * time.Second,
		ReadHeader: 5 * time.Second, Read: time.Minute, Write: 2 * time.Minute, Idle: 2 * time.Minute,
		Grace: 10 * time.Second, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) },
	}
}

// LogFormats are the formats NewLogger knows.
func LogFormats() []string { return []string{"text", "json", "off"} }

// NewLogger writes lines of level info and above to w.
func NewLogger(format string, w io.Writer) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	case "off":
		return slog.New(slog.DiscardHandler), nil
	}
	return nil, fmt.Errorf("log format %q: it must be one of %v", format, LogFormats())
}

func (c Config) validate() error {
	if c.MaxBody < 1 {
		return fmt.Errorf("largest body is %d bytes: it must be at least 1", c.MaxBody)
	}
	for name, d := range map[string]time.Duration{
		"request": c.Request, "read header": c.ReadHeader, "read": c.Read, "write": c.Write, "idle": c.Idle, "grace": c.Grace,
	} {
		if d <= 0 {
			return fmt.Errorf("time-out %q is %v: it must be positive", name, d)
		}
	}
	if c.Now == nil {
		return errors.New("there is no clock: give one, or time.Now")
	}
	if c.Store != nil && (c.Keys == nil || c.NewID == nil) {
		return errors.New("there is a store without keys or a source of ids: give both")
	}
	if c.Log == nil {
		return errors.New("there is no logger: give one, or slog.New(slog.DiscardHandler)")
	}
	return nil
}
