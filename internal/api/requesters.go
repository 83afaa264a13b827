package api

import (
	"bytes"
	"context"
	"net/url"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
)

// addressParameter finds a requester by e-mail address.
const addressParameter = "address"

// requesterKeeper serves requesters.
type requesterKeeper struct{ *setup.Requesters }

func (k requesterKeeper) Page(ctx context.Context, query url.Values, last []byte, limit int) ([]ticket.Requester, error) {
	if query.Has(addressParameter) {
		found, err := k.ByAddress(ctx, query.Get(addressParameter))
		if ticket.IsKind(err, ticket.NotFound) || err == nil && last != nil && bytes.Compare(found.ID[:], last) <= 0 {
			return nil, nil
		}
		return []ticket.Requester{found}, err
	}
	var start uuid.UUID
	copy(start[:], last)
	return k.List(ctx, start, limit)
}

func (k requesterKeeper) Position(r *ticket.Requester) []byte { return r.ID[:] }

func (k requesterKeeper) Head(r *ticket.Requester) (uuid.UUID, int64) { return r.ID, r.Version }

func (k requesterKeeper) Create(ctx context.Context, by *access.Principal, r ticket.Requester) (ticket.Requester, error) {
	return k.Requesters.Create(ctx, by.Actor, r)
}

func (k requesterKeeper) Change(ctx context.Context, by *access.Principal, r ticket.Requester) (ticket.Requester, error) {
	return k.Requesters.Change(ctx, by.Actor, r)
}
