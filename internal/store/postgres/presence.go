package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
)

// Attend implements store.Presence.
func (s *Store) Attend(ctx context.Context, a store.Attendance) error {
	_, err := collect(ctx, s, pgx.RowTo[int], `
insert into attendance values ($1, $2, $3, $4)
on conflict (ticket, agent) do update set doing = excluded.doing, until = excluded.until`, a.Ticket, a.Agent, a.Doing, a.Until.UnixMicro())
	return err
}

// Attending implements store.Presence.
func (s *Store) Attending(ctx context.Context, id uuid.UUID, now time.Time) ([]store.Attendance, error) {
	return collect(ctx, s, func(row pgx.CollectableRow) (store.Attendance, error) {
		var a store.Attendance
		var until int64
		err := row.Scan((*[16]byte)(&a.Ticket), (*[16]byte)(&a.Agent), &a.Doing, &until)
		a.Until = instant(until)
		return a, err
	}, "select ticket, agent, doing, until from attendance where ticket = $1 and until > $2 order by agent", id, now.UnixMicro())
}
