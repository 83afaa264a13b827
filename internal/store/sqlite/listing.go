package sqlite

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// listing writes the query.
func listing(q *store.TicketQuery) (string, []any) {
	direction := "ASC"
	if q.Order.Descending {
		direction = "DESC"
	}
	b := &query{}
	b.add("SELECT t.doc FROM (")
	for i, branch := range branches(q) {
		if i > 0 {
			b.add(" UNION ALL ")
		}
		b.add("SELECT * FROM (")
		branch.write(b, q, direction)
		b.add(")")
	}
	b.add(" ORDER BY value "+direction+", number "+direction+" LIMIT ?) m CROSS JOIN tickets t ON t.number = m.number ORDER BY m.value "+direction+", m.number "+direction, q.Limit)
	return b.text.String(), b.args
}

// query is a text under way with its arguments.
type query struct {
	text strings.Builder
	args []any
}

func (b *query) add(text string, args ...any) {
	b.text.WriteString(text)
	b.args = append(b.args, args...)
}

// hold is a condition on a column: it has one of some values.
type hold struct {
	column string
	values []any
}

// filters are the conditions of a query.
func filters(q *store.TicketQuery) []hold {
	return []hold{
		{"status", texts(q.Statuses)}, {"priority", ranks(q.Priorities)}, {"category", each(q.Categories, label)}, {"language", each(q.Languages, label)},
		{"channel", texts(q.Channels)}, {"assignee", assignees(q)}, {"team", each(q.Teams, party)}, {"requester", ids(q.Requesters)}, {"organisation", each(q.Organisations, party)},
	}
}

// write writes a walk. d is what it walks along, t the ticket.
func (w *branch) write(b *query, q *store.TicketQuery, direction string) {
	b.add("SELECT d.number AS number, " + w.value + " AS value FROM " + w.table + " d")
	if w.index != "" {
		b.add(" INDEXED BY " + w.index)
	}
	row := "d"
	if w.table == "tags" && filtered(q) {
		row = "t"
		b.add(" CROSS JOIN tickets t ON t.number = d.number")
	}
	b.add(" WHERE 1")
	for _, h := range w.held {
		h.write(b, "d")
	}
	w.writeAfter(b, q)
	for _, h := range filters(q) {
		if len(h.values) > 0 && !w.holds(h.column) {
			h.write(b, row)
		}
	}
	for i, tag := range q.Tags {
		if i > 0 || w.table != "tags" {
			b.add(" AND EXISTS (SELECT 1 FROM tags x WHERE x.number = d.number AND x.tag = ?)", tag)
		}
	}
	if !q.CreatedFrom.IsZero() {
		b.add(" AND "+row+".created >= ?", q.CreatedFrom.UnixMicro())
	}
	if !q.CreatedBefore.IsZero() {
		b.add(" AND "+row+".created < ?", q.CreatedBefore.UnixMicro())
	}
	b.add(" ORDER BY ")
	if w.value != "0" {
		b.add("value " + direction + ", ")
	}
	b.add("d.number "+direction+" LIMIT ?", q.Limit)
}

// filtered says whether a walk must look at the tickets themselves. Rows of
// tags have the status and the priority too.
func filtered(q *store.TicketQuery) bool {
	return !q.CreatedFrom.IsZero() || !q.CreatedBefore.IsZero() || slices.ContainsFunc(filters(q), func(h hold) bool {
		return len(h.values) > 0 && h.column != "status" && h.column != "priority"
	})
}

func (w *branch) holds(column string) bool {
	return slices.ContainsFunc(w.held, func(h hold) bool { return h.column == column })
}

// writeAfter begins a walk after the place where the page before ended.
func (w *branch) writeAfter(b *query, q *store.TicketQuery) {
	if q.After == nil {
		return
	}
	beyond := ">"
	if q.Order.Descending {
		beyond = "<"
	}
	rank, oneRank := w.rank()
	switch {
	case w.value == "0", oneRank && rank == q.After.Value:
		b.add(" AND d.number "+beyond+" ?", q.After.Number)
	case !oneRank:
		b.add(" AND ("+w.value+", d.number) "+beyond+" (?, ?)", q.After.Value, q.After.Number)
	case (rank < q.After.Value) != q.Order.Descending: // all of this rank came before
		b.add(" AND d.number < 0") // none is; with a plain 0, SQLite would not look at the rest, and find no use for a partial index
	}
}

// rank is the one rank that a walk in order of priority holds.
func (w *branch) rank() (rank int64, held bool) {
	for _, h := range w.held {
		if h.column == "priority" && w.value == "d.priority" {
			rank, held = h.values[0].(int64)
		}
	}
	return rank, held
}

func (h *hold) write(b *query, row string) {
	column := row + "." + h.column
	switch {
	case slices.ContainsFunc(h.values, none):
		b.add(" AND ("+column+" IS NULL OR "+column+" IN (?"+strings.Repeat(", ?", len(h.values)-1)+"))", h.values...)
	case len(h.values) == 1:
		b.add(" AND "+column+" = ?", h.values[0])
	default:
		b.add(" AND "+column+" IN (?"+strings.Repeat(", ?", len(h.values)-1)+")", h.values...)
	}
}

// none says whether a value asks for tickets that have none.
func none(value any) bool { return value == nil }

// Values of a query as arguments, each once: a branch more would give its
// tickets twice.

func ids(list []uuid.UUID) []any {
	return each(list, func(id uuid.UUID) any { return id[:] })
}

func texts[S ~string](list []S) []any {
	return each(list, func(s S) any { return string(s) })
}

func ranks(list []ticket.Priority) []any {
	return each(list, func(p ticket.Priority) any { return int64(p.Rank()) })
}

func each[T comparable](list []T, argument func(T) any) []any {
	var all []any
	for i, v := range list {
		if !slices.Contains(list[:i], v) {
			all = append(all, argument(v))
		}
	}
	return all
}
