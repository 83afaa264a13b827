package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// followed is how many events are followed in one transaction.
	followed = 1000
	// lookEvery is how long the indexer sleeps when nobody wakes it.
	lookEvery = time.Second
	// gatherFor is how long it lets events gather: a hundred tickets cost
	// little more than one.
	gatherFor = 400 * time.Millisecond
	// maxWords is how many bytes the words of a ticket may have: a tsvector holds
	// less than 1 MiB. What a ticket says beyond some ten thousand different
	// words is not found.
	maxWords = 1 << 20
)

// rewording are the events after which a ticket may hold other words.
var rewording = []string{string(ticket.TicketCreated), string(ticket.TicketImported), string(ticket.TicketChanged), string(ticket.MessageAdded), string(ticket.TicketSplit), string(ticket.TicketErased)}

// indexer keeps the words of tickets up to date with the log of events. What it
// writes and how far it has come are stored together, so it may be stopped at any time.
type indexer struct {
	pool *pgxpool.Pool
	wake <-chan struct{}
	rest atomic.Int64 // until when it lets a restoration go before, in Unix nanoseconds
}

func (x *indexer) run(ctx context.Context) {
	for ctx.Err() == nil {
		if time.Now().UnixNano() < x.rest.Load() {
			pause(ctx, gatherFor)
			continue
		}
		more, err := x.step(ctx)
		if err == nil && more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-x.wake:
			pause(ctx, gatherFor)
		case <-time.After(lookEvery):
		}
	}
}

// errElsewhere says that another node indexes now.
var errElsewhere = errors.New("another node is at it")

// step follows some events and says whether there are more. Only one node
// does so at a time.
func (x *indexer) step(ctx context.Context) (more bool, err error) {
	err = pgx.BeginFunc(ctx, x.pool, func(tx pgx.Tx) error {
		// It is stored with the position, so losing the last moments is no harm.
		if _, err := tx.Exec(ctx, "set local synchronous_commit = off"); err != nil {
			return err
		}
		var position, head int64
		err := tx.QueryRow(ctx, "select position, (select last_seq from counters) from search_position for update of search_position skip locked").Scan(&position, &head)
		if errors.Is(err, pgx.ErrNoRows) {
			return errElsewhere
		}
		if err != nil || position >= head {
			return err
		}
		to := min(head, position+followed)
		if err := file(ctx, tx, position, to); err != nil {
			return err
		}
		more = to < head
		_, err = tx.Exec(ctx, "update search_position set position = $1", to)
		return err
	})
	return more, err
}

// file stores the words of the tickets that events are about.
func file(ctx context.Context, tx pgx.Tx, after, to int64) error {
	texts, err := reworded(ctx, tx, after, to)
	if err != nil || len(texts) == 0 {
		return err
	}
	numbers, lexemes := make([]int64, 0, len(texts)), make([]string, 0, len(texts))
	for number, t := range texts {
		numbers, lexemes = append(numbers, number), append(lexemes, entry(number, store.IndexWords(t...)))
	}
	_, err = tx.Exec(ctx, `
insert into search select number, array_to_tsvector(string_to_array(words, ' ')) from unnest($1::bigint[], $2::text[]) as n (number, words)
on conflict (number) do update set words = excluded.words where search.words <> excluded.words`, numbers, lexemes)
	return err
}

// entry writes the words of a ticket as the index holds them.
func entry(number int64, words []string) string {
	prefix := bucketed(number/bucketSize, "")
	var b strings.Builder
	size := 0
	for i, w := range words {
		if size += 2*len(w) + len(prefix); size >= maxWords {
			break
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		b.WriteByte(' ')
		b.WriteString(prefix)
		b.WriteString(w)
	}
	return b.String()
}

// reworded reads the subjects and messages of the tickets that events are about.
func reworded(ctx context.Context, tx pgx.Tx, after, to int64) (map[int64][]string, error) {
	numbers, texts := map[uuid.UUID]int64{}, map[int64][]string{}
	rows, err := tx.Query(ctx, `
select id, number, doc from tickets
where id = any(array(select distinct ticket from events where seq > $1 and seq <= $2 and type = any($3)))`, after, to, rewording)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	var id uuid.UUID
	var number int64
	var doc []byte
	if _, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &number, &doc}, func() error {
		var t struct{ Subject string }
		numbers[id], ids = number, append(ids, id)
		err := json.Unmarshal(doc, &t)
		texts[number] = []string{t.Subject}
		return err
	}); err != nil {
		return nil, err
	}
	if rows, err = tx.Query(ctx, "select ticket, doc from messages where ticket = any($1)", ids); err != nil {
		return nil, err
	}
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &doc}, func() error {
		var m struct{ Text string }
		err := json.Unmarshal(doc, &m)
		texts[numbers[id]] = append(texts[numbers[id]], m.Text)
		return err
	})
	return texts, err
}

// Settle implements store.Upkeep.
func (s *Store) Settle(ctx context.Context) error {
	head, err := s.Head(ctx)
	for err == nil {
		var position int64
		if position, err = one[int64](ctx, s, "select position from search_position"); err != nil || position >= head {
			break
		}
		if _, err = s.indexer.step(ctx); errors.Is(err, errElsewhere) || err != nil && passing(err) {
			pause(ctx, 10*time.Millisecond)
			err = ctx.Err()
		}
	}
	return problem(err)
}
