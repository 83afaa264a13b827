package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// List implements store.Tickets.
func (s *Store) List(ctx context.Context, q store.TicketQuery) ([]ticket.Ticket, error) {
	q.Order.By = cmp.Or(q.Order.By, store.ByNumber)
	if !slices.Contains([]store.OrderBy{store.ByNumber, store.ByUpdated, store.ByPriority}, q.Order.By) {
		return nil, ticket.Errorf(ticket.Invalid, "order", "%.40q is not an order: take one of number, updated, priority", q.Order.By)
	}
	sql, args := listing(&q)
	return collect(ctx, s, numbered, sql, args...)
}

// listing writes the query for a list. A list is merged from walks, each over
// the part of an index that holds one status, one priority and one value of
// an axis, in the order of the list. So no list depends on how many
// tickets there are, nor on what the server guesses of them.
//
// What a requester or an organisation has is little enough to be sorted.
func listing(q *store.TicketQuery) (string, []any) {
	var c conditions
	along := axisOf(q)
	ofOrganisations := len(q.Organisations) > 0 && !slices.Contains(q.Organisations, uuid.Nil)
	if ofOrganisations {
		c.all = append(c.all, "t.organisation <> "+noID)
	}
	if len(q.Requesters) > 0 || ofOrganisations || q.Order.By == store.ByNumber && along.values == 0 && len(q.Statuses)+len(q.Priorities) == 0 {
		filter(&c, q, axis{}, false)
		return "select t.number, t.doc from tickets t " + c.plain(q), c.args
	}
	walks := c.walks(q, along)
	filter(&c, q, along, true)
	from := "tickets t"
	if along.tag {
		from = "tags g join tickets t on t.number = g.number"
	}
	columns := orderOf(q, along.table())
	inner := "select t.number, t.updated, t.priority from " + from + " " + c.where() + " order by " + columns + " limit " + c.value(q.Limit)
	return "select t.number, t.doc from (select w.* from " + walks + " cross join lateral (" + inner + ") w order by " + orderOf(q, "w") + " limit " + c.value(q.Limit) +
		") p join tickets t on t.number = p.number order by " + orderOf(q, "p"), c.args
}

// filter adds what a query asks for but what its walks give already.
func filter(c *conditions, q *store.TicketQuery, along axis, walked bool) {
	if !walked {
		among(c, "t.status", texts(q.Statuses))
	}
	if along.tag {
		among(c, "t.status", texts(q.Statuses))
	}
	if !walked || q.Order.By == store.ByUpdated {
		among(c, "t.priority", ranks(q.Priorities))
	}
	for i, tag := range q.Tags {
		if i > 0 || !along.tag {
			c.add("exists (select from tags h where h.number = t.number and h.tag = ?)", tag)
		}
	}
	if along.column != "t.assignee" {
		among(c, "t.assignee", assignees(q))
	}
	if along.column != "t.team" {
		among(c, "t.team", q.Teams)
	}
	if along.column != "t.category" {
		among(c, "t.category", q.Categories)
	}
	if along.column != "t.language" {
		among(c, "t.language", q.Languages)
	}
	among(c, "t.channel", texts(q.Channels))
	among(c, "t.requester", q.Requesters)
	among(c, "t.organisation", q.Organisations)
	if !q.CreatedFrom.IsZero() {
		c.add("t.created >= ?", q.CreatedFrom.UnixMicro())
	}
	if !q.CreatedBefore.IsZero() {
		c.add("t.created < ?", q.CreatedBefore.UnixMicro())
	}
}

// plain writes a query that the server sorts, or reads in order of the number.
func (c *conditions) plain(q *store.TicketQuery) string {
	if q.After != nil {
		sign := direction(q, "<", ">")
		if q.Order.By == store.ByNumber {
			c.add("t.number "+sign+" ?", q.After.Number)
		} else {
			c.all = append(c.all, fmt.Sprintf("(t.%s, t.number) %s (%s, %s)", q.Order.By, sign, c.value(q.After.Value), c.value(q.After.Number)))
		}
	}
	return c.where() + " order by " + orderOf(q, "t") + " limit " + c.value(q.Limit)
}

func direction(q *store.TicketQuery, descending, ascending string) string {
	if q.Order.Descending {
		return descending
	}
	return ascending
}

// orderOf writes the order by the columns of a table.
func orderOf(q *store.TicketQuery, table string) string {
	way := direction(q, " desc", " asc")
	order := table + ".number" + way
	if q.Order.By != store.ByNumber {
		order = table + "." + string(q.Order.By) + way + ", " + order
	}
	return order
}

// conditions gather the parts of a WHERE and their arguments.
type conditions struct {
	all  []string
	args []any
}

// add takes a condition with one ? in place of its argument.
func (c *conditions) add(condition string, arg any) {
	c.all = append(c.all, strings.Replace(condition, "?", c.value(arg), 1))
}

// value takes an argument and gives its placeholder.
func (c *conditions) value(arg any) string {
	c.args = append(c.args, arg)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) where() string {
	if len(c.all) == 0 {
		return ""
	}
	return "where " + strings.Join(c.all, " and ")
}

// among demands that a column holds one of some values, if there are any. One
// value alone keeps the order of an index behind it.
func among[T any](c *conditions, column string, values []T) {
	switch len(values) {
	case 0:
	case 1:
		c.add(column+" = ?", values[0])
	default:
		c.add(column+" = any(?)", values)
	}
}

func texts[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
