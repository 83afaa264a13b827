package registry

import (
	"context"

	"switchyard/internal/store"
	"switchyard/models"
)

// Standing says which models answer now.
func (r *Registry) Standing(ctx context.Context) (Standing, error) {
	b, err := r.book(ctx)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{
		Champions: map[models.Task]Version{}, Challengers: map[models.Task]Version{},
		Before: map[models.Task]Version{}, Holds: map[models.Task]Hold{},
	}
	for _, task := range models.Tasks() {
		if v := b.at(task, Champion); v != nil {
			s.Champions[task] = v.Version
			if before := b.before(task); before != nil {
				s.Before[task] = before.Version
			}
		}
		if v := b.at(task, Shadow, Canary); v != nil {
			s.Challengers[task] = v.Version
		}
	}
	records, err := r.config.Store.RecordsOf(ctx, store.Holds)
	if err != nil {
		return s, err
	}
	for i := range records {
		var h Hold
		if err := unmarshal(&records[i], &h); err != nil {
			return s, err
		}
		s.Holds[h.Task] = h
	}
	return s, nil
}
