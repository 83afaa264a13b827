package rollout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/triage"
	"switchyard/models"
)

// opened is a model of a version that is ready to answer.
type opened struct {
	model *models.Model
	tally *triage.Tally
}

// shelf keeps the models that are open, by the hash of their bundles, so that one
// that comes back is there at once.
type shelf struct {
	registry Registry
	options  models.Options
	open     map[string]opened
	failed   map[string]failure // what could not be opened
	retired  []triage.Retired   // engines that some may still ask
}

type failure struct {
	why string
	at  time.Time
}

// patience is how long after a bundle could not be opened it is tried again.
const patience = time.Minute

// take gives the model of a version, opening it where it must.
func (s *shelf) take(ctx context.Context, v *registry.Version, now time.Time) (opened, error) {
	if o, ok := s.open[v.Hash]; ok {
		return o, nil
	}
	if f, ok := s.failed[v.Hash]; ok && now.Before(f.at.Add(patience)) {
		return opened{}, errors.New(f.why)
	}
	model, err := s.read(ctx, v.ID, v.Task)
	if err != nil {
		if ctx.Err() == nil {
			s.failed[v.Hash] = failure{err.Error(), now}
		}
		return opened{}, err
	}
	delete(s.failed, v.Hash)
	o := opened{model, new(triage.Tally)}
	s.open[v.Hash] = o
	return o, nil
}

func (s *shelf) read(ctx context.Context, id uuid.UUID, task models.Task) (*models.Model, error) {
	bundle, err := s.registry.Bundle(ctx, id)
	if err != nil {
		return nil, err
	}
	if bundle.Manifest.Task != task {
		return nil, fmt.Errorf("the bundle of %s answers %s, not %s", bundle.Manifest.Version(), bundle.Manifest.Task, task)
	}
	return models.Open(bundle, s.options)
}

// tidy closes the models that are not among those needed and that no engine has
// any more which may still be asked.
func (s *shelf) tidy(needed []string, log *slog.Logger) {
	s.retired = slices.DeleteFunc(s.retired, func(r triage.Retired) bool {
		select {
		case <-r.Done():
			return true
		default:
			return false
		}
	})
	for hash, o := range s.open {
		if slices.Contains(needed, hash) || slices.ContainsFunc(s.retired, func(r triage.Retired) bool { return asks(r.Engine(), o.model) }) {
			continue
		}
		if err := o.model.Close(); err != nil {
			log.Warn("a model could not be closed", slog.Any("error", err))
		}
		delete(s.open, hash)
	}
}

func asks(e *triage.Engine, model *models.Model) bool {
	lineup := e.Lineup()
	if slices.Contains(lineup.First.All(), model) {
		return true
	}
	for _, second := range lineup.Beside {
		if second.Model == model {
			return true
		}
	}
	return false
}
