package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// checkpoints carries pages from the write-ahead log into the database beside
// the commits, so that none of them waits for it. What is committed is safe in
// the log; carrying it over keeps the log short.
type checkpoints struct {
	db     *sql.DB
	cancel context.CancelFunc
	done   chan struct{}
}

// Lengths of the log, in pages of 4 KB.
const (
	// logLong is how long it grows before pages are carried over.
	logLong = 4000
	// logRest is how little must be left to carry before commits wait for it:
	// the log begins anew once nothing is left.
	logRest = 400
	// logLongest is where commits wait for readers too, a little while, as the
	// log cannot begin anew under those that began before.
	logLongest = 16_000
)

const (
	// checkpointPause is how often the length of the log is looked at.
	checkpointPause = 50 * time.Millisecond
	// checkpointRounds bounds how often carrying begins again for what was
	// committed meanwhile.
	checkpointRounds = 4
)

func (c *checkpoints) start(ctx context.Context, db *sql.DB, w *writer) {
	ctx, cancel := context.WithCancel(ctx)
	c.db, c.cancel, c.done = db, cancel, make(chan struct{})
	go func() {
		defer close(c.done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-w.grown:
			}
			// What could not be carried stays in the log until the next time; a
			// disk that fails or is full fails commits as well, and those tell.
			_ = c.carry(ctx, w)
			if rest(ctx, checkpointPause) != nil {
				return
			}
		}
	}()
}

func (c *checkpoints) stop() error {
	c.cancel()
	<-c.done
	return c.db.Close()
}

// carry shortens the log if it has grown long.
func (c *checkpoints) carry(ctx context.Context, w *writer) error {
	length, left, err := c.checkpoint(ctx, "NOOP")
	if err != nil || length < logLong {
		return err
	}
	for round := 0; left > logRest && round < checkpointRounds; round++ {
		if _, _, err := c.checkpoint(ctx, "PASSIVE"); err != nil {
			return err
		}
		if length, left, err = c.checkpoint(ctx, "NOOP"); err != nil {
			return err
		}
	}
	mode := "PASSIVE"
	switch {
	case length > logLongest:
		mode = "RESTART"
	case left > logRest:
		return nil // somebody still reads what was there before
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, _, err = c.checkpoint(ctx, mode)
	return err
}

// checkpoint gives how long the log is, and how much of it is left to carry.
func (c *checkpoints) checkpoint(ctx context.Context, mode string) (length, left int, err error) {
	var busy, carried int
	err = c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &length, &carried)
	return length, length - carried, err
}
