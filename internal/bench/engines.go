package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the driver of the floor

	"switchyard/internal/store/postgres/pgtest"
)

// database is an engine that tickets are kept in, with what one-row inserts
// cost there: the floor under anything durable.
type database struct {
	name  string
	dsn   string // for serve --db
	floor func(ctx context.Context, clients int, long time.Duration) (rate float64, err error)
}

// databases makes an empty one of each engine for a section. done ends what
// was started.
func (b *bench) databases(ctx context.Context, section string) (all []database, done func() error, err error) {
	server, err := pgtest.Start(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	dsn, err := server.Database(ctx)
	if err != nil {
		return nil, server.Close, err
	}
	floors, err := server.Database(ctx)
	if err != nil {
		return nil, server.Close, err
	}
	file := filepath.Join(b.scratch, section+".db")
	return []database{
		{"SQLite", "sqlite:" + file, func(ctx context.Context, clients int, long time.Duration) (float64, error) {
			return sqliteFloor(ctx, filepath.Join(b.scratch, section+"-floor.db"), clients, long)
		}},
		{"PostgreSQL", dsn, func(ctx context.Context, clients int, long time.Duration) (float64, error) {
			return postgresFloor(ctx, floors, clients, long)
		}},
	}, server.Close, nil
}

const floorTable = `CREATE TABLE IF NOT EXISTS floor (id bigint, body text)`

// floorRow is the row that the floor inserts.
var floorRow = strings.Repeat("x", 500)

// sqliteFloor inserts rows one a transaction, each on the disk before the next.
func sqliteFloor(ctx context.Context, file string, clients int, long time.Duration) (float64, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }() // only the rate matters
	db.SetMaxOpenConns(1)             // SQLite has one writer, whoever waits
	if _, err := db.ExecContext(ctx, floorTable); err != nil {
		return 0, err
	}
	return hammer(ctx, clients, long, func(ctx context.Context, _ int) error {
		_, err := db.ExecContext(ctx, `INSERT INTO floor VALUES (1, ?)`, floorRow)
		return err
	})
}

// postgresFloor inserts rows one a transaction on a connection a client, with
// synchronous_commit as it comes: on.
func postgresFloor(ctx context.Context, dsn string, clients int, long time.Duration) (float64, error) {
	connections := make([]*pgx.Conn, clients)
	for i := range connections {
		c, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return 0, err
		}
		defer func() { _ = c.Close(ctx) }() // only the rate matters
		connections[i] = c
	}
	if _, err := connections[0].Exec(ctx, floorTable); err != nil {
		return 0, err
	}
	return hammer(ctx, clients, long, func(ctx context.Context, client int) error {
		_, err := connections[client].Exec(ctx, `INSERT INTO floor VALUES (1, $1)`, floorRow)
		return err
	})
}

// hammer has clients do one thing again and again and gives how often a second
// they did.
func hammer(ctx context.Context, clients int, long time.Duration, once func(ctx context.Context, client int) error) (float64, error) {
	var done atomic.Int64
	var group sync.WaitGroup
	failures := make([]error, clients)
	start := time.Now()
	for client := range clients {
		group.Go(func() {
			for time.Since(start) < long && failures[client] == nil {
				if failures[client] = once(ctx, client); failures[client] == nil {
					done.Add(1)
				}
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	for _, err := range failures {
		if err != nil {
			return 0, fmt.Errorf("floor: %w", err)
		}
	}
	return float64(done.Load()) / took.Seconds(), nil
}
