package rollout

import (
	"time"

	"switchyard/internal/registry"
	"switchyard/models"
)

// plan is who should answer: for each task at most one version in place of the
// starter model, and at most one beside it.
type plan struct {
	first  map[models.Task]seat
	second map[models.Task]seat
	held   map[models.Task]string
}

// seat is a version's place; without one, that of the starter model.
type seat struct {
	version registry.Version
	share   float64
}

// starter says that no version has the seat.
func (s seat) starter() bool { return s.version.Hash == "" }

// tasks are those that can have a version.
func tasks() []models.Task { return registry.Trainable() }

// planned is what a standing asks for at an instant.
func planned(s *registry.Standing, settings *registry.Settings, now time.Time) plan {
	p := plan{first: map[models.Task]seat{}, second: map[models.Task]seat{}, held: map[models.Task]string{}}
	for task, hold := range s.Holds {
		p.held[task] = hold.Why
	}
	for _, task := range models.Tasks() {
		champion, reigns := s.Champions[task]
		if reigns {
			p.first[task] = seat{version: champion}
		}
		if challenger, ok := s.Challengers[task]; ok {
			share := 0.
			if challenger.Stage == registry.Canary {
				share = challenger.Share
			}
			p.second[task] = seat{challenger, share}
		} else if reigns && now.Before(since(&champion).Add(settings.Watch())) {
			p.second[task] = seat{version: s.Before[task]}
		}
	}
	return p
}

// since is when a version came to its stage.
func since(v *registry.Version) time.Time {
	if len(v.Steps) == 0 {
		return time.Time{}
	}
	return v.Steps[len(v.Steps)-1].At
}

// triedSince is when a challenger was first put beside the champion, after which
// all it said counts; for a champion, when it became one.
func triedSince(v *registry.Version) time.Time {
	at := since(v)
	if v.Stage == registry.Champion {
		return at
	}
	for i := len(v.Steps) - 1; i >= 0; i-- {
		step := &v.Steps[i]
		if step.To != registry.Shadow && step.To != registry.Canary {
			break
		}
		if at = step.At; step.To == registry.Shadow {
			break
		}
	}
	return at
}
