package postgres

import (
	"context"
	"errors"

	"switchyard/internal/ticket"
)

// Fate says whether a group of one event counts as stored, whose commit was cut
// off in the transaction of a number.
func (s *Store) Fate(ctx context.Context, xid string, e *ticket.Event) (bool, error) {
	g := &group{xid: xid, doubtful: true}
	g.rows.events.add(e)
	return s.fate(ctx, g, errors.New("cut off"))
}
