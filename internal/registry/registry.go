package registry

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Config is what a registry needs.
type Config struct {
	Store Store
	// Settings is where a desk keeps its Settings; nil for the defaults.
	Settings SettingsReader
	Now      func() time.Time
	NewID    func() uuid.UUID // UUIDv7
}

// Store is what is needed of a database.
type Store interface {
	store.Writer
	store.Records
}

// SettingsReader puts the settings under a key into a value, which keeps what
// they do not name, and gives their version.
type SettingsReader interface {
	Read(ctx context.Context, key string, value any) (int64, error)
}

// Registry keeps the versions. It holds nothing itself, so that any number of
// them, on any number of nodes, may share a database. Its methods may be called
// from any goroutine; errors are ticket.Problems.
type Registry struct{ config Config }

// New keeps versions in a store.
func New(c Config) *Registry { return &Registry{c} }

// Settings are how the desk learns, with their version, 0 where nobody has set
// any.
func (r *Registry) Settings(ctx context.Context) (Settings, int64, error) {
	s := DefaultSettings()
	if r.config.Settings == nil {
		return s, 0, nil
	}
	version, err := r.config.Settings.Read(ctx, SettingsKey, &s)
	if err == nil {
		err = s.Validate()
	}
	return s, version, err
}

// Versions lists every version, young ones first.
func (r *Registry) Versions(ctx context.Context) ([]Version, error) {
	b, err := r.book(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Version, 0, len(b.versions))
	for _, v := range b.versions {
		all = append(all, v.Version)
	}
	slices.SortFunc(all, func(a, b Version) int {
		return cmp.Or(b.born().Compare(a.born()), bytes.Compare(b.ID[:], a.ID[:]))
	})
	return all, nil
}

// Version finds one.
func (r *Registry) Version(ctx context.Context, id uuid.UUID) (Version, error) {
	record, err := r.config.Store.Record(ctx, store.Models, id)
	if err != nil || isLine(record.Key) {
		if err == nil || ticket.IsKind(err, ticket.NotFound) {
			err = ticket.Errorf(ticket.NotFound, "id", "there is no model %s: GET /v1/models lists them", id)
		}
		return Version{}, err
	}
	var v Version
	return v, unmarshal(&record, &v)
}

// born is when a version came to be.
func (v *Version) born() time.Time {
	if len(v.Steps) == 0 {
		return time.Time{}
	}
	return v.Steps[0].At
}

// moved is when it came to its stage.
func (v *Version) moved() time.Time {
	if len(v.Steps) == 0 {
		return time.Time{}
	}
	return v.Steps[len(v.Steps)-1].At
}

// kept is something with the version of its record.
type kept[T any] struct {
	Version T
	at      int64
}

// book is all that the registry knows, as it stood at one moment.
type book struct {
	versions map[uuid.UUID]*kept[Version]
	lines    map[models.Task]*kept[line]
}

func (r *Registry) book(ctx context.Context) (*book, error) {
	records, err := r.config.Store.RecordsOf(ctx, store.Models)
	if err != nil {
		return nil, err
	}
	b := &book{versions: map[uuid.UUID]*kept[Version]{}, lines: map[models.Task]*kept[line]{}}
	for i := range records {
		record := &records[i]
		if isLine(record.Key) {
			l := kept[line]{at: record.Version}
			if err := unmarshal(record, &l.Version); err != nil {
				return nil, err
			}
			b.lines[l.Version.Task] = &l
			continue
		}
		v := kept[Version]{at: record.Version}
		if err := unmarshal(record, &v.Version); err != nil {
			return nil, err
		}
		b.versions[record.ID] = &v
	}
	return b, nil
}

// at finds the version of a task that is at one of some stages.
func (b *book) at(task models.Task, stages ...Stage) *kept[Version] {
	for _, v := range b.versions {
		if v.Version.Task == task && slices.Contains(stages, v.Version.Stage) {
			return v
		}
	}
	return nil
}

func unmarshal(record *store.Record, into any) error {
	if err := json.Unmarshal(record.Body, into); err != nil {
		return fmt.Errorf("%s %s: %w", record.Kind, record.ID, err)
	}
	return nil
}

// idOf is the id of what there is one of for each name.
func idOf(what, name string) uuid.UUID {
	sum := sha256.Sum256([]byte(what + " " + name))
	return uuid.UUID(sum[:16])
}
