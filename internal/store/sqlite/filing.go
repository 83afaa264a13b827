package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
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
	// A bite is a transaction of filing. A commit may have to wait for it, so it
	// ends after filingBite, with filingLeast tickets to filingMost.
	filingBite  = 2 * time.Millisecond
	filingLeast = 8
	filingMost  = 64
	// filingRest is how many times as long as a bite the database is left to
	// commits that are queued before the next one, and filingLag how many tickets
	// may be behind: the more there are, the shorter the rests.
	filingRest = 4
	filingLag  = 4000
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
	behind := len(notes)
	for batch := range slices.Chunk(notes, filingMost) {
		words, err := s.wordsOf(ctx, batch)
		if err != nil {
			return s.problem(err)
		}
		for len(batch) > 0 {
			filed, took, err := s.file(ctx, batch, words)
			if err != nil {
				return s.problem(err)
			}
			batch, words, behind = batch[filed:], words[filed:], behind-filed
			if s.queued.Load() > 0 && 0 < behind && behind < filingLag {
				if err := rest(ctx, filingRest*took*time.Duration(filingLag-behind)/filingLag); err != nil {
					return s.problem(err)
				}
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

// file takes a bite: it says how many of some tickets it filed, the first
// ones, and how long commits could not be stored meanwhile.
func (s *Store) file(ctx context.Context, notes []note, words []string) (filed int, took time.Duration, err error) {
	var begin time.Time
	err = s.writer.do(ctx, func() error {
		begin = time.Now()
		for filed < len(notes) && (filed < filingLeast || time.Since(begin) < filingBite) {
			n := notes[filed]
			if err := s.writer.exec("DELETE FROM words WHERE rowid = ?", n.number); err != nil {
				return err
			}
			if err := s.writer.exec("INSERT INTO words (rowid, word) SELECT number, ? FROM tickets WHERE number = ?", words[filed], n.number); err != nil {
				return err
			}
			if err := s.writer.exec("DELETE FROM unfiled WHERE number = ? AND turn = ?", n.number, n.turn); err != nil {
				return err
			}
			filed++
		}
		return nil
	})
	return filed, time.Since(begin), err
}

// wordsOf gives the words of each of some tickets.
func (s *Store) wordsOf(ctx context.Context, notes []note) ([]string, error) {
	all := make([]string, len(notes))
	for i, n := range notes {
		words, err := s.words(ctx, n.number)
		if err != nil {
			return nil, err
		}
		all[i] = words
	}
	return all, nil
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
