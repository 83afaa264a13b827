package retrain

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Run carries out what Start was asked for, and what is due by itself, until ctx
// ends. It is called once.
func (r *Retrainer) Run(ctx context.Context) {
	tick := time.NewTicker(r.config.Look)
	defer tick.Stop()
	var labels tally
	for {
		select {
		case <-ctx.Done():
			return
		case q := <-r.queue:
			r.carryOut(ctx, q.claim, q.order)
		case <-tick.C:
			order, due, err := r.due(ctx, &labels)
			if err != nil {
				if ctx.Err() == nil {
					r.config.Log.LogAttrs(ctx, slog.LevelWarn, "it could not be seen whether a retraining is due", slog.Any("error", err))
				}
				continue
			}
			if !due {
				continue
			}
			c, err := r.claim(ctx, &order)
			if ticket.IsKind(err, ticket.Conflict) { // another node does it
				continue
			}
			if err != nil {
				r.log(ctx, uuid.Nil)(Run{}, err)
				continue
			}
			r.carryOut(ctx, c, order)
		}
	}
}

// carryOut does a run. What it took is given back to the system at once: by
// itself that takes minutes, and a desk retrains once in a while.
func (r *Retrainer) carryOut(ctx context.Context, c *claim, order Order) {
	id := c.run.ID
	run, err := r.work(ctx, c, order, nil)
	r.log(ctx, id)(run, err)
	debug.FreeOSMemory()
}

func (r *Retrainer) log(ctx context.Context, id uuid.UUID) func(Run, error) {
	return func(run Run, err error) {
		if err != nil && ctx.Err() == nil {
			r.config.Log.LogAttrs(ctx, slog.LevelWarn, "a retraining failed", slog.String("id", id.String()), slog.Any("error", err))
			return
		}
		for _, result := range run.Results {
			r.config.Log.LogAttrs(ctx, slog.LevelInfo, "retrained", slog.String("id", id.String()), slog.String("task", string(result.Task)),
				slog.String("model", result.Name), slog.String("stage", string(result.Stage)), slog.Float64("seconds", result.Seconds))
		}
	}
}

// tally counts the tickets that people labelled since a place in the log. It reads
// each event once.
type tally struct {
	since, read int64
	tickets     map[uuid.UUID]struct{}
}

// due says whether a run should begin now: because a version has learnt from
// somebody who was erased, or because people have labelled enough tickets since the
// last run. The tally remembers what was counted; a new one counts anew.
func (r *Retrainer) due(ctx context.Context, labels *tally) (Order, bool, error) {
	settings, _, err := r.config.Registry.Settings(ctx)
	if err != nil {
		return Order{}, false, err
	}
	runs, err := r.List(ctx)
	if err != nil || len(runs) > 0 && runs[0].State == Running {
		return Order{}, false, err
	}
	pause := time.Duration(settings.Every * float64(time.Hour))
	lately := func(task models.Task, pause time.Duration) bool {
		return slices.ContainsFunc(runs, func(run Run) bool {
			return r.now().Sub(run.StartedAt) < pause && (task == "" || slices.Contains(run.Tasks, task))
		})
	}
	standing, err := r.config.Registry.Standing(ctx)
	if err != nil {
		return Order{}, false, err
	}
	machine := ticket.Actor{Kind: ticket.ByMachine}
	for _, task := range registry.Trainable() {
		for _, by := range []map[models.Task]registry.Version{standing.Champions, standing.Challengers} {
			if v, ok := by[task]; ok && v.Stale != "" && !lately(task, min(pause, 24*time.Hour)) {
				return Order{Tasks: []models.Task{task}, By: machine, Why: fmt.Sprintf("%s must be replaced: %s", v.Name, v.Stale), Replace: true}, true, nil
			}
		}
	}
	if !settings.Automatic || len(settings.Tasks) == 0 || lately("", pause) {
		return Order{}, false, nil
	}
	since := int64(0)
	if len(runs) > 0 {
		since = runs[0].Head
	}
	fresh, err := r.count(ctx, labels, since)
	if err != nil || fresh < settings.NewLabels {
		return Order{}, false, err
	}
	return Order{By: machine, Why: fmt.Sprintf("people have labelled %d tickets since the last run, %d are enough", fresh, settings.NewLabels)}, true, nil
}

// count gives how many tickets people have labelled since a place in the log.
func (r *Retrainer) count(ctx context.Context, t *tally, since int64) (int, error) {
	if t.tickets == nil || t.since != since {
		*t = tally{since: since, read: since, tickets: map[uuid.UUID]struct{}{}}
	}
	for {
		const page = 1000
		events, err := r.config.Store.Events(ctx, store.EventQuery{After: t.read, Limit: page,
			Types: []ticket.EventType{ticket.TicketChanged, ticket.TicketMoved, ticket.TicketJudged, ticket.TicketImported}})
		if err != nil {
			return 0, err
		}
		for i := range events {
			if e := &events[i]; labels(e) {
				t.tickets[e.Ticket] = struct{}{}
			}
			t.read = events[i].Seq
		}
		if len(events) < page {
			return len(t.tickets), nil
		}
	}
}

// labels says whether somebody gave a label with an event.
func labels(e *ticket.Event) bool {
	switch {
	case e.Type == ticket.TicketImported:
		return true
	case !e.Actor.Human():
		return false
	case e.Type == ticket.TicketJudged:
		return true
	}
	var data struct {
		Changes  map[string]json.RawMessage `json:"changes"`
		From, To ticket.Status
	}
	if json.Unmarshal(e.Data, &data) != nil {
		return false
	}
	_, category := data.Changes["category"]
	_, priority := data.Changes["priority"]
	return category || priority || data.From == ticket.Spam || data.To == ticket.Spam
}
