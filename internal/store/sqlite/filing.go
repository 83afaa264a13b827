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
	// filingBatch is how many tickets are filed in a transaction: a commit
	// waits for it some milliseconds at most.
	filingBatch = 128
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
			select {
			case <-ctx.Done():
				return
			case <-time.After(filingPause):
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
	for batch := range slices.Chunk(notes, filingBatch) {
		if err := s.file(ctx, batch); err != nil {
			return s.problem(err)
		}
	}
	return nil
}

// file files the words of some tickets.
func (s *Store) file(ctx context.Context, notes []note) error {
	words := make([]string, len(notes))
	for i, n := range notes {
		text, err := s.words(ctx, n.number)
		if err != nil {
			return err
		}
		words[i] = text
	}
	return s.writer.do(ctx, func() error {
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
