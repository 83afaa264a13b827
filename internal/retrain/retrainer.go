package retrain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Config is what retraining needs.
type Config struct {
	Store    store.Store
	Registry *registry.Registry
	// Starters reads the bundles that answer where a task has no version of its own;
	// nil for none. It is asked when a run needs one: they take memory.
	Starters func() (map[models.Task]*models.Bundle, error)
	// Options are those of every run; Attempt, Known and Now are filled in. The zero
	// value takes DefaultOptions.
	Options Options
	// Workers is how many processors a run may take, 0 for all.
	Workers int
	Node    string // names this process in its runs
	Now     func() time.Time
	NewID   func() uuid.UUID // UUIDv7
	Log     *slog.Logger     // nil for none
	// Beat is how often a run says that it lives and looks whether it is cancelled,
	// and Look how often Run looks whether one should start; 0 for 2 s and a minute.
	Beat, Look time.Duration
}

// Retrainer runs the learning loop. Its methods may be called from any goroutine;
// any number of them, on any number of nodes, may share a database, in which one
// run is on at a time. Errors are ticket.Problems.
type Retrainer struct {
	config Config
	queue  chan queued
}

// queued is a run that Start has stored and Run carries out.
type queued struct {
	claim *claim
	order Order
}

// New makes a Retrainer. Do carries a run out itself; Start needs Run.
func New(c Config) *Retrainer {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Beat == 0 {
		c.Beat = 2 * time.Second
	}
	if c.Look == 0 {
		c.Look = time.Minute
	}
	return &Retrainer{config: c, queue: make(chan queued)}
}

// Registry is where its models are kept.
func (r *Retrainer) Registry() *registry.Registry { return r.config.Registry }

// Do carries out an order and gives the run as it ended. tell hears how far it is;
// it is called by one goroutine at a time. The error is a Conflict while another
// run is on, and what broke it else; that its challengers are refused is none.
func (r *Retrainer) Do(ctx context.Context, order Order, tell func(Progress)) (Run, error) {
	c, err := r.claim(ctx, &order)
	if err != nil {
		return Run{}, err
	}
	return r.work(ctx, c, order, tell)
}

// Try is Do without a write: nobody hears of it, and it takes nobody's place.
func (r *Retrainer) Try(ctx context.Context, order Order, tell func(Progress)) (Run, error) {
	run, err := r.plan(ctx, &order)
	if err != nil {
		return Run{}, err
	}
	run.Results, err = r.learn(ctx, &claim{run: run}, order, tell, func(*Outcome, Result) (Result, error) { return Result{}, errDry })
	run.State, run.EndedAt = Done, r.now()
	return run, err
}

// errDry says that a result is not to be stored.
var errDry = errors.New("a dry run")

// Start begins a run in the background, where Run carries it out.
func (r *Retrainer) Start(ctx context.Context, order Order) (Run, error) {
	c, err := r.claim(ctx, &order)
	if err != nil {
		return Run{}, err
	}
	run := c.run // the other goroutine changes c
	select {
	case r.queue <- queued{c, order}:
		return run, nil
	case <-time.After(5 * time.Second):
		err = ticket.Errorf(ticket.Unavailable, "", "nothing carries out retrainings on this node now: try again")
	case <-ctx.Done():
		err = ctx.Err()
	}
	_, failed := r.end(context.WithoutCancel(ctx), c, Failed, err.Error())
	return Run{}, errors.Join(err, failed)
}

func (r *Retrainer) claim(ctx context.Context, order *Order) (*claim, error) {
	run, err := r.plan(ctx, order)
	if err != nil {
		return nil, err
	}
	return r.begin(ctx, run)
}

// plan checks an order and makes a run of it.
func (r *Retrainer) plan(ctx context.Context, order *Order) (Run, error) {
	settings, _, err := r.config.Registry.Settings(ctx)
	if err != nil {
		return Run{}, err
	}
	if len(order.Tasks) == 0 {
		order.Tasks = settings.Tasks
	}
	for i, task := range order.Tasks {
		if !slices.Contains(registry.Trainable(), task) {
			return Run{}, ticket.Errorf(ticket.Invalid, fmt.Sprintf("tasks[%d]", i), "is %q: only %v can be learnt from what agents do", task, registry.Trainable())
		}
		if slices.Contains(order.Tasks[:i], task) {
			return Run{}, ticket.Errorf(ticket.Invalid, fmt.Sprintf("tasks[%d]", i), "names %q again: name each task once", task)
		}
	}
	if len(order.Tasks) == 0 {
		return Run{}, ticket.Errorf(ticket.Invalid, "tasks", "is empty, and so are those of the settings: name at least one of %v", registry.Trainable())
	}
	if order.Stage == "" {
		order.Stage = registry.Shadow
	}
	if order.Stage != registry.Shadow && order.Stage != registry.Champion {
		return Run{}, ticket.Errorf(ticket.Invalid, "stage", "is %q: what passes becomes %s or %s", order.Stage, registry.Shadow, registry.Champion)
	}
	head, err := r.config.Store.Head(ctx)
	if err != nil {
		return Run{}, err
	}
	now := r.now()
	run := Run{
		ID: r.config.NewID(), State: Running, Tasks: order.Tasks, By: order.By, Why: order.Why, Node: r.config.Node, Source: "desk",
		StartedAt: now, Beat: now, Head: head, Progress: Progress{Stage: Exporting}, Results: []Result{},
	}
	if order.History != nil {
		run.Source = order.History.Name
	}
	return run, nil
}

func (r *Retrainer) now() time.Time { return r.config.Now().UTC() }

// List gives the runs, young ones first.
func (r *Retrainer) List(ctx context.Context) ([]Run, error) {
	all, err := r.all(ctx)
	runs := make([]Run, len(all))
	for i := range all {
		runs[i] = r.shown(all[i].run)
	}
	return runs, err
}

// Get finds a run.
func (r *Retrainer) Get(ctx context.Context, id uuid.UUID) (Run, error) {
	c, err := r.read(ctx, id)
	if err != nil {
		return Run{}, err
	}
	return r.shown(c.run), nil
}

// shown is a run as it is: one that is silent for too long is not on any more,
// though nobody has noted that yet.
func (r *Retrainer) shown(run Run) Run {
	if run.State == Running && r.now().Sub(run.Beat) >= dead {
		run.State, run.Problem = Interrupted, fmt.Sprintf("%s was not heard of after %s", run.Node, run.Beat.Format(time.RFC3339))
	}
	return run
}

// Cancel asks a run to end, wherever it is on; it ends within a few seconds and
// keeps the tasks that are done. A run that is over is a Conflict.
func (r *Retrainer) Cancel(ctx context.Context, id uuid.UUID, by ticket.Actor) (Run, error) {
	for try := 1; ; try++ {
		c, err := r.read(ctx, id)
		if err != nil {
			return Run{}, err
		}
		if c.run.State != Running {
			return Run{}, ticket.Errorf(ticket.Conflict, "", "the retraining is over: it is %s", c.run.State)
		}
		var w store.Write
		if c.run.Cancel = true; r.now().Sub(c.run.Beat) >= dead {
			err = r.interrupt(&w, c, r.now())
		} else {
			err = r.add(&w, c, RetrainingChanged, by)
		}
		if err != nil {
			return Run{}, err
		}
		_, err = r.config.Store.Commit(ctx, &w)
		if err == nil {
			return c.run, nil
		}
		if !ticket.IsKind(err, ticket.Conflict) || try == 20 {
			return Run{}, err
		}
	}
}
