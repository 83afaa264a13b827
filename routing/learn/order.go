package learn

import (
	"cmp"
	"slices"
)

// sorted are all rows in order.
func (l *Learner) sorted() []*row {
	rows := make([]*row, 0, len(l.rows))
	for _, r := range l.rows {
		rows = append(rows, r)
	}
	order(rows)
	return rows
}

// order sorts rows by agent, category, time and name: the same outcomes are
// always added up in the same order, whatever order they came in.
func order(rows []*row) {
	slices.SortFunc(rows, func(a, b *row) int {
		return cmp.Or(
			cmp.Compare(a.Agent, b.Agent),
			cmp.Compare(a.Category, b.Category),
			a.At.Compare(b.At),
			cmp.Compare(a.Ticket, b.Ticket),
			cmp.Compare(a.Attempt, b.Attempt),
		)
	})
}
