package rollout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/pace"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
)

// Registry is what is followed and acted upon; registry.Registry is one.
type Registry interface {
	Standing(ctx context.Context) (registry.Standing, error)
	Settings(ctx context.Context) (registry.Settings, int64, error)
	Bundle(ctx context.Context, id uuid.UUID) (*models.Bundle, error)
	Move(ctx context.Context, id uuid.UUID, to registry.Stage, share float64, by ticket.Actor, why string) (registry.Version, error)
}

// Store is what is read of the tickets.
type Store interface {
	store.Tickets
	store.Events
}

// Config is what a Follower works with.
type Config struct {
	Registry Registry
	Store    Store
	// Base answers where no version of the desk's own does. The caller closes it,
	// after the Follower.
	Base        *models.Set
	Detector    *langdetect.Detector // nil for none
	FalseAlarms float64              // see triage.NewEngine
	Options     models.Options       // how bundles are opened
	Now         func() time.Time
	Log         *slog.Logger
}

// Follower keeps a Switch as the registry says. Follow and Judge each run in a
// goroutine of their own; the other methods may be called from any.
type Follower struct {
	config Config
	inUse  *triage.Switch
	state  atomic.Pointer[State]

	// The rest is Follow's alone.
	shelf  shelf
	cursor int64
	signs  string // of what is in use
}

// State is how far what is in use is what the registry asks for.
type State struct {
	Problems []Missing `json:"problems" nullable:"false"`

	standing registry.Standing
	settings registry.Settings
	tallies  map[string]*triage.Tally // by the hash of a second
}

// Missing is a version that should answer and does not.
type Missing struct {
	Task    models.Task `json:"task"`
	Version string      `json:"version"`
	Detail  string      `json:"detail" doc:"What is wrong, and what answers instead"`
}

// New starts with the base models in use; Follow brings the others.
func New(c Config) (*Follower, error) {
	engine, err := triage.New(c.Base, c.Detector, c.FalseAlarms)
	if err != nil {
		return nil, err
	}
	f := &Follower{config: c, inUse: triage.NewSwitch(engine)}
	f.shelf = shelf{registry: c.Registry, options: c.Options, open: map[string]opened{}, failed: map[string]failure{}}
	f.state.Store(&State{Problems: []Missing{}, settings: registry.DefaultSettings()})
	return f, nil
}

// Switch is the engine in use.
func (f *Follower) Switch() *triage.Switch { return f.inUse }

// Problems are the versions that should answer and do not.
func (f *Follower) Problems() []Missing { return f.state.Load().Problems }

// How often the registry is looked at without hearing of a change, and the least
// time between two looks.
const (
	lookFor = 15 * time.Second
	restFor = 200 * time.Millisecond
)

// Start looks once, so that the first request meets the champions. What goes
// wrong is logged: the base models answer then.
func (f *Follower) Start(ctx context.Context) { f.insist(ctx) }

// Follow looks whenever models or holds have changed, here or on another node,
// and every few seconds by itself, until ctx ends.
func (f *Follower) Follow(ctx context.Context) {
	changes := f.config.Store.Changes(ctx)
	for heard := range pace.Rounds(ctx, changes, lookFor, 0) {
		if heard && !f.moved(ctx) {
			pace.Wait(ctx, restFor)
			continue
		}
		f.insist(ctx)
	}
}

// moved says whether anything happened to models, holds or settings since the
// last time.
func (f *Follower) moved(ctx context.Context) bool {
	head, err := f.config.Store.Head(ctx)
	if err != nil || head == f.cursor {
		return err != nil
	}
	events, err := f.config.Store.Events(ctx, store.EventQuery{After: f.cursor, Types: append(registry.EventTypes(), "settings.changed"), Limit: 1})
	if err == nil {
		f.cursor = head // an event that came since is seen again, which does no harm
	}
	return err != nil || len(events) > 0
}

func (f *Follower) insist(ctx context.Context) {
	if err := f.look(ctx); err != nil && ctx.Err() == nil {
		f.config.Log.LogAttrs(ctx, slog.LevelError, "the models in use could not be brought up to date; those that answer go on", slog.Any("error", err))
	}
}

// look brings what is in use in line with the registry.
func (f *Follower) look(ctx context.Context) error {
	settings, _, err := f.config.Registry.Settings(ctx)
	if err != nil { // one that cannot be read must not keep a champion from answering
		f.config.Log.LogAttrs(ctx, slog.LevelError, "the settings of learning cannot be gone by", slog.Any("error", err))
		settings = f.state.Load().settings
	}
	standing, err := f.config.Registry.Standing(ctx)
	if err != nil {
		return err
	}
	p := planned(&standing, &settings, f.config.Now())
	lineup, needed, problems, err := f.seat(ctx, &p, &standing)
	if err != nil {
		return err
	}
	if err := f.use(lineup); err != nil {
		return err
	}
	f.tell(ctx, problems)
	f.shelf.tidy(needed, f.config.Log)
	state := &State{Problems: problems, standing: standing, settings: settings, tallies: map[string]*triage.Tally{}}
	for hash, o := range f.shelf.open {
		state.tallies[hash] = o.tally
	}
	f.state.Store(state)
	return nil
}

// seat opens the models of a plan. One that cannot be opened is a problem, and
// the champion before or the base model answers instead.
func (f *Follower) seat(ctx context.Context, p *plan, s *registry.Standing) (l triage.Lineup, needed []string, problems []Missing, err error) {
	now := f.config.Now()
	l = triage.Lineup{Beside: map[models.Task]triage.Second{}, Held: p.held}
	problems = []Missing{}
	take := func(v *registry.Version, instead string) (opened, bool) {
		o, err := f.shelf.take(ctx, v, now)
		if err != nil {
			problems = append(problems, Missing{v.Task, v.Name, fmt.Sprintf("%v; %s", err, instead)})
			return o, false
		}
		needed = append(needed, v.Hash)
		return o, true
	}
	var members []*models.Model
	for _, task := range models.Tasks() {
		first := f.config.Base.Model(task)
		if champion := p.first[task]; !champion.starter() {
			before := s.Before[task]
			if o, ok := take(&champion.version, "the champion before it, or the starter model, answers"); ok {
				first = o.model
			} else if before.Hash != "" {
				if o, ok := take(&before, "the starter model answers"); ok {
					first = o.model
				}
			}
		}
		if first != nil {
			members = append(members, first)
		}
		place, wanted := p.second[task]
		if !wanted || first == nil {
			continue
		}
		second := triage.Second{Model: f.config.Base.Model(task), Share: place.share, Patience: late}
		if !place.starter() {
			o, ok := take(&place.version, "nothing is tried beside the champion")
			if !ok {
				continue
			}
			second.Model, second.Tally = o.model, o.tally
		}
		if second.Model != nil && second.Model != first {
			l.Beside[task] = second
		}
	}
	if ctx.Err() != nil {
		return l, nil, nil, context.Cause(ctx)
	}
	l.First, err = models.NewSet(members...)
	return l, needed, problems, err
}

// use swaps engines where another lineup is asked for.
func (f *Follower) use(l triage.Lineup) error {
	signs := signsOf(&l)
	if signs == f.signs {
		return nil
	}
	engine, err := triage.NewEngine(l, f.config.Detector, f.config.FalseAlarms)
	if err != nil {
		return err
	}
	f.shelf.retired = append(f.shelf.retired, f.inUse.Swap(engine))
	f.signs = signs
	f.config.Log.Info("models in use", slog.String("lineup", signs))
	return nil
}

// signsOf tells lineups apart.
func signsOf(l *triage.Lineup) string {
	var out strings.Builder
	for _, task := range models.Tasks() {
		if m := l.First.Model(task); m != nil {
			out.WriteString(m.Manifest().Version())
		}
		if second, ok := l.Beside[task]; ok {
			fmt.Fprintf(&out, " beside %s for %v", second.Model.Manifest().Version(), second.Share)
		}
		if _, held := l.Held[task]; held {
			out.WriteString(" held " + string(task))
		}
		out.WriteByte(';')
	}
	return out.String()
}

// tell logs the problems that are new.
func (f *Follower) tell(ctx context.Context, problems []Missing) {
	known := f.state.Load().Problems
	for _, p := range problems {
		if !slices.Contains(known, p) {
			f.config.Log.LogAttrs(ctx, slog.LevelError, "a model that should answer does not", slog.String("task", string(p.Task)),
				slog.String("version", p.Version), slog.String("detail", p.Detail))
		}
	}
}

// Close closes the models of versions once nobody asks them any more, but not
// those of Base, and waits for that until ctx ends. Follow must have ended. The
// Switch answers with the base models from then on.
func (f *Follower) Close(ctx context.Context) error {
	engine, err := triage.New(f.config.Base, f.config.Detector, f.config.FalseAlarms)
	if err != nil {
		return err
	}
	f.shelf.retired = append(f.shelf.retired, f.inUse.Swap(engine))
	f.signs = ""
	var errs []error
	for _, r := range f.shelf.retired {
		if err := r.Wait(ctx); err != nil {
			errs = append(errs, fmt.Errorf("models are still asked and stay open: %w", err))
			break
		}
	}
	f.shelf.tidy(nil, f.config.Log)
	return errors.Join(errs...)
}
