package storetest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var lists = []test{
	{"pages together are what a filter of all tickets gives", listProperty},
	{"an index follows a ticket that changes", listFollows},
	{"a value named twice counts once, and many values are many", listValues},
}

func (d *desk) list(q store.TicketQuery) []int64 {
	d.Helper()
	q.Limit = 1000
	q.Order.By = cmp.Or(q.Order.By, store.ByNumber)
	return numbers(need(d, func() ([]ticket.Ticket, error) { return d.store.List(d.ctx, q) }))
}

// pools of values: few of each, so that queries meet and orders tie.
var (
	someIDs    = []uuid.UUID{uuid.Nil, {1}, {2}, {3}, {4}}
	someWords  = []string{"", "billing", "access", "a'b%_\"", "日本"}
	someTags   = []string{"vip", "refund", "x' OR '1'='1", "日本"}
	someTongue = []string{"en", "de", "zh-Hant", "und"}
)

func someTickets(n int) []ticket.Ticket {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]ticket.Ticket, n)
	for i := range all {
		t := draft("listed")
		t.Status, t.Priority = pick(r, ticket.Statuses()), pick(r, ticket.Priorities())
		t.Category, t.Language, t.Channel = pick(r, someWords), pick(r, someTongue), pick(r, ticket.Channels())
		t.Assignee, t.Team, t.Requester, t.Organisation = pick(r, someIDs), pick(r, someIDs), pick(r, someIDs), pick(r, someIDs)
		for _, tag := range someTags {
			if r.IntN(3) == 0 {
				t.Tags = append(t.Tags, tag)
			}
		}
		t.CreatedAt = start.Add(time.Duration(r.IntN(20)) * time.Hour)
		t.UpdatedAt = start.Add(time.Duration(r.IntN(20)) * time.Second)
		all[i] = t
	}
	return all
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// fits says, in plain words, which tickets a query asks for.
func fits(q *store.TicketQuery, t *ticket.Ticket) bool {
	return among(q.Statuses, t.Status) && among(q.Priorities, t.Priority) && among(q.Categories, t.Category) &&
		among(q.Languages, t.Language) && among(q.Channels, t.Channel) && among(q.Teams, t.Team) &&
		among(q.Requesters, t.Requester) && among(q.Organisations, t.Organisation) &&
		(q.Unassigned && t.Assignee == uuid.Nil || !q.Unassigned && among(q.Assignees, t.Assignee)) &&
		!slices.ContainsFunc(q.Tags, func(tag string) bool { return !slices.Contains(t.Tags, tag) }) &&
		(q.CreatedFrom.IsZero() || !t.CreatedAt.Before(q.CreatedFrom)) &&
		(q.CreatedBefore.IsZero() || t.CreatedAt.Before(q.CreatedBefore))
}

func among[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// compare puts tickets into an order.
func compare(o store.Order) func(a, b ticket.Ticket) int {
	return func(a, b ticket.Ticket) int {
		left, right := store.PositionOf(&a, o.By), store.PositionOf(&b, o.By)
		c := cmp.Or(cmp.Compare(left.Value, right.Value), cmp.Compare(left.Number, right.Number))
		if o.Descending {
			return -c
		}
		return c
	}
}

func listProperty(d *desk) {
	drafts := someTickets(400)
	all := make([]ticket.Ticket, 0, len(drafts))
	for batch := range slices.Chunk(drafts, 50) {
		w := &store.Write{}
		for _, t := range batch {
			one := put(t, 0)
			w.Tickets, w.Events = append(w.Tickets, one.Tickets...), append(w.Events, one.Events...)
		}
		all = append(all, d.receipt(w).Tickets...)
	}
	rapid.Check(d.T, func(r *rapid.T) {
		q := someQuery(r)
		var want []ticket.Ticket
		for i := range all {
			if fits(&q, &all[i]) {
				want = append(want, all[i])
			}
		}
		slices.SortFunc(want, compare(q.Order))
		got := []int64{}
		for {
			page, err := d.store.List(d.ctx, q)
			if err != nil {
				r.Fatal(err)
			}
			got = append(got, numbers(page)...)
			if len(page) < q.Limit {
				break
			}
			after := store.PositionOf(&page[len(page)-1], q.Order.By)
			q.After = &after
		}
		if !slices.Equal(got, numbers(want)) {
			r.Fatalf("got %v,\nwant %v", got, numbers(want))
		}
	})
}

func someQuery(r *rapid.T) store.TicketQuery {
	q := store.TicketQuery{
		Statuses: some(r, "statuses", ticket.Statuses()), Priorities: some(r, "priorities", ticket.Priorities()),
		Categories: some(r, "categories", someWords), Languages: some(r, "languages", someTongue), Channels: some(r, "channels", ticket.Channels()),
		Teams: some(r, "teams", someIDs), Requesters: some(r, "requesters", someIDs), Organisations: some(r, "organisations", someIDs),
		Unassigned: rapid.IntRange(0, 5).Draw(r, "unassigned") == 5, Tags: some(r, "tags", someTags),
		Order: store.Order{By: rapid.SampledFrom([]store.OrderBy{store.ByNumber, store.ByUpdated, store.ByPriority}).Draw(r, "order"), Descending: rapid.Bool().Draw(r, "descending")},
		Limit: rapid.SampledFrom([]int{1, 7, 50, 1000}).Draw(r, "limit"),
	}
	if !q.Unassigned {
		q.Assignees = some(r, "assignees", someIDs)
	}
	if rapid.IntRange(0, 5).Draw(r, "from") == 5 {
		q.CreatedFrom = start.Add(5 * time.Hour)
	}
	if rapid.IntRange(0, 5).Draw(r, "before") == 5 {
		q.CreatedBefore = start.Add(15 * time.Hour)
	}
	return q
}

// some draws a part of a query: mostly none, else a few values.
func some[T comparable](r *rapid.T, name string, from []T) []T {
	if rapid.IntRange(0, 4).Draw(r, "with "+name) < 4 {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, len(from)-1, func(v T) T { return v }).Draw(r, name)
}

func listFollows(d *desk) {
	t := draft("wanderer")
	t.Tags = []string{"old", "stays"}
	t = d.commit(put(t, 0))
	d.commit(put(draft("other"), 0))
	t.Status, t.Priority, t.Category, t.Assignee = ticket.Open, ticket.Urgent, "billing", newID()
	t.Tags, t.UpdatedAt = []string{"new", "stays"}, start.Add(time.Hour)
	d.commit(put(t, 1))
	for _, q := range []store.TicketQuery{
		{Statuses: []ticket.Status{ticket.Open}}, {Priorities: []ticket.Priority{ticket.Urgent}}, {Categories: []string{"billing"}},
		{Assignees: []uuid.UUID{t.Assignee}}, {Tags: []string{"new"}}, {Tags: []string{"stays", "new"}},
	} {
		same(d, "list of what it has become", d.list(q), []int64{1})
	}
	for _, q := range []store.TicketQuery{{Statuses: []ticket.Status{ticket.New}}, {Unassigned: true}, {Priorities: []ticket.Priority{ticket.Normal}}} {
		same(d, "list of what it was", d.list(q), []int64{2})
	}
	same(d, "list of the old tag", d.list(store.TicketQuery{Tags: []string{"old"}}), []int64{})
	same(d, "latest change first", d.list(store.TicketQuery{Order: store.Order{By: store.ByUpdated, Descending: true}}), []int64{1, 2})
	same(d, "most urgent first", d.list(store.TicketQuery{Order: store.Order{By: store.ByPriority, Descending: true}}), []int64{1, 2})
}

func listValues(d *desk) {
	var want []int64
	for _, t := range someTickets(40) {
		if stored := d.commit(put(t, 0)); t.Assignee != uuid.Nil {
			want = append(want, stored.Number)
		}
	}
	for _, by := range []store.OrderBy{store.ByNumber, store.ByUpdated, store.ByPriority} {
		q := store.TicketQuery{Assignees: slices.Concat(someIDs[1:], someIDs[1:]), Order: store.Order{By: by}}
		q.Statuses = append(ticket.Statuses(), ticket.Statuses()...)
		for range 30 {
			q.Assignees = append(q.Assignees, newID())
		}
		got := d.list(q)
		slices.Sort(got)
		same(d, "by "+string(by), got, want)
	}
}
