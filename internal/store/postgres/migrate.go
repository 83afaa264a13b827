package postgres

import (
	"context"
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/ticket"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is an advisory lock of the database: one node migrates, the
// others wait.
const migrationLock = 0x5377697463687964

// migrate brings a database to the newest schema, each step in a transaction.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return problem(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return problem(err)
	}
	defer conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(migrationLock)) //nolint:errcheck // it ends with the session at the latest
	at, err := version(ctx, conn.Conn())
	if err != nil {
		return problem(err)
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	if at > len(files) {
		return ticket.Errorf(ticket.Unavailable, "database", "has the schema %d, and this program knows those up to %d: run a newer version of it", at, len(files))
	}
	for i, file := range files[at:] {
		if err := step(ctx, conn.Conn(), file, at+i+1); err != nil {
			return problem(err)
		}
	}
	return nil
}

// version is the number of the latest migration, 0 for an empty database.
func version(ctx context.Context, conn *pgx.Conn) (int, error) {
	var made bool
	if err := conn.QueryRow(ctx, "select to_regclass('migrations') is not null").Scan(&made); err != nil || !made {
		return 0, err
	}
	var at int
	err := conn.QueryRow(ctx, "select coalesce(max(version), 0) from migrations").Scan(&at)
	return at, err
}

func step(ctx context.Context, conn *pgx.Conn, file string, number int) error {
	text, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
	if n, err := strconv.Atoi(name[:4]); err != nil || n != number {
		return ticket.Errorf(ticket.Invalid, "database", "the migration %s should have the number %d", name, number)
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if number == 1 {
			if _, err := tx.Exec(ctx, "create table migrations (version int primary key, name text not null)"); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "insert into migrations values ($1, $2)", number, name)
		return err
	})
}
