package postgres

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// bucketSize is how many neighbouring tickets make a bucket of the index.
	bucketSize = 2048
	// bucketsWalked is how many of the newest buckets are looked into one by one.
	// What has not filled a page by then is rare enough to be read whole.
	bucketsWalked = 8
)

// bucketed is a word as it stands for the tickets of a bucket.
func bucketed(bucket int64, word string) string { return strconv.FormatInt(bucket, 36) + "/" + word }

// Search implements store.Tickets.
func (s *Store) Search(ctx context.Context, q store.SearchQuery) ([]ticket.Ticket, error) {
	words, err := q.Words()
	if err != nil || len(words) == 0 {
		return nil, errors.Join(err, problem(ctx.Err()))
	}
	last, err := one[int64](ctx, s, "select last_number from counters")
	if err != nil {
		return nil, err
	}
	before := last + 1
	if q.Before > 0 {
		before = min(before, q.Before)
	}
	newest := max(before-1, 0) / bucketSize
	var found []int64
	for _, part := range [][2]int64{{0, 1}, {1, bucketsWalked}} {
		var queries []string
		for b := newest - part[0]; b > newest-part[1] && b >= 0; b-- {
			queries = append(queries, conjunction(words, func(w string) string { return bucketed(b, w) }))
		}
		more, err := s.matching(ctx, inBuckets, queries, before, q.Limit-len(found))
		if found = append(found, more...); err != nil || len(found) >= q.Limit || newest < part[1] {
			return s.read(ctx, found, err)
		}
	}
	rest, err := s.matching(ctx, everywhere, conjunction(words, func(w string) string { return w }), max(newest-bucketsWalked+1, 0)*bucketSize, q.Limit-len(found))
	return s.read(ctx, append(found, rest...), err)
}

// conjunction writes a tsquery. A word holds no signs, so quotes suffice.
func conjunction(words []string, form func(string) string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "'" + form(w) + "'"
	}
	return strings.Join(quoted, " & ")
}

const (
	inBuckets = `
select s.number from unnest($1::text[]) as q (words)
cross join lateral (select number from search where search.words @@ q.words::tsquery and number < $2 offset 0) s
order by s.number desc limit $3`
	everywhere = `
with found as materialized (select number from search where words @@ $1::text::tsquery and number < $2)
select number from found order by number desc limit $3`
)

// matching gives the numbers that a search finds. The server would sometimes
// rather read the whole table, as it cannot know how rare words are.
func (s *Store) matching(ctx context.Context, sql string, query any, before int64, limit int) ([]int64, error) {
	return again(ctx, func() ([]int64, error) { return s.match(ctx, sql, query, before, limit) })
}

func (s *Store) match(ctx context.Context, sql string, query any, before int64, limit int) (found []int64, err error) {
	var b pgx.Batch
	b.Queue("begin read only")
	b.Queue("set local enable_seqscan = off")
	b.Queue("set local enable_indexscan = off")
	b.Queue(sql, query, before, limit).Query(func(rows pgx.Rows) error {
		found, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	b.Queue("commit")
	err = s.pool.SendBatch(ctx, &b).Close()
	return found, err
}

// read reads tickets by their numbers, newest first.
func (s *Store) read(ctx context.Context, numbers []int64, err error) ([]ticket.Ticket, error) {
	if err != nil || len(numbers) == 0 {
		return nil, err
	}
	list, err := collect(ctx, s, numbered, "select number, doc from tickets where number = any($1)", numbers)
	slices.SortFunc(list, func(a, b ticket.Ticket) int { return int(b.Number - a.Number) })
	return list, err
}
