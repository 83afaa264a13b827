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
	// uses three more: to write, to find requesters, and to hear of other nodes.
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
	group    *store.Sharing[*prepared, store.Receipt]
	mailers  *store.Sharing[string, []byte] // documents of requesters by address
	finder   *pgxpool.Pool                  // the connection that looks them up
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
	var byKey [2]*pgxpool.Pool
	for i := range byKey {
		if byKey[i], err = connect(ctx, dsn, 1, map[string]string{
			// Its statements find rows by their keys, whatever the values: planning
			// them each time took longer than running them.
			"plan_cache_mode": "force_generic_plan",
			"enable_seqscan":  "off", // plans made while tables are small are kept when they are not
		}); err != nil {
			pool.Close()
			if i > 0 {
				byKey[0].Close()
			}
			return nil, err
		}
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Store{pool: pool, writer: byKey[0], finder: byKey[1], changes: newBroadcaster(), untold: make(chan struct{}, 1), node: uuid.NewString(), patience: options.Patience, stop: stop}
	s.indexer = &indexer{pool: pool, wake: s.changes.listen(background)}
	s.group = store.NewSharing(options.GroupSize, store.Unconfirmed, func(writes []*prepared) ([]store.Receipt, []error) {
		return s.commit(background, writes)
	})
	s.mailers = store.NewSharing(options.GroupSize, unanswered, func(addresses []string) ([][]byte, []error) {
		return s.byAddress(background, addresses)
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
		s.mailers.Close()
		s.working.Wait()
		s.writer.Close()
		s.finder.Close()
		s.pool.Close()
	})
	return nil
}

// Ping implements store.Upkeep.
func (s *Store) Ping(ctx context.Context) error { return problem(s.pool.Ping(ctx)) }
