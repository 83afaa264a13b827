package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"sync"
	"time"

	"switchyard/internal/store"
)

// filing puts the words of tickets where Search finds them. Commit only notes
// which tickets have new ones; that note lives through a crash.
type filing struct {
	mu     sync.Mutex // one files at a time
	news   chan struct{}
	cancel context.CancelFunc
	done   chan struct{}
}

const (
	// filingPause lets a burst of commits be filed together.
	filingPause = time.Second
	// filingBite is how long a transaction of filing is to last, as a commit
	// may have to wait for it; filingRest is how many times as long the next one
	// leaves the database to commits that are queued.
	filingBite = 2 * time.Millisecond
	filingRest = 3
	// filingLag is how many tickets may be behind: with more, filing takes no rest.
	filingLag = 10_000
	// filingMost is how many tickets are filed in a transaction at most.
	filingMost = 128
)

func (f *filing) start(ctx context.Context, s *Store) {
	ctx, cancel := context.WithCancel(ctx)
	f.news, f.cancel, f.done = make(chan struct{}, 1), cancel, make(chan struct{})
	f.wake()
	go func() {
		defer close(f.done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-f.news:
			}
			if s.Settle(ctx) != nil {
				f.wake() // whatever it was, it is tried again
			}
			if rest(ctx, filingPause) != nil {
				return
			}
		}
	}()
}

func (f *filing) wake() {
	select {
	case f.news <- struct{}{}:
	default:
	}
}

func (f *filing) stop() {
	f.cancel()
	<-f.done
}

// note is a ticket whose words are to be filed.
type note struct{ number, turn int64 }

// Settle returns when Search finds all that was committed before.
func (s *Store) Settle(ctx context.Context) error {
	s.filing.mu.Lock()
	defer s.filing.mu.Unlock()
	var notes []note
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var n note
		err := rows.Scan(&n.number, &n.turn)
		notes = append(notes, n)
		return err
	}, "SELECT number, turn FROM unfiled ORDER BY number")
	if err != nil {
		return s.problem(err)
	}
	size := filingMost / 8
	for len(notes) > 0 {
		bite := notes[:min(size, len(notes))]
		took, err := s.file(ctx, bite)
		if err != nil {
			return s.problem(err)
		}
		notes = notes[len(bite):]
		if took > filingBite {
			size = max(1, size/2)
		} else {
			size = min(size+size/4+1, filingMost)
		}
		if s.queued.Load() > 0 && 0 < len(notes) && len(notes) < filingLag {
			if err := rest(ctx, filingRest*took); err != nil {
				return s.problem(err)
			}
		}
	}
	return nil
}

// rest waits, or gives the error of ctx when that ends first.
func rest(ctx context.Context, length time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(length):
		return nil
	}
}

// file files the words of some tickets and says how long commits could not be
// stored meanwhile.
func (s *Store) file(ctx context.Context, notes []note) (took time.Duration, err error) {
	words := make([]string, len(notes))
	for i, n := range notes {
		if words[i], err = s.words(ctx, n.number); err != nil {
			return 0, err
		}
	}
	var begin time.Time
	err = s.writer.do(ctx, func() error {
		begin = time.Now()
		for i, n := range notes {
			if err := s.writer.exec("DELETE FROM words WHERE rowid = ?", n.number); err != nil {
				return err
			}
			if err := s.writer.exec("INSERT INTO words (rowid, word) SELECT number, ? FROM tickets WHERE number = ?", words[i], n.number); err != nil {
				return err
			}
			if err := s.writer.exec("DELETE FROM unfiled WHERE number = ? AND turn = ?", n.number, n.turn); err != nil {
				return err
			}
		}
		return nil
	})
	return time.Since(begin), err
}

// words gives all words of a ticket.
func (s *Store) words(ctx context.Context, number int64) (string, error) {
	var texts []string
	err := s.reads.each(ctx, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var said struct{ Subject, Text string }
		err := json.Unmarshal(doc, &said)
		texts = append(texts, said.Subject, said.Text)
		return err
	}, "SELECT doc FROM tickets WHERE number = ?1 UNION ALL SELECT m.doc FROM tickets t CROSS JOIN messages m ON m.ticket = t.id WHERE t.number = ?1", number)
	return strings.Join(store.IndexWords(texts...), " "), err
}
