package postgres

import (
	"context"
	"maps"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/ticket"
)

// connect makes a pool and sees that the database answers.
func connect(ctx context.Context, dsn string, connections int, settings map[string]string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		// What the parser says can hold parts of the password.
		return nil, ticket.Errorf(ticket.Invalid, "database", "the address is not understood: give postgres://user:password@host:5432/name, with %%40 for an @ and %%2F for a / in the password, or host=... user=... password='...' dbname=...")
	}
	config.MaxConns = int32(min(max(connections, 1), 1000))
	config.AfterConnect = sendColumns
	config.MaxConnIdleTime = 5 * time.Minute
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "switchyard"
	params["jit"] = "off" // queries here are short: compiling them costs more than it saves
	params["synchronous_commit"] = "on"
	maps.Copy(params, settings)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, problem(err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, problem(err)
	}
	return pool, nil
}
