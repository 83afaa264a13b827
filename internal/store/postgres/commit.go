package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// attemptTimeout is how long one transaction may take, with waiting for other nodes.
	attemptTimeout = time.Minute
	// retryEvery is how long to wait before a database that went away is tried again.
	retryEvery = 50 * time.Millisecond
)

// Commit implements store.Writer.
func (s *Store) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	p, err := prepare(w)
	if err != nil {
		return store.Receipt{}, err
	}
	return s.group.Ask(ctx, p)
}

// commit stores a group of writes in one transaction. When something is there that should be new, all that the writes
// name is looked up first, so that each is refused for the right reason.
func (s *Store) commit(ctx context.Context, writes []*prepared) ([]store.Receipt, []error) {
	careful := false
	for deadline := time.Now().Add(s.patience); ; {
		g := newGroup(writes, careful)
		err := s.attempt(ctx, g)
		if err != nil && g.doubtful {
			var stored bool
			if stored, err = s.fate(ctx, g, err); stored {
				err = nil
			}
		}
		switch {
		case err == nil:
			if len(g.rows.events.seq) > 0 {
				s.changed()
			}
			return g.receipts, g.errs
		case hasPrefix(sqlState(err), "23") && !careful:
			careful = true
			continue
		case ofWrite(err) && len(writes) > 1:
			return s.oneByOne(ctx, writes)
		case g.doubtful || ofWrite(err) || !passing(err) || !time.Now().Before(deadline):
			return make([]store.Receipt, len(writes)), all(problem(err), len(writes))
		}
		pause(ctx, retryEvery)
	}
}

// oneByOne finds the write that the database does not take, and stores the others.
func (s *Store) oneByOne(ctx context.Context, writes []*prepared) ([]store.Receipt, []error) {
	receipts, errs := make([]store.Receipt, len(writes)), make([]error, len(writes))
	for i, w := range writes {
		r, e := s.commit(ctx, []*prepared{w})
		receipts[i], errs[i] = r[0], e[0]
	}
	return receipts, errs
}

func all(err error, n int) []error {
	errs := make([]error, n)
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// attempt runs the transaction of a group once.
func (s *Store) attempt(ctx context.Context, g *group) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	conn, err := s.writer.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := g.read(ctx, conn.Conn()); err != nil {
		return errors.Join(err, rollback(ctx, conn))
	}
	if g.admit(); !g.any {
		return rollback(ctx, conn)
	}
	if err := g.write(ctx, conn.Conn()); err != nil {
		g.doubtful = !refused(err)
		return errors.Join(err, rollback(ctx, conn))
	}
	return nil
}

// rollback ends a transaction whose connection still works, so that the
// connection can be used again.
func rollback(ctx context.Context, conn *pgxpool.Conn) error {
	if conn.Conn().IsClosed() {
		return nil
	}
	_, err := conn.Exec(ctx, "rollback")
	return err
}

// refused says whether the server answered that it did not take a statement: then
// it has not taken the commit that followed either.
func refused(err error) bool {
	var answer *pgconn.PgError
	return errors.As(err, &answer) && answer.Severity == "ERROR"
}

// fate finds out whether a transaction whose commit was cut off is stored. It
// waits for the database as long as a write may wait. When the answer is no,
// g is no longer doubtful, and err is returned as it is.
func (s *Store) fate(ctx context.Context, g *group, err error) (stored bool, _ error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	for ctx.Err() == nil {
		var status *string
		asked := s.pool.QueryRow(ctx, "select pg_xact_status($1::text::xid8)", g.xid).Scan(&status)
		switch {
		case asked != nil && refused(asked):
			// The number is unknown: this is another server, or an old copy.
			return false, ticket.Wrap(ticket.Unavailable, errors.Join(err, asked), unknown)
		case asked != nil || status == nil:
		case *status == "committed":
			there, asked := s.kept(ctx, g)
			if asked != nil {
				break
			}
			g.doubtful = false
			if !there {
				return false, err
			}
			return true, nil
		case *status == "aborted":
			g.doubtful = false
			return false, err
		}
		pause(ctx, retryEvery)
	}
	return false, ticket.Wrap(ticket.Unavailable, err, unknown)
}

// kept looks for what a group was to store. A server that crashed may give a number
// again that was in use when it did, and then its status is that of another
// transaction. A group without events is taken at the word of the status.
func (s *Store) kept(ctx context.Context, g *group) (there bool, err error) {
	if len(g.rows.events.seq) == 0 {
		return true, nil
	}
	err = s.pool.QueryRow(ctx, "select exists (select from events where seq = $1 and id = $2)", g.rows.events.seq[0], g.rows.events.id[0]).Scan(&there)
	return there, err
}

const unknown = "the database went away while it stored this, and it is not known whether it did: send it again with the same idempotency key"

// read locks the counters and reads what the writes name, in one round trip.
func (g *group) read(ctx context.Context, conn *pgx.Conn) error {
	var b pgx.Batch
	b.Queue("begin isolation level read committed")
	b.Queue("select last_number, last_seq, pg_current_xact_id()::text from counters for update").QueryRow(func(row pgx.Row) error {
		return row.Scan(&g.number, &g.seq, &g.xid)
	})
	g.ask(&b)
	return conn.SendBatch(ctx, &b).Close()
}

// write stores what was admitted and commits, in one round trip.
func (g *group) write(ctx context.Context, conn *pgx.Conn) error {
	var b pgx.Batch
	b.Queue("update counters set last_number = $1, last_seq = $2", g.number, g.seq)
	g.rows.queue(&b)
	done := b.Queue("commit")
	done.Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return errors.New("the database rolled the transaction back")
		}
		return nil
	})
	return conn.SendBatch(ctx, &b).Close()
}
