package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"switchyard/internal/ticket"
)

// Migrations are applied in order of name, each in a transaction. Their number
// is the version of the schema. A file is never changed once it was released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// program marks a file as Switchyard's: "SwYd".
const program = 0x53775964

// migrate brings the schema up to date.
func migrate(ctx context.Context, conn *sql.Conn) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for {
		done, err := migrateOne(ctx, conn, names)
		if done || err != nil {
			return err
		}
	}
}

// migrateOne applies the next migration and says whether there was none.
func migrateOne(ctx context.Context, conn *sql.Conn, names []string) (done bool, err error) {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return false, err
	}
	defer func() {
		if done || err != nil {
			_, rollback := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = errors.Join(err, rollback)
		}
	}()
	var version, owner, tables int
	row := conn.QueryRowContext(ctx, "SELECT u.user_version, a.application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version u, pragma_application_id a")
	if err := row.Scan(&version, &owner, &tables); err != nil {
		return false, err
	}
	switch {
	case owner != program && tables > 0:
		return false, ticket.Errorf(ticket.Invalid, "", "the file is the database of another program: name another file")
	case version > len(names):
		return false, ticket.Errorf(ticket.Invalid, "", "the database was written by a newer Switchyard (schema %d, this one knows %d): update this one", version, len(names))
	case version == len(names):
		return true, nil
	}
	text, err := migrations.ReadFile(names[version])
	if err != nil {
		return false, err
	}
	if _, err := conn.ExecContext(ctx, string(text)); err != nil {
		return false, fmt.Errorf("%s: %w", names[version], err)
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version+1, program)); err != nil {
		return false, err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return false, err
}
