package sqlite

import (
	"context"
	"time"

	"switchyard/internal/ticket"
)

const (
	// mergePages is how much of the index of words is merged in a transaction: a
	// few hundredths of a second.
	mergePages = 200
	// scrubRest is how long others have the database in between.
	scrubRest = 10 * time.Millisecond
	// emptyTries is how often the log is emptied again while somebody reads it.
	emptyTries = 100
)

// Scrub merges the index of words until nothing is left in it of what was
// replaced, and empties the log, which holds pages as they were. The pages
// themselves need nothing: what is deleted is overwritten. It is Unavailable where
// somebody reads for so long that the log cannot be emptied.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.Settle(ctx); err != nil {
		return err
	}
	for pages := -mergePages; ; pages = mergePages { // negative: begin with all of the index
		var before, after int64
		err := s.writer.do(ctx, func() error {
			if err := s.writer.total(&before); err != nil {
				return err
			}
			if err := s.writer.exec("INSERT INTO words (words, rank) VALUES ('merge', ?)", pages); err != nil {
				return err
			}
			return s.writer.total(&after)
		})
		if err != nil {
			return s.problem(err)
		}
		if after-before < 2 { // as FTS5 says that nothing was left to merge
			break
		}
		if err := rest(ctx, scrubRest); err != nil {
			return s.problem(err)
		}
	}
	return s.emptyLog(ctx)
}

// emptyLog carries all of the log over and cuts it to nothing.
func (s *Store) emptyLog(ctx context.Context) error {
	var err error
	for range emptyTries {
		var length int
		s.writer.mu.Lock()
		length, _, err = s.checkpoints.checkpoint(ctx, "TRUNCATE")
		s.writer.mu.Unlock()
		switch {
		case err == nil && length == 0:
			return nil
		case err == nil:
			err = ticket.Errorf(ticket.Unavailable, "", "the log of the database %s is being read all the time: try again", s.path)
		}
		if failed := rest(ctx, scrubRest); failed != nil {
			return s.problem(failed)
		}
	}
	return s.problem(err)
}
