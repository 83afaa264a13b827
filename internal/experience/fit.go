package experience

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"switchyard/routing/learn"
)

// refit fits a model once an hour, if there is something new: to what was known
// at the full hour, so that every node comes to the same. A fit that fails leaves
// what there was, and is tried again an hour later.
func (x *Experience) refit(ctx context.Context) error {
	hour := x.now().UTC().Truncate(time.Hour)
	if !hour.After(x.fitted) || !x.fitted.IsZero() && !x.stale && hour.Sub(x.fitted) < 24*time.Hour {
		return nil
	}
	x.mu.Lock()
	x.memory.forget(x.now())
	outcomes := x.memory.all()
	x.mu.Unlock()
	learner := x.novice()
	learner.Observe(asOf(outcomes, hour)...)
	if err := learner.Refit(ctx, hour); err != nil {
		if ctx.Err() != nil {
			return err
		}
		x.log.LogAttrs(ctx, slog.LevelWarn, "no model could be fitted; the counters are used, and it is tried again in an hour", slog.Any("error", err))
	}
	learner.Observe(outcomes...) // what came since the hour
	x.learner.Store(learner)
	x.fitted, x.stale = hour, false
	return nil
}

// asOf are outcomes as they were known at an instant.
func asOf(outcomes []learn.Outcome, at time.Time) []learn.Outcome {
	var then []learn.Outcome
	for _, o := range outcomes {
		if o.At.After(at) {
			continue
		}
		if o.Known.After(at) {
			o.Known, o.Success, o.Hours, o.Done = time.Time{}, false, 0, false
		}
		then = append(then, o)
	}
	return then
}

// publish puts what is known now in place of what was.
func (x *Experience) publish(ctx context.Context) error {
	s := &snapshot{model: x.learner.Load().Model(), last: map[string]time.Time{}, known: map[uuid.UUID]string{}}
	staff, err := x.colleagues(ctx)
	if err != nil {
		return err
	}
	s.prices = x.price(staff, s.model)
	now := x.now()
	solved, worked := map[uuid.UUID]time.Time{}, map[string]time.Duration{}
	for _, tr := range x.memory.traces {
		for _, stay := range tr.stays {
			if s.last[stay.agent].Before(stay.at) {
				s.last[stay.agent] = stay.at
			}
			if now.Sub(stay.at) <= lately {
				worked[stay.agent] += stay.worked
			}
			before := solved[tr.requester]
			if now.Sub(stay.solved) <= recent && (stay.solved.After(before) || stay.solved.Equal(before) && stay.agent < s.known[tr.requester]) {
				solved[tr.requester], s.known[tr.requester] = stay.solved, stay.agent
			}
		}
	}
	s.worked = x.shares(staff, worked, now)
	x.known.Store(s)
	return nil
}
