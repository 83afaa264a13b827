package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// columns to order by, besides the number.
var orders = map[store.OrderBy]string{"": "", store.ByNumber: "", store.ByUpdated: "updated", store.ByPriority: "priority"}

// List implements store.Tickets.
func (s *Store) List(ctx context.Context, q store.TicketQuery) ([]ticket.Ticket, error) {
	column, known := orders[q.Order.By]
	if !known {
		return nil, ticket.Errorf(ticket.Invalid, "order", "%.40q is not an order: take one of number, updated, priority", q.Order.By)
	}
	sql, args := listing(&q, column)
	return documents[ticket.Ticket](ctx, s, sql, args...)
}

// listing writes the query for a list. Only its parts that are given show in it, so
// that the server sees which index answers it in order.
func listing(q *store.TicketQuery, column string) (string, []any) {
	var c conditions
	from := "tickets t"
	if len(q.Tags) > 0 { // the index on tags gives the numbers in order
		from = "tags g join tickets t on t.number = g.number"
		c.add("g.tag = ?", q.Tags[0])
		for _, tag := range q.Tags[1:] {
			c.add("exists (select from tags h where h.number = t.number and h.tag = ?)", tag)
		}
	}
	among(&c, "t.status", texts(q.Statuses))
	ranks := make([]int16, len(q.Priorities))
	for i, p := range q.Priorities {
		ranks[i] = int16(p.Rank())
	}
	among(&c, "t.priority", ranks)
	among(&c, "t.category", q.Categories)
	among(&c, "t.language", q.Languages)
	among(&c, "t.channel", texts(q.Channels))
	if q.Unassigned {
		c.add("t.assignee = ?", uuid.Nil)
	} else {
		among(&c, "t.assignee", q.Assignees)
	}
	among(&c, "t.team", q.Teams)
	among(&c, "t.requester", q.Requesters)
	among(&c, "t.organisation", q.Organisations)
	if !q.CreatedFrom.IsZero() {
		c.add("t.created >= ?", q.CreatedFrom.UnixMicro())
	}
	if !q.CreatedBefore.IsZero() {
		c.add("t.created < ?", q.CreatedBefore.UnixMicro())
	}
	return "select t.doc from " + from + " " + c.page(q, column), c.args
}

// page adds the place in the list and the order.
func (c *conditions) page(q *store.TicketQuery, column string) string {
	number := "t.number"
	if len(q.Tags) > 0 {
		number = "g.number"
	}
	sign, direction := ">", " asc"
	if q.Order.Descending {
		sign, direction = "<", " desc"
	}
	order := number + direction
	if column != "" {
		order = "t." + column + direction + ", " + order
	}
	switch {
	case q.After == nil:
	case column == "":
		c.add(number+" "+sign+" ?", q.After.Number)
	default:
		c.all = append(c.all, fmt.Sprintf("(t.%s, %s) %s (%s, %s)", column, number, sign, c.value(q.After.Value), c.value(q.After.Number)))
	}
	return c.where() + " order by " + order + " limit " + c.value(q.Limit)
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
