package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"
)

// Prune removes idempotency keys and attendances that ended before.
func (s *Store) Prune(ctx context.Context, before time.Time) error {
	s.present.prune(before)
	for {
		var removed int64
		err := s.writer.do(ctx, func() (err error) {
			removed, err = s.writer.count("DELETE FROM keys WHERE (owner, value) IN (SELECT owner, value FROM keys WHERE at < ? LIMIT 500)", before.UnixMicro())
			return err
		})
		if err != nil || removed == 0 {
			return s.problem(err)
		}
		if err := ctx.Err(); err != nil {
			return s.problem(err)
		}
	}
}

// expireBatch is how many tickets are removed in a transaction.
const expireBatch = 50

// Expire removes tickets closed before an instant, and those merged into them,
// with all that is theirs, and contents put before it that no message names.
func (s *Store) Expire(ctx context.Context, closedBefore time.Time, limit int) (int, error) {
	removed := 0
	for removed < limit {
		var n int
		err := s.writer.do(ctx, func() (err error) {
			n, err = s.expireSome(closedBefore, min(expireBatch, limit-removed))
			return err
		})
		if err != nil {
			return removed, s.problem(err)
		}
		removed += n
		if n == 0 {
			break
		}
		if err := ctx.Err(); err != nil {
			return removed, s.problem(err)
		}
	}
	return removed, s.problem(s.expireBlobs(ctx, closedBefore))
}

// gone is a ticket that is removed.
type gone struct {
	number int64
	id     uuid.UUID
}

func (w *writer) expired(text string, args ...any) (all []gone, err error) {
	err = w.each(func(rows *sql.Rows) error {
		var g gone
		err := rows.Scan(&g.number, (*idColumn)(&g.id))
		all = append(all, g)
		return err
	}, text, args...)
	return all, err
}

func (s *Store) expireSome(closedBefore time.Time, limit int) (int, error) {
	w := s.writer
	closed, err := w.expired("SELECT number, id FROM tickets WHERE closed < ? AND status = 'closed' ORDER BY closed, number LIMIT ?", closedBefore.UnixMicro(), limit)
	if err != nil {
		return 0, err
	}
	all := closed
	for _, g := range closed {
		merged, err := w.expired(`SELECT m.number, m.id FROM tickets t, json_each(t.doc, '$.absorbed') j CROSS JOIN tickets m ON m.id = unhex(j.value, '-')
			WHERE t.number = ? AND m.status = 'merged'`, g.number)
		if err != nil {
			return 0, err
		}
		all = append(all, merged...)
	}
	for _, g := range all {
		for _, text := range []string{
			"DELETE FROM tickets WHERE number = ?", "DELETE FROM tags WHERE number = ?", "DELETE FROM words WHERE rowid = ?", "DELETE FROM unfiled WHERE number = ?",
		} {
			if err := w.exec(text, g.number); err != nil {
				return 0, err
			}
		}
		for _, text := range []string{
			"DELETE FROM messages WHERE ticket = ?", "DELETE FROM decisions WHERE ticket = ?", "DELETE FROM events WHERE ticket = ?", "DELETE FROM attachments WHERE ticket = ?",
		} {
			if err := w.exec(text, g.id[:]); err != nil {
				return 0, err
			}
		}
	}
	return len(closed), nil
}

// expireBlobs removes contents that no message names, one at a time: each may
// be large.
func (s *Store) expireBlobs(ctx context.Context, putBefore time.Time) error {
	var hashes [][]byte
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var hash []byte
		err := rows.Scan(&hash)
		hashes = append(hashes, hash)
		return err
	}, "SELECT hash FROM blobs b WHERE put_at < ? AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.hash = b.hash)", putBefore.UnixMicro())
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := s.writer.do(ctx, func() error {
			// Meanwhile it may have been put or named again.
			n, err := s.writer.count("DELETE FROM blobs WHERE hash = ?1 AND put_at < ?2 AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.hash = ?1)", hash, putBefore.UnixMicro())
			if err != nil || n == 0 {
				return err
			}
			return s.writer.exec("DELETE FROM chunks WHERE hash = ?", hash)
		}); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
