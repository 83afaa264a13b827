package sqlite

import (
	"context"
	"slices"

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

// mostTelling is the family, of those a query names, that has the fewest
// tickets as a rule; without values when it names none. Tickets without a team
// and so on are many, and in no index.
func mostTelling(q *store.TicketQuery) family {
	for _, f := range []family{
		{"tags", "tag", texts(q.Tags[:min(1, len(q.Tags))])}, {"tickets", "assignee", assignees(q)}, {"tickets", "organisation", each(q.Organisations, party)},
		{"tickets", "team", each(q.Teams, party)}, {"tickets", "category", each(q.Categories, label)}, {"tickets", "language", each(q.Languages, label)},
	} {
		if len(f.values) > 0 && !slices.ContainsFunc(f.values, none) {
			return f
		}
	}
	return family{}
}

// assignees are those a query asks for, none being one of them.
func assignees(q *store.TicketQuery) []any {
	if q.Unassigned {
		return ids([]uuid.UUID{uuid.Nil})
	}
	return ids(q.Assignees)
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
	named := mostTelling(q)
	switch {
	case len(q.Requesters) > 0: // nobody has so many that sorting them takes long
		return []branch{{table: "tickets", index: "tickets_requester", held: []hold{{"requester", ids(q.Requesters)}}, value: value(q.Order.By)}}
	case len(named.values) > 0:
		if walks := walk(q, named); len(walks) <= maxBranches {
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
