package watch

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"log/slog"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/monitor"
	"switchyard/training/topic"
)

// The events of this package.
const (
	DriftNoticed  ticket.EventType = "drift.noticed"
	TopicProposed ticket.EventType = "topic.proposed"
	TopicSettled  ticket.EventType = "topic.settled" // accepted or dismissed
)

// machine is who notices.
var machine = ticket.Actor{Kind: ticket.ByMachine}

// idOf is the id of what there is one of for each name.
func idOf(what, name string) uuid.UUID {
	sum := sha256.Sum256([]byte(what + " " + name))
	return uuid.UUID(sum[:16])
}

// current is the sheet of a task: the one in memory, or the stored one where that
// is further on, or a new one where the champion is another.
func (w *Watch) current(ctx context.Context, task models.Task) (*watched, error) {
	record, err := w.config.Store.Record(ctx, store.Monitors, idOf("monitor", string(task)))
	if err != nil && !ticket.IsKind(err, ticket.NotFound) {
		return nil, err
	}
	t := w.tasks[task]
	if err == nil && (t == nil || record.Version != t.version) {
		if t, err = w.restore(ctx, task, &record, t); err != nil {
			return nil, err
		}
	}
	standing, err := w.config.Registry.Standing(ctx)
	if err != nil {
		return nil, err
	}
	champion, alpha := "", 0.
	if v, there := standing.Champions[task]; there {
		champion = v.Name
		if t == nil || t.sheet.Model != champion {
			if alpha, err = w.promised(ctx, v.ID); err != nil {
				return nil, err
			}
		}
	} else if w.config.Starters != nil && w.config.Starters.Model(task) != nil {
		manifest := w.config.Starters.Model(task).Manifest()
		champion, alpha = manifest.Version(), alphaOf(manifest)
	}
	_, held := standing.Holds[task]
	switch {
	case t == nil:
		head, err := w.config.Store.Head(ctx)
		if err != nil {
			return nil, err
		}
		t = w.begin(task, champion, alpha, min(head, 0), 0)
	case champion != "" && t.sheet.Model != "" && t.sheet.Model != champion:
		ours := t.sheet.Held && held && standing.Holds[task].Why == t.sheet.Alarm.Words
		t = w.begin(task, champion, alpha, t.sheet.Cursor, t.version)
		if ours {
			if err := w.config.Registry.Release(ctx, task, "a new champion has taken over", machine); err != nil && !ticket.IsKind(err, ticket.NotFound) && !ticket.IsKind(err, ticket.Conflict) {
				return nil, err
			}
		}
	case t.sheet.Alarm != nil && t.sheet.Held && !held: // a person says that all is as it should be
		if t.sheet.Promise != nil {
			alpha = t.sheet.Promise.Alpha
		}
		t = w.begin(task, t.sheet.Model, alpha, t.sheet.Cursor, t.version)
	}
	w.tasks[task] = t
	return t, nil
}

// judgedAQuarter is how many applied answers are judged blindly in a quarter.
const judgedAQuarter = 1800

// begin is a new sheet.
func (w *Watch) begin(task models.Task, model string, alpha float64, cursor, version int64) *watched {
	t := &watched{version: version, joined: map[int]joined{}, fresh: saveAfter,
		sheet: Sheet{Task: task, Model: model, Since: w.config.Now().UTC(), Cursor: cursor, Before: &first{Sums: map[string]float64{}}}}
	if p, err := monitor.NewPromise(alpha, monitor.PromiseAlarms, judgedAQuarter); err == nil {
		t.sheet.Promise = p // a model without a certificate promises nothing
	}
	return t
}

// promised is the error that a version's certificate allows, 0 without one. A
// version whose bundle is missing or broken does not answer, and promises nothing:
// that is told elsewhere, and must not keep the other tasks from being watched.
func (w *Watch) promised(ctx context.Context, id uuid.UUID) (float64, error) {
	bundle, err := w.config.Registry.Bundle(ctx, id)
	if ticket.IsKind(err, ticket.NotFound) || ticket.IsKind(err, ticket.Conflict) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return alphaOf(&bundle.Manifest), nil
}

func alphaOf(m *models.Manifest) float64 {
	if m.Certificate == nil {
		return 0
	}
	return m.Certificate.Alpha
}

// restore reads a stored sheet. One that this node is further on than stays, and
// so does what is in memory where the stored one cannot be read.
func (w *Watch) restore(ctx context.Context, task models.Task, record *store.Record, have *watched) (*watched, error) {
	t := &watched{version: record.Version, joined: map[int]joined{}}
	err := json.Unmarshal(record.Body, &t.sheet)
	if err == nil {
		err = t.sheet.validate()
	}
	if err != nil {
		if !w.failed[string(task)] {
			w.failed[string(task)] = true
			w.config.Log.LogAttrs(ctx, slog.LevelError, "what was watched cannot be read, and is begun anew", slog.String("task", string(task)), slog.Any("error", err))
		}
		return w.begin(task, "", 0, t.sheet.Cursor, record.Version), nil
	}
	if have != nil && t.sheet.Alarm == nil && t.sheet.Model == have.sheet.Model && t.sheet.Since.Equal(have.sheet.Since) && t.sheet.Cursor < have.sheet.Cursor {
		have.version = record.Version
		return have, nil
	}
	if t.sheet.Topics != nil {
		var ids []string
		for _, h := range t.sheet.Topics.Held {
			ids = append(ids, h.ID)
		}
		texts, err := w.textsOf(ctx, ids)
		if err != nil {
			return nil, err
		}
		if t.finder, err = topic.Restore(topic.Options{}, *t.sheet.Topics, texts); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// save stores the sheet, with what was found since. It is false where another
// node was first: then the sheet is read again.
func (w *Watch) save(ctx context.Context, t *watched) (mine bool, err error) {
	if t.finder != nil {
		state := t.finder.State()
		t.sheet.Topics = &state
	}
	body, err := json.Marshal(&t.sheet)
	if err != nil {
		return false, err
	}
	task := string(t.sheet.Task)
	write := &store.Write{Records: []store.RecordWrite{{Expect: t.version, Record: store.Record{Kind: store.Monitors, ID: idOf("monitor", task), Key: task, Body: body}}}}
	if a := t.sheet.Alarm; a != nil && !t.sheet.Held {
		if write.Events, err = w.event(write.Events, DriftNoticed, drifted{t.sheet.Task, t.sheet.Model, a.Alarm}, a.ID); err != nil {
			return false, err
		}
	}
	for i := range t.found {
		if err := w.propose(write, &t.found[i]); err != nil {
			return false, err
		}
	}
	_, err = w.config.Store.Commit(ctx, write)
	if ticket.IsKind(err, ticket.Conflict) {
		delete(w.tasks, t.sheet.Task)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	t.version, t.fresh, t.found = t.version+1, 0, nil
	w.saved[t.sheet.Task] = w.config.Now()
	return true, w.grow(ctx, t)
}

// drifted is the data of drift.noticed.
type drifted struct {
	Task  models.Task `json:"task"`
	Model string      `json:"model"`
	monitor.Alarm
}

// event adds one of the machine.
func (w *Watch) event(events []ticket.Event, what ticket.EventType, data any, id uuid.UUID) ([]ticket.Event, error) {
	raw, err := json.Marshal(data)
	return append(events, ticket.Event{ID: id, Type: what, Actor: machine, At: w.config.Now().UTC(), Data: raw}.Sealed()), err
}

// seeToHold holds a task whose alarm is stored, once. A node that stops between
// the two is followed by one that does it.
func (w *Watch) seeToHold(ctx context.Context, t *watched) error {
	a := t.sheet.Alarm
	if a == nil || t.sheet.Held || t.version == 0 {
		return nil
	}
	if _, err := w.config.Registry.Hold(ctx, t.sheet.Task, a.Words, machine); err != nil && !ticket.IsKind(err, ticket.Conflict) {
		return err
	}
	t.sheet.Held = true
	_, err := w.save(ctx, t)
	return err
}
