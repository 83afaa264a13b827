package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Prune implements store.Upkeep.
func (s *Store) Prune(ctx context.Context, before time.Time) error {
	for _, sql := range []string{"delete from keys where at < $1", "delete from attendance where until < $1"} {
		if _, err := s.pool.Exec(ctx, sql, before.UnixMicro()); err != nil {
			return problem(err)
		}
	}
	return nil
}

// Expire implements store.Upkeep.
func (s *Store) Expire(ctx context.Context, closedBefore time.Time, limit int) (int, error) {
	var gone int
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// Nobody commits meanwhile: a ticket cannot be opened again, nor a content named.
		if _, err := tx.Exec(ctx, "select from counters for update"); err != nil {
			return err
		}
		numbers, ids, err := closedTickets(ctx, tx, closedBefore, limit)
		if err != nil {
			return err
		}
		if gone = len(numbers); gone > 0 {
			if numbers, ids, err = withMerged(ctx, tx, numbers, ids); err != nil {
				return err
			}
			if err := remove(ctx, tx, numbers, ids); err != nil {
				return err
			}
		}
		return removeContents(ctx, tx, closedBefore)
	})
	return gone, problem(err)
}

// closedTickets lists those closed longest ago.
func closedTickets(ctx context.Context, tx pgx.Tx, before time.Time, limit int) (numbers []int64, ids []uuid.UUID, err error) {
	return ticketsOf(ctx, tx, "select number, id from tickets where closed > 0 and closed < $1 and status = 'closed' order by closed, number limit $2", before.UnixMicro(), limit)
}

// withMerged adds those merged into tickets to them.
func withMerged(ctx context.Context, tx pgx.Tx, numbers []int64, ids []uuid.UUID) ([]int64, []uuid.UUID, error) {
	rows, err := tx.Query(ctx, "select doc from tickets where number = any($1)", numbers)
	if err != nil {
		return nil, nil, err
	}
	survivors, err := pgx.CollectRows(rows, decode[struct {
		Absorbed []uuid.UUID `json:"absorbed"`
	}])
	if err != nil {
		return nil, nil, err
	}
	var absorbed []uuid.UUID
	for _, s := range survivors {
		absorbed = append(absorbed, s.Absorbed...)
	}
	if len(absorbed) == 0 {
		return numbers, ids, nil
	}
	more, moreIDs, err := ticketsOf(ctx, tx, "select number, id from tickets where id = any($1) and status = 'merged'", absorbed)
	return append(numbers, more...), append(ids, moreIDs...), err
}

func ticketsOf(ctx context.Context, tx pgx.Tx, sql string, args ...any) (numbers []int64, ids []uuid.UUID, err error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, nil, err
	}
	var number int64
	var id uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&number, (*[16]byte)(&id)}, func() error {
		numbers, ids = append(numbers, number), append(ids, id)
		return nil
	})
	return numbers, ids, err
}

// remove deletes tickets and all that is theirs.
func remove(ctx context.Context, tx pgx.Tx, numbers []int64, ids []uuid.UUID) error {
	for _, table := range []string{"tickets", "tags", "search"} {
		if _, err := tx.Exec(ctx, "delete from "+table+" where number = any($1)", numbers); err != nil {
			return err
		}
	}
	for _, table := range []string{"messages", "decisions", "events", "blob_uses", "attendance"} {
		if _, err := tx.Exec(ctx, "delete from "+table+" where ticket = any($1)", ids); err != nil {
			return err
		}
	}
	return nil
}

// removeContents deletes what no message names, unless it was sent lately: its
// message may be on the way.
func removeContents(ctx context.Context, tx pgx.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `
with gone as (
  delete from blobs b where put < $1 and not exists (select from blob_uses u where u.hash = b.hash) returning hash
)
delete from blob_chunks where hash in (select hash from gone)`, before.UnixMicro())
	return err
}
