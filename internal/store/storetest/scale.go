package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Desk is a made-up desk of some size, the same for the same size.
type Desk struct {
	Tickets int
	random  *rand.Rand
	words   *rand.Zipf
}

// NewDesk describes a desk with so many tickets.
func NewDesk(tickets int) *Desk {
	r := rand.New(rand.NewPCG(1, uint64(tickets)))
	return &Desk{Tickets: tickets, random: r, words: rand.NewZipf(r, 1.1, 5, 20_000)}
}

// How many there are of each, whatever the size of the desk.
const (
	deskAgents, deskTeams, deskCategories, deskTags = 50, 8, 20, 30
)

var deskTongues = []string{"en", "en", "en", "en", "de", "de", "fr", "es", "ja", "zh"}

// deskStatuses are 100 tickets: most are closed.
var deskStatuses = slices.Concat(slices.Repeat([]ticket.Status{ticket.Closed}, 86), slices.Repeat([]ticket.Status{ticket.Open}, 4),
	slices.Repeat([]ticket.Status{ticket.Pending}, 3), slices.Repeat([]ticket.Status{ticket.Resolved}, 3),
	[]ticket.Status{ticket.New, ticket.OnHold, ticket.Spam, ticket.Merged})

// numbered is the id of a made-up thing.
func numbered(kind byte, n int) uuid.UUID {
	id := uuid.UUID{kind}
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func (d *Desk) text(words int) string {
	var b strings.Builder
	for range words {
		fmt.Fprintf(&b, "w%d ", d.words.Uint64())
	}
	return b.String()
}

// number is the n-th ticket with its three messages.
func (d *Desk) add(w *store.Write, n int) {
	r := d.random
	at := start.Add(time.Duration(n) * time.Minute)
	t := ticket.Ticket{
		ID: numbered('t', n), Subject: d.text(6), Status: pick(r, deskStatuses), Priority: pick(r, ticket.Priorities()), Channel: pick(r, ticket.Channels()),
		Category: fmt.Sprintf("category %d", min(r.IntN(deskCategories), r.IntN(deskCategories))), Language: pick(r, deskTongues),
		Requester: numbered('r', r.IntN(1+d.Tickets/3)), Organisation: numbered('o', r.IntN(1+d.Tickets/200)), Team: numbered('e', r.IntN(deskTeams)),
		Triage: ticket.Triage{State: ticket.TriageDone}, CreatedAt: at, UpdatedAt: at.Add(time.Duration(r.IntN(30*24)) * time.Hour),
	}
	if t.Status != ticket.New {
		t.Assignee = numbered('a', r.IntN(deskAgents))
	}
	for range r.IntN(3) {
		t.Tags = append(t.Tags, fmt.Sprintf("tag%d", r.IntN(deskTags)))
	}
	one := put(t, 0, d.text(50), d.text(50), d.text(50))
	w.Tickets, w.Messages, w.Events = append(w.Tickets, one.Tickets...), append(w.Messages, one.Messages...), append(w.Events, one.Events...)
}

// Fill puts the desk into an empty store.
func (d *Desk) Fill(ctx context.Context, s store.Store) error {
	const batch = 500
	for n := 0; n < d.Tickets; n += batch {
		w := &store.Write{}
		for i := n; i < min(n+batch, d.Tickets); i++ {
			d.add(w, i)
		}
		if _, err := s.Commit(ctx, w); err != nil {
			return err
		}
	}
	return s.Settle(ctx)
}

// View is something a desk is asked for all day, with other values each time.
type View struct {
	Name string
	Ask  func(context.Context, store.Store, *rand.Rand) (found int, err error)
}

// Views lists what is asked for. Each finds something on every desk of 10,000
// tickets or more.
func (d *Desk) Views() []View {
	var views []View
	list := func(name string, query func(*rand.Rand, *store.TicketQuery)) {
		for _, by := range []store.OrderBy{store.ByNumber, store.ByUpdated, store.ByPriority} {
			views = append(views, View{name + ", by " + string(by), func(ctx context.Context, s store.Store, r *rand.Rand) (int, error) {
				q := store.TicketQuery{Order: store.Order{By: by, Descending: true}, Limit: 50}
				query(r, &q)
				found, err := s.List(ctx, q)
				return len(found), err
			}})
		}
	}
	one := func(kind byte, n int, r *rand.Rand) []uuid.UUID { return []uuid.UUID{numbered(kind, r.IntN(n))} }
	active := []ticket.Status{ticket.New, ticket.Open, ticket.Pending, ticket.OnHold}
	list("all", func(*rand.Rand, *store.TicketQuery) {})
	list("all, deep", func(r *rand.Rand, q *store.TicketQuery) {
		n := r.IntN(d.Tickets/2) + d.Tickets/4
		q.After = &store.Position{Number: int64(n)}
		switch q.Order.By {
		case store.ByUpdated:
			q.After.Value = start.Add(time.Duration(n) * time.Minute).UnixMicro()
		case store.ByPriority:
			q.After.Value = 1
		}
	})
	list("open", func(_ *rand.Rand, q *store.TicketQuery) { q.Statuses = []ticket.Status{ticket.Open} })
	list("unsolved", func(_ *rand.Rand, q *store.TicketQuery) { q.Statuses = active })
	list("unassigned and new", func(_ *rand.Rand, q *store.TicketQuery) { q.Unassigned, q.Statuses = true, []ticket.Status{ticket.New} })
	list("an agent's", func(r *rand.Rand, q *store.TicketQuery) { q.Assignees = one('a', deskAgents, r) })
	list("an agent's unsolved", func(r *rand.Rand, q *store.TicketQuery) { q.Assignees, q.Statuses = one('a', deskAgents, r), active })
	list("a team's open", func(r *rand.Rand, q *store.TicketQuery) {
		q.Teams, q.Statuses = one('e', deskTeams, r), []ticket.Status{ticket.Open}
	})
	list("a requester's", func(r *rand.Rand, q *store.TicketQuery) { q.Requesters = one('r', 1+d.Tickets/3, r) })
	list("an organisation's", func(r *rand.Rand, q *store.TicketQuery) { q.Organisations = one('o', 1+d.Tickets/200, r) })
	list("a category", func(r *rand.Rand, q *store.TicketQuery) {
		q.Categories = []string{fmt.Sprintf("category %d", r.IntN(deskCategories/2))}
	})
	list("a category, open", func(r *rand.Rand, q *store.TicketQuery) {
		q.Categories, q.Statuses = []string{fmt.Sprintf("category %d", r.IntN(deskCategories/2))}, []ticket.Status{ticket.Open}
	})
	list("urgent", func(_ *rand.Rand, q *store.TicketQuery) { q.Priorities = []ticket.Priority{ticket.Urgent} })
	list("a language", func(r *rand.Rand, q *store.TicketQuery) { q.Languages = []string{pick(r, deskTongues)} })
	list("a tag", func(r *rand.Rand, q *store.TicketQuery) { q.Tags = []string{fmt.Sprintf("tag%d", r.IntN(deskTags))} })
	views = append(views, View{"a ticket with its messages", func(ctx context.Context, s store.Store, r *rand.Rand) (int, error) {
		t, err := s.TicketByNumber(ctx, int64(1+r.IntN(d.Tickets)))
		if err != nil {
			return 0, err
		}
		messages, err := s.Messages(ctx, t.Conversation(), uuid.Nil, 100)
		return len(messages), err
	}})
	for name, text := range map[string]func(*rand.Rand) string{
		"a frequent word":         func(r *rand.Rand) string { return fmt.Sprintf("w%d", r.IntN(20)) },
		"a pair of frequent ones": func(r *rand.Rand) string { return fmt.Sprintf("w%d w%d", r.IntN(20), 20+r.IntN(20)) },
		"a rare word":             func(r *rand.Rand) string { return fmt.Sprintf("w%d", 5000+r.IntN(5000)) },
	} {
		views = append(views, View{"search for " + name, func(ctx context.Context, s store.Store, r *rand.Rand) (int, error) {
			found, err := s.Search(ctx, store.SearchQuery{Text: text(r), Limit: 50})
			return len(found), err
		}})
	}
	return views
}

// Measure asks for a view so many times and gives how long the median and the
// 99th percentile took. Nothing found is an error.
func (v View) Measure(ctx context.Context, s store.Store, times int) (p50, p99 time.Duration, err error) {
	r := rand.New(rand.NewPCG(3, 4))
	took, all := make([]time.Duration, times), 0
	for i := range took {
		begin := time.Now()
		found, err := v.Ask(ctx, s, r)
		if took[i] = time.Since(begin); err != nil {
			return 0, 0, err
		}
		all += found
	}
	if all == 0 {
		return 0, 0, fmt.Errorf("%s: nothing was found", v.Name)
	}
	slices.Sort(took)
	return took[times/2], took[times*99/100], nil
}
