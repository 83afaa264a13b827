package api

import (
	"context"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// named is what a field names.
func (a *API) named(ctx context.Context, kind store.RecordKind, field string, id uuid.UUID) (store.Record, error) {
	record, err := a.config.Store.Record(ctx, kind, id)
	if ticket.IsKind(err, ticket.NotFound) {
		err = ticket.Errorf(ticket.Invalid, field, "there is no %s %s", kind, id)
	}
	return record, err
}

// exists says whether what a field names is there.
func (a *API) exists(ctx context.Context, kind store.RecordKind, field string, id uuid.UUID) error {
	_, err := a.named(ctx, kind, field, id)
	return err
}
