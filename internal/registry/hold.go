package registry

import (
	"context"
	"slices"
	"strings"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Hold keeps a task's answers from being applied without a human, until
// Release. A task that is held already for another reason gets this one; for
// the same reason it stays as it is.
func (r *Registry) Hold(ctx context.Context, task models.Task, why string, by ticket.Actor) (Hold, error) {
	if !slices.Contains(models.Tasks(), task) {
		return Hold{}, ticket.Errorf(ticket.Invalid, "task", "is %q: it must be one of %v", task, models.Tasks())
	}
	if why = strings.TrimSpace(why); why == "" {
		return Hold{}, ticket.Errorf(ticket.Invalid, "why", "is missing: say in words what was noticed")
	}
	h := Hold{Task: task, At: r.config.Now().UTC(), By: by, Why: why}
	was, at, err := r.hold(ctx, task)
	if err != nil || at > 0 && was.Why == why {
		return was, err
	}
	what := HoldCreated
	if at > 0 {
		what = HoldChanged
	}
	return h, r.putHold(ctx, h, at, what, false)
}

// Release ends a hold. It is NotFound where there is none.
func (r *Registry) Release(ctx context.Context, task models.Task, why string, by ticket.Actor) error {
	_, at, err := r.hold(ctx, task)
	if err != nil {
		return err
	}
	if at == 0 {
		return ticket.Errorf(ticket.NotFound, "task", "the answers to %s are not held back", task)
	}
	return r.putHold(ctx, Hold{Task: task, By: by, Why: why}, at, HoldRemoved, true)
}

// hold reads one with the version of its record, 0 for none.
func (r *Registry) hold(ctx context.Context, task models.Task) (Hold, int64, error) {
	record, err := r.config.Store.Record(ctx, store.Holds, idOf("hold", string(task)))
	if ticket.IsKind(err, ticket.NotFound) {
		return Hold{}, 0, nil
	}
	if err != nil {
		return Hold{}, 0, err
	}
	var h Hold
	return h, record.Version, unmarshal(&record, &h)
}

func (r *Registry) putHold(ctx context.Context, h Hold, at int64, what ticket.EventType, remove bool) error {
	body, err := marshal(h)
	if err != nil {
		return err
	}
	id := idOf("hold", string(h.Task))
	event, err := r.event(h.By, what, held{id, string(h.Task), at + 1, h.Task, h.Why})
	if err != nil {
		return err
	}
	_, err = r.config.Store.Commit(ctx, &store.Write{
		Records: []store.RecordWrite{{Expect: at, Record: store.Record{Kind: store.Holds, ID: id, Key: string(h.Task), Body: body}, Remove: remove}},
		Events:  []ticket.Event{event},
	})
	return err
}
