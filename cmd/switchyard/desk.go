package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
	"switchyard/internal/api"
	"switchyard/internal/dispatch"
	"switchyard/internal/experience"
	"switchyard/internal/feedback"
	"switchyard/internal/foresight"
	"switchyard/internal/lifecycle"
	"switchyard/internal/pace"
	"switchyard/internal/registry"
	"switchyard/internal/rollout"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/suggest"
	"switchyard/internal/triage"
	"switchyard/internal/watch"
)

// desk is the part of serve that keeps tickets.
type desk struct {
	store store.Store
	// token is the secret made at the first start where none was given, to be
	// told once. locked says that the one given was revoked.
	token  string
	locked bool

	rollout *rollout.Follower // nil until serve

	bundles []string // of serve

	pretend    pretend
	stop       context.CancelFunc
	background sync.WaitGroup
}

// newID makes ids that sort by their time.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) } // fails only where the system has no randomness

// openDesk opens the database and makes sure that somebody can come in.
func openDesk(ctx context.Context, name, secret string) (*desk, error) {
	s, err := openStore(ctx, name)
	if err != nil {
		return nil, err
	}
	d := &desk{store: s, stop: func() {}}
	if err := d.letIn(ctx, secret); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return d, nil
}

// letIn makes the first token. Without a secret in the environment it makes
// one up at the first start.
func (d *desk) letIn(ctx context.Context, secret string) error {
	if secret == "" {
		tokens, err := d.store.RecordsOf(ctx, store.Tokens)
		if err != nil || len(tokens) > 0 {
			return err
		}
		secret = access.NewSecret()
		d.token = secret
	}
	came, err := access.Bootstrap(ctx, d.store, secret, time.Now(), newID)
	if err != nil {
		return fmt.Errorf("%s: %w", bootstrapVariable, err)
	}
	d.locked = came == access.Revoked
	return nil
}

// tell says who can come in. The token is stored by now: were it told after the
// server is up, one that cannot start would lose it for good.
func (d *desk) tell(out io.Writer) {
	switch {
	case d.token != "":
		fmt.Fprintf(out, "The first admin token, shown this once and kept nowhere: %s\n", d.token)
	case d.locked:
		fmt.Fprintf(out, "The secret in %s was revoked and lets nobody in: use another token, or put another secret there.\n", bootstrapVariable)
	}
}

// bootstrapVariable names the variable with the secret of the first admin token.
const bootstrapVariable = "SWITCHYARD_BOOTSTRAP_TOKEN"

// keepTidy is how often what has run out is removed, and keptFor how long an
// idempotency key is remembered.
const (
	keepTidy = 10 * time.Minute
	keptFor  = 24 * time.Hour
)

// What watches the tickets takes so much of a processor at most, so that it does
// not slow down those who bring them: on a day with too many it is behind. beside
// is for what people wait to be told of, aside for what has time.
const (
	beside pace.Share = .1
	aside  pace.Share = .04
)

// serve has the API answer for the desk, and starts what works in the
// background until close. It gives the engine in use, which follows the models
// that the desk trains; asked says what answers until there are some.
func (d *desk) serve(ctx context.Context, config *api.Config, asked rollout.Config, budget time.Duration) (*triage.Switch, error) {
	config.Registry = registry.New(registry.Config{Store: d.store, Settings: setup.New(d.store, time.Now, newID).Settings, Now: time.Now, NewID: newID})
	asked.Registry, asked.Store, asked.Now, asked.Log = config.Registry, d.store, time.Now, config.Log
	var err error
	if d.rollout, err = rollout.New(asked); err != nil {
		return nil, err
	}
	d.rollout.Start(ctx)
	config.Rollout = d.rollout
	engine := d.rollout.Switch()
	if err := d.fill(ctx, engine); err != nil {
		return nil, err
	}
	plan, err := lifecycle.ReadPlan(ctx, d.store)
	if err != nil {
		return nil, err
	}
	config.Store, config.Keys = d.store, access.NewKeyring(d.store, time.Now)
	config.Desk = lifecycle.New(d.store, plan, time.Now, newID)
	learnt := experience.New(experience.Config{Store: d.store, Now: time.Now, Log: config.Log})
	config.Experience = learnt
	config.Quality = feedback.New(feedback.Config{Store: d.store, Now: time.Now, Log: config.Log})
	config.Foresight = foresight.New(foresight.Config{Store: d.store, Share: aside, Now: time.Now, Log: config.Log})
	config.Dispatcher, err = dispatch.New(ctx, dispatch.Config{
		Store: d.store, Desk: config.Desk, Reader: engine, Experience: learnt, Settings: new(setup.Routing), Audits: true, Budget: budget,
		Now: time.Now, NewID: newID, Log: config.Log,
	})
	if err != nil {
		return nil, err
	}
	if config.Incidents, err = incident.New(incident.Config{Store: d.store, Desk: config.Desk, Share: beside, Now: time.Now, NewID: newID, Log: config.Log}); err != nil {
		return nil, err
	}
	config.Watch = watch.New(watch.Config{Store: d.store, Registry: config.Registry, Starters: asked.Base, Share: aside, Now: time.Now, NewID: newID, Log: config.Log})
	if config.Suggest, err = suggest.New(suggest.Config{Store: d.store, Now: time.Now, NewID: newID, Log: config.Log, Secret: os.Getenv}); err != nil {
		return nil, err
	}
	ctx, d.stop = context.WithCancel(context.WithoutCancel(ctx))
	d.background.Go(func() { learnt.Run(ctx) })
	d.background.Go(func() { config.Watch.Run(ctx) })
	d.background.Go(func() { config.Quality.Run(ctx) })
	d.background.Go(func() { config.Foresight.Run(ctx) })
	d.background.Go(func() { config.Incidents.Run(ctx) })
	d.background.Go(func() { config.Suggest.Run(ctx) })
	d.background.Go(func() { config.Dispatcher.Run(ctx) })
	d.background.Go(func() { d.rollout.Follow(ctx) })
	d.background.Go(func() { d.rollout.Judge(ctx) })
	d.background.Go(func() { d.tidy(ctx, config.Desk, config.Log) })
	d.background.Go(func() { d.eraseOn(ctx, config.Registry, config.Log) })
	d.play(ctx, config, engine)
	d.learn(ctx, config, d.bundles)
	return engine, nil
}

// tidy removes what has run out.
func (d *desk) tidy(ctx context.Context, tickets *lifecycle.Desk, log *slog.Logger) {
	tick := time.NewTicker(keepTidy)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			err := errors.Join(d.store.Prune(ctx, now.Add(-keptFor)), d.expire(ctx, now, time.Duration(tickets.Plan().Rules.RemoveClosedAfter)))
			if err != nil && ctx.Err() == nil {
				log.LogAttrs(ctx, slog.LevelWarn, "what has run out could not be removed", slog.Any("error", err))
			}
		}
	}
}

// expired is how many tickets are removed at a time.
const expired = 500

// expire removes tickets that were closed long ago, some at a time.
func (d *desk) expire(ctx context.Context, now time.Time, after time.Duration) error {
	for after > 0 {
		n, err := d.store.Expire(ctx, now.Add(-after), expired)
		if err != nil || n < expired {
			return err
		}
	}
	return nil
}

// close ends the work in the background and closes the database. It does so too
// when ctx has ended.
func (d *desk) close(ctx context.Context) error {
	if d == nil {
		return nil
	}
	d.stop()
	d.background.Wait()
	var err error
	if d.rollout != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
		defer cancel()
		err = d.rollout.Close(ctx)
	}
	return errors.Join(err, d.store.Close())
}

// lastAnswers is how long a model may still take over a text whose request has
// ended.
const lastAnswers = 5 * time.Second
