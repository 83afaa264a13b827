package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// A list is merged from branches. Each is one walk along an index that has the
// order of the list once some columns are held: one value of the family (such
// as an assignee), one status and, by number and by priority, one rank. A
// branch ends after as many tickets as are wanted, so a page costs the same
// however many tickets there are. What is asked beyond that is filtered on the way.

// maxBranches bounds the text of a query. One with more is walked by status alone.
const maxBranches = 128

// List gives the tickets that fit a query, in its order.
func (s *Store) List(ctx context.Context, q store.TicketQuery) ([]ticket.Ticket, error) {
	if q.Limit < 1 || q.Limit > 1000 {
		return nil, ticket.Errorf(ticket.Invalid, "limit", "must be 1 to 1000, not %d", q.Limit)
	}
	text, args := listing(&q)
	all := []ticket.Ticket{}
	rows, err := s.readers.QueryContext(ctx, text, args...)
	if err == nil {
		err = drain(rows, decode(&all))
	}
	return all, s.problem(err)
}

// family is a column that tickets are often asked by, and the values asked for.
type family struct {
	table, column string
	values        []any
}

// families lists those a query names, the most telling first.
func families(q *store.TicketQuery) []family {
	assignees := ids(q.Assignees)
	if q.Unassigned {
		assignees = ids([]uuid.UUID{uuid.Nil})
	}
	var tag []any
	if len(q.Tags) > 0 {
		tag = []any{q.Tags[0]}
	}
	all := []family{
		{"tags", "tag", tag}, {"tickets", "assignee", assignees}, {"tickets", "organisation", ids(q.Organisations)},
		{"tickets", "team", ids(q.Teams)}, {"tickets", "category", texts(q.Categories)}, {"tickets", "language", texts(q.Languages)},
	}
	var named []family
	for _, f := range all {
		if len(f.values) > 0 {
			named = append(named, f)
		}
	}
	return named
}

// hold is a condition on a column: it has one of some values.
type hold struct {
	column string
	values []any
}

// filters are the conditions of a query. Those a branch holds already do no harm.
func filters(q *store.TicketQuery) []hold {
	assignees := ids(q.Assignees)
	if q.Unassigned {
		assignees = ids([]uuid.UUID{uuid.Nil})
	}
	return []hold{
		{"status", texts(q.Statuses)}, {"priority", ranks(q.Priorities)}, {"category", texts(q.Categories)}, {"language", texts(q.Languages)},
		{"channel", texts(q.Channels)}, {"assignee", assignees}, {"team", ids(q.Teams)}, {"requester", ids(q.Requesters)}, {"organisation", ids(q.Organisations)},
	}
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

// branch is one walk.
type branch struct {
	table, index string
	held         []hold
	value        string // that tickets are ordered by
}

// branches chooses what to walk along.
func branches(q *store.TicketQuery) []branch {
	byUpdate, everyPriority := q.Order.By == store.ByUpdated, len(q.Priorities) == 0
	named := families(q)
	switch {
	case len(q.Requesters) > 0: // nobody has so many that sorting them takes long
		return []branch{{table: "tickets", index: "tickets_requester", held: []hold{{"requester", ids(q.Requesters)}}, value: value(q.Order.By)}}
	case len(named) > 0:
		if walks := walk(q, named[0]); len(walks) <= maxBranches {
			return walks
		}
	case byUpdate && !everyPriority:
		return walk(q, family{"tickets", "priority", ranks(q.Priorities)})
	case !byUpdate && q.Order.By != store.ByPriority && everyPriority && len(q.Statuses) == 0:
		return []branch{{table: "tickets", value: value(q.Order.By)}} // along the numbers themselves
	}
	return walk(q, family{"tickets", "status", nil})
}

// value is what tickets are ordered by, beside their number.
func value(by store.OrderBy) string {
	switch by {
	case store.ByUpdated:
		return "d.updated"
	case store.ByPriority:
		return "d.priority"
	}
	return "0"
}

// walk cuts a query into walks along the index of a family.
func walk(q *store.TicketQuery, f family) []branch {
	statuses, priorities, suffix := q.Statuses, q.Priorities, "_priority"
	if len(statuses) == 0 {
		statuses = ticket.Statuses()
	}
	if len(priorities) == 0 {
		priorities = ticket.Priorities()
	}
	if q.Order.By == store.ByUpdated {
		suffix = "_updated"
	}
	index := "tickets_" + f.column + suffix
	if f.table == "tags" {
		index = "tags" + suffix
	}
	walks := []branch{{table: f.table, index: index, value: value(q.Order.By)}}
	if len(f.values) > 0 {
		walks = split(walks, f.column, f.values)
	}
	walks = split(walks, "status", texts(statuses))
	if q.Order.By != store.ByUpdated {
		walks = split(walks, "priority", ranks(priorities))
	}
	return walks
}

// split cuts each walk into one for each value of a column.
func split(walks []branch, column string, values []any) []branch {
	all := make([]branch, 0, len(walks)*len(values))
	for _, w := range walks {
		for _, v := range values {
			next := w
			next.held = append(slices.Clone(w.held), hold{column, []any{v}})
			all = append(all, next)
		}
	}
	return all
}

// write writes a walk. d is what it walks along, t the ticket.
func (w *branch) write(b *query, q *store.TicketQuery, direction string) {
	b.add("SELECT d.number AS number, " + w.value + " AS value FROM " + w.table + " d")
	if w.index != "" {
		b.add(" INDEXED BY " + w.index)
	}
	row := "d"
	if w.table == "tags" {
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

func (w *branch) holds(column string) bool {
	for _, h := range w.held {
		if h.column == column {
			return true
		}
	}
	return false
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
	if w.value == "0" {
		b.add(" AND d.number "+beyond+" ?", q.After.Number)
		return
	}
	if w.holds("priority") && w.value == "d.priority" {
		// One rank: all of it, what follows the number, or nothing.
		rank := w.rank()
		switch c := cmp.Compare(rank, q.After.Value); {
		case c == 0:
			b.add(" AND d.number "+beyond+" ?", q.After.Number)
		case (c < 0) != q.Order.Descending:
			b.add(" AND 0")
		}
		return
	}
	b.add(fmt.Sprintf(" AND (%s, d.number) %s (?, ?)", w.value, beyond), q.After.Value, q.After.Number)
}

// rank is the one rank that a walk holds.
func (w *branch) rank() int64 {
	for _, h := range w.held {
		if rank, ok := h.values[0].(int64); ok && h.column == "priority" {
			return rank
		}
	}
	return -1
}

func (h *hold) write(b *query, row string) {
	if len(h.values) == 1 {
		b.add(" AND "+row+"."+h.column+" = ?", h.values[0])
		return
	}
	b.add(" AND "+row+"."+h.column+" IN (?"+strings.Repeat(", ?", len(h.values)-1)+")", h.values...)
}

func ids(list []uuid.UUID) []any {
	all := make([]any, len(list))
	for i := range list {
		all[i] = list[i][:]
	}
	return all
}

func texts[S ~string](list []S) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = string(s)
	}
	return all
}

func ranks(list []ticket.Priority) []any {
	all := make([]any, len(list))
	for i, p := range list {
		all[i] = int64(p.Rank())
	}
	return all
}
