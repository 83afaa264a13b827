package registry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// moves lists where a version may go from each stage. What the gate refused
// goes nowhere: it has proven nothing.
var moves = map[Stage][]Stage{
	"":         {Refused, Shadow, Champion}, // new ones
	Refused:    {},
	Shadow:     {Canary, Champion, Retired, RolledBack},
	Canary:     {Shadow, Canary, Champion, Retired, RolledBack},
	Champion:   {RolledBack},
	Retired:    {Shadow, Champion},
	RolledBack: {Shadow, Champion},
}

// again are the moves that undo a judgement: the machine may not make them.
func again(from, to Stage) bool { return from == RolledBack || from == Retired && to == Shadow }

// tries bounds how often a change is tried anew because something else changed
// meanwhile.
const tries = 8

// Move brings a version to a stage; share is that of a canary, 0 else. A new
// champion takes the place of the one before, which retires, a new challenger
// that of another, and the champion before, or the starter model, that of a
// champion which is rolled back, all in one write. A version that is there
// already stays as it is, and that is no error. Errors are NotFound, Invalid,
// and Conflict for a move that cannot be, naming what can.
func (r *Registry) Move(ctx context.Context, id uuid.UUID, to Stage, share float64, by ticket.Actor, why string) (Version, error) {
	if why = strings.TrimSpace(why); why == "" {
		return Version{}, ticket.Errorf(ticket.Invalid, "why", "is missing: say in words why")
	}
	if share < 0 || share > 1 || (to == Canary) != (share > 0) {
		return Version{}, ticket.Errorf(ticket.Invalid, "share", "is %v: give a canary a share above 0 and up to 1, and no other stage one", share)
	}
	return r.change(ctx, by, func(b *book, d *draft) (*kept[Version], error) {
		v := b.versions[id]
		if v == nil {
			return nil, ticket.Errorf(ticket.NotFound, "id", "there is no model %s: GET /v1/models lists them", id)
		}
		if v.Version.Stage == to && v.Version.Share == share {
			return v, nil
		}
		if err := legal(&v.Version, to, by); err != nil {
			return nil, err
		}
		return v, d.move(b, v, to, share, why)
	})
}

func legal(v *Version, to Stage, by ticket.Actor) error {
	allowed := moves[v.Stage]
	if by.Kind == ticket.ByMachine {
		allowed = slices.DeleteFunc(slices.Clone(allowed), func(s Stage) bool { return again(v.Stage, s) })
	}
	if !slices.Contains(allowed, to) {
		return ticket.Errorf(ticket.Conflict, "stage", "%s is %s and cannot become %s: it can become %s", v.Name, v.Stage, to, among(allowed))
	}
	if !v.Kept && to != RolledBack && to != Retired {
		return ticket.Errorf(ticket.Conflict, "id", "the bundle of %s was removed, as newer versions came after it: retrain instead", v.Name)
	}
	return nil
}

func among(stages []Stage) string {
	if len(stages) == 0 {
		return "nothing else"
	}
	names := make([]string, len(stages))
	for i, s := range stages {
		names[i] = string(s)
	}
	return strings.Join(names, " or ")
}

// change makes one write of what is known now, again where that has changed
// meanwhile. A write of nothing is left out.
func (r *Registry) change(ctx context.Context, by ticket.Actor, plan func(*book, *draft) (*kept[Version], error)) (Version, error) {
	for try := 1; ; try++ {
		b, err := r.book(ctx)
		if err != nil {
			return Version{}, err
		}
		d := &draft{r: r, by: by}
		v, err := plan(b, d)
		if err != nil {
			return Version{}, err
		}
		if len(d.w.Records) == 0 {
			return v.Version, nil
		}
		_, err = r.config.Store.Commit(ctx, &d.w)
		if err == nil {
			_ = r.prune(ctx, v.Version.Task) // what is left of it is removed with the next change; this one stands
			return v.Version, nil
		}
		if !ticket.IsKind(err, ticket.Conflict) || try == tries {
			return Version{}, err
		}
	}
}

// move adds the move of a version and of those whose place it takes or leaves.
func (d *draft) move(b *book, v *kept[Version], to Stage, share float64, why string) error {
	task, was := v.Version.Task, v.Version.Stage
	succession := b.line(task)
	champion, challenger := b.at(task, Champion), b.at(task, Shadow, Canary)
	before := b.before(task)
	if err := d.step(v, to, share, why); err != nil {
		return err
	}
	switch {
	case to == Champion:
		replaced := uuid.Nil
		if champion != nil {
			replaced = champion.Version.ID
			if err := d.step(champion, Retired, 0, "replaced by "+v.Version.Name); err != nil {
				return err
			}
		}
		succession.Version.follow(replaced, v.Version.ID)
	case (to == Shadow || to == Canary) && challenger != nil && challenger != v:
		if err := d.step(challenger, Retired, 0, "overtaken by "+v.Version.Name); err != nil {
			return err
		}
	case was == Champion: // it is rolled back
		id := uuid.Nil
		if before != nil {
			id = before.Version.ID
			if err := d.step(before, Champion, 0, fmt.Sprintf("%s was rolled back: %s", v.Version.Name, why)); err != nil {
				return err
			}
		}
		succession.Version.after(id)
	}
	record, err := succession.write(store.Models, idOf("line", string(task)), lineKey+string(task))
	d.w.Records = append(d.w.Records, record)
	return err
}

// Promote makes a version champion.
func (r *Registry) Promote(ctx context.Context, id uuid.UUID, by ticket.Actor, why string) (Version, error) {
	return r.Move(ctx, id, Champion, 0, by, why)
}

// RollBack takes the place of a champion or challenger away. The champion
// before takes over, or the starter model.
func (r *Registry) RollBack(ctx context.Context, id uuid.UUID, by ticket.Actor, why string) (Version, error) {
	return r.Move(ctx, id, RolledBack, 0, by, why)
}

// RollBackTask takes back the champion of a task.
func (r *Registry) RollBackTask(ctx context.Context, task models.Task, by ticket.Actor, why string) (Version, error) {
	s, err := r.Standing(ctx)
	if err != nil {
		return Version{}, err
	}
	v, ok := s.Champions[task]
	if !ok {
		return Version{}, ticket.Errorf(ticket.Conflict, "task", "the starter model answers %s: there is nothing to roll back", task)
	}
	return r.RollBack(ctx, v.ID, by, why)
}
