package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store"
)

// Options of a Store. The zero value is what most need.
type Options struct {
	// Connections is the largest number of connections for reading, 0 for 8. A Store
	// uses two more: to write, and to hear of other nodes.
	Connections int
	// Patience is how long a write waits for a database that went away before
	// it fails, 0 for 10 seconds.
	Patience time.Duration
	// GroupSize is how many writes share a transaction at most, 0 for 128.
	GroupSize int
}

// Store is a database in PostgreSQL. It implements store.Store.
type Store struct {
	pool     *pgxpool.Pool // reads, and writes of little weight
	writer   *pgxpool.Pool // the connection that commits
	group    *store.Group
	changes  *broadcaster
	node     string        // tells this Store's notices from those of others
	untold   chan struct{} // commits that other nodes do not know of
	indexer  *indexer
	patience time.Duration

	stop    context.CancelFunc // of the background work
	working sync.WaitGroup
	closing sync.Once
}

var _ store.Store = (*Store)(nil)

// Open connects to a database, brings its schema up to date and starts the
// background work. The DSN is a URL such as postgres://user:password@host/name
// or a list such as host=... user=... dbname=.... Errors say what to do and
// never show the password.
func Open(ctx context.Context, dsn string, options Options) (*Store, error) {
	if options.Connections == 0 {
		options.Connections = 8
	}
	if options.Patience == 0 {
		options.Patience = 10 * time.Second
	}
	if options.GroupSize == 0 {
		options.GroupSize = 128
	}
	pool, err := connect(ctx, dsn, options.Connections, nil)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	writer, err := connect(ctx, dsn, 1, map[string]string{
		// Its statements find rows by their keys, whatever the values: planning
		// them each time took longer than running them.
		"plan_cache_mode": "force_generic_plan",
		"enable_seqscan":  "off", // plans made while tables are small are kept when they are not
	})
	if err != nil {
		pool.Close()
		return nil, err
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Store{pool: pool, writer: writer, changes: newBroadcaster(), untold: make(chan struct{}, 1), node: uuid.NewString(), patience: options.Patience, stop: stop}
	s.indexer = &indexer{pool: pool, wake: s.changes.listen(background)}
	s.group = store.NewGroup(options.GroupSize, func(writes []*store.Write) ([]store.Receipt, []error) {
		return s.commit(background, writes)
	})
	s.working.Go(func() { s.indexer.run(background) })
	s.working.Go(func() { s.hear(background) })
	s.working.Go(func() { s.tell(background) })
	return s, nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.group.Close()
		s.stop()
		s.working.Wait()
		s.writer.Close()
		s.pool.Close()
	})
	return nil
}

// Commit implements store.Writer.
func (s *Store) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	return s.group.Commit(ctx, w)
}

// Ping implements store.Upkeep.
func (s *Store) Ping(ctx context.Context) error { return problem(s.pool.Ping(ctx)) }
