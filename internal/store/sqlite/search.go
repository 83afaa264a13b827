package sqlite

import (
	"cmp"
	"context"
	"math"
	"strings"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Search gives tickets with all words of a text, newest first.
func (s *Store) Search(ctx context.Context, q store.SearchQuery) ([]ticket.Ticket, error) {
	words, err := q.Words()
	if err != nil || len(words) == 0 {
		return []ticket.Ticket{}, err
	}
	// In quotes a word is no operator; words hold no quotes.
	match := `"` + strings.Join(words, `" "`) + `"`
	return documents[ticket.Ticket](ctx, s, `SELECT t.doc FROM words w CROSS JOIN tickets t ON t.number = w.rowid
		WHERE w.words MATCH ? AND w.rowid < ? ORDER BY w.rowid DESC LIMIT ?`, match, cmp.Or(q.Before, math.MaxInt64), q.Limit)
}
