package retrain

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// reigning is a champion: its bundle and, where it is not the starter model, its id.
type reigning struct {
	bundle *models.Bundle
	id     uuid.UUID
}

// champion finds what answers a task now. A version whose bundle is missing or
// broken gives way to the one before it, and then to the starter model, with a
// note.
func (r *Retrainer) champion(ctx context.Context, task models.Task) (reigning, []string, error) {
	standing, err := r.config.Registry.Standing(ctx)
	if err != nil {
		return reigning{}, nil, err
	}
	var notes []string
	for _, from := range []map[models.Task]registry.Version{standing.Champions, standing.Before} {
		v, ok := from[task]
		if !ok {
			continue
		}
		b, err := r.config.Registry.Bundle(ctx, v.ID)
		if err == nil {
			return reigning{b, v.ID}, notes, nil
		}
		if ctx.Err() != nil || ticket.IsKind(err, ticket.Unavailable) {
			return reigning{}, nil, err
		}
		notes = append(notes, "judged against the model before it: "+strings.TrimSpace(err.Error()))
	}
	if r.config.Starters == nil {
		return reigning{}, notes, nil
	}
	starters, err := r.config.Starters()
	return reigning{bundle: starters[task]}, notes, err
}
