package postgres

import (
	"math"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// maxWalks is how many walks a list is merged from at most. A query with more
// combinations of values walks along no axis and looks at each ticket.
const maxWalks = 256

// axis is a column, besides status and priority, that indexes begin with.
type axis struct {
	column string // empty for none
	tag    bool   // the column stands in the table of tags
	values int
	uuids  []uuid.UUID
	texts  []string
	none   string // as SQL writes the value of tickets that its indexes leave out, if they do
}

func (a axis) table() string {
	if a.tag {
		return "g"
	}
	return "t"
}

// noID is the zero id in SQL.
const noID = "'00000000-0000-0000-0000-000000000000'"

// axisOf chooses the axis of a query: the one that leaves the fewest tickets.
func axisOf(q *store.TicketQuery) axis {
	for _, a := range []axis{
		{column: "g.tag", tag: true, texts: q.Tags[:min(len(q.Tags), 1)]},
		{column: "t.assignee", uuids: distinct(assignees(q))},
		{column: "t.team", uuids: distinct(q.Teams), none: noID},
		{column: "t.category", texts: distinct(q.Categories), none: "''"},
		{column: "t.language", texts: distinct(q.Languages)},
	} {
		a.values = len(a.uuids) + len(a.texts)
		if a.none != "" && (slices.Contains(a.uuids, uuid.Nil) || slices.Contains(a.texts, "")) {
			continue
		}
		if a.values > 0 && a.values*len(ticket.Statuses())*len(ticket.Priorities()) <= maxWalks {
			return a
		}
	}
	return axis{}
}

// distinct gives each value once: two walks along one would find all twice.
func distinct[T comparable](values []T) []T {
	var list []T
	for _, v := range values {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

func assignees(q *store.TicketQuery) []uuid.UUID {
	if q.Unassigned {
		return []uuid.UUID{uuid.Nil}
	}
	return q.Assignees
}

func ranks(priorities []ticket.Priority) []int16 {
	list := make([]int16, len(priorities))
	for i, p := range priorities {
		list[i] = int16(p.Rank())
	}
	return list
}

// walks writes the table of walks, c, and what ties a ticket to its walk. Each
// walk begins at the place after which the list goes on.
func (c *conditions) walks(q *store.TicketQuery, along axis) string {
	byUpdated := q.Order.By == store.ByUpdated
	statuses, priorities := distinct(texts(q.Statuses)), distinct(ranks(q.Priorities))
	if len(statuses) == 0 {
		statuses = texts(ticket.Statuses())
	}
	if along.tag {
		statuses = []string{""} // looked at in the ticket
	}
	if len(priorities) == 0 {
		priorities = ranks(ticket.Priorities())
	}
	if byUpdated {
		priorities = []int16{0} // likewise
	}
	var w struct {
		status   []string
		priority []int16
		bound    []int64
		uuids    []uuid.UUID
		texts    []string
	}
	for i := range max(along.values, 1) {
		for _, status := range statuses {
			for _, priority := range priorities {
				bound, some := begin(q, priority)
				if !some {
					continue
				}
				w.status, w.priority, w.bound = append(w.status, status), append(w.priority, priority), append(w.bound, bound)
				if along.uuids != nil {
					w.uuids = append(w.uuids, along.uuids[i])
				} else if along.texts != nil {
					w.texts = append(w.texts, along.texts[i])
				}
			}
		}
	}
	table := "unnest(" + c.value(w.status) + "::text[], " + c.value(w.priority) + "::smallint[], " + c.value(w.bound) + "::bigint[]"
	names := "status, priority, bound"
	switch {
	case along.uuids != nil:
		table, names = table+", "+c.value(w.uuids)+"::uuid[]", names+", value"
	case along.texts != nil:
		table, names = table+", "+c.value(w.texts)+"::text[]", names+", value"
	}
	if along.column != "" {
		c.all = append(c.all, along.column+" = c.value")
	}
	if along.none != "" {
		c.all = append(c.all, along.column+" <> "+along.none)
	}
	if !along.tag {
		c.all = append(c.all, "t.status = c.status")
	}
	number, sign := along.table()+".number", direction(q, "<", ">")
	switch {
	case !byUpdated:
		c.all = append(c.all, along.table()+".priority = c.priority", number+" "+sign+" c.bound")
	case q.After != nil:
		c.all = append(c.all, "("+along.table()+".updated, "+number+") "+sign+" ("+c.value(q.After.Value)+", "+c.value(q.After.Number)+")")
	}
	return table + ") as c (" + names + ")"
}

// begin gives the number after which a walk over a priority begins, and whether
// anything of it is left.
func begin(q *store.TicketQuery, priority int16) (int64, bool) {
	end := int64(math.MinInt64)
	if q.Order.Descending {
		end = math.MaxInt64
	}
	switch rank := int64(priority); {
	case q.After == nil || q.Order.By == store.ByUpdated:
		return end, true
	case q.Order.By == store.ByNumber || rank == q.After.Value:
		return q.After.Number, true
	default:
		return end, rank < q.After.Value == q.Order.Descending
	}
}
