package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// How much of the queue is read at a time: in one question, by one deep look,
// and by any other, of what was changed last.
const (
	walkPage   = 1000
	walked     = 5 * walkPage
	lastChange = 200
)

// lineup are the tickets that wait for the machine to find somebody, in the order
// in which they deserve it: that in which a round goes through tickets, so that
// none is decided on before one that comes first. It is as the store had them a
// short while ago: whoever is looked at is read again.
type lineup struct {
	places map[uuid.UUID]*place
	order  []*place
	after  *store.Position // where the walk through the queue goes on, nil for its beginning
	turn   int             // counts walks
}

// place is a ticket in the lineup.
type place struct {
	ticket     ticket.Ticket   // what a promise rests on, and no more
	request    routing.Request // without prospects
	precedence routing.Precedence
	turn       int // the walk that met it last
}

// placing is what the order of a lineup goes by.
type placing struct {
	basis basis
	plan  *lifecycle.Plan
	now   time.Time
}

// waiting asks for the tickets that nobody has.
func waiting() store.TicketQuery {
	return store.TicketQuery{Statuses: []ticket.Status{ticket.New, ticket.Open}, Unassigned: true, Order: store.Order{By: store.ByNumber}, Limit: walkPage}
}

// walk reads a good part of the queue, and goes on there the next time. In what
// it has read the lineup is as the store.
func (l *lineup) walk(ctx context.Context, s store.Tickets, p *placing) error {
	from, to, q := int64(0), int64(0), waiting()
	if q.After = l.after; q.After != nil {
		from = q.After.Number
	}
	l.turn++
	for read := 0; read < walked && to >= 0; read += walkPage {
		some, err := s.List(ctx, q)
		if err != nil {
			return err
		}
		l.put(some, p)
		if to = -1; len(some) == walkPage { // there is more
			after := store.PositionOf(&some[walkPage-1], store.ByNumber)
			to, q.After = after.Number, &after
		}
	}
	if l.after = q.After; to < 0 {
		l.after = nil
	}
	l.keep(func(at *place) bool {
		return at.turn == l.turn || at.ticket.Number <= from || to >= 0 && at.ticket.Number > to
	})
	for _, at := range l.order {
		at.rate(p)
	}
	l.sort()
	return nil
}

// peek reads what was changed last.
func (l *lineup) peek(ctx context.Context, s store.Tickets, p *placing) error {
	q := waiting()
	q.Order, q.Limit = store.Order{By: store.ByUpdated, Descending: true}, lastChange
	some, err := s.List(ctx, q)
	if err == nil {
		l.put(some, p)
		l.sort()
	}
	return err
}

// put notes tickets as they are now. The order is for sort.
func (l *lineup) put(tickets []ticket.Ticket, p *placing) {
	if l.places == nil {
		l.places = map[uuid.UUID]*place{}
	}
	for i := range tickets {
		t := &tickets[i]
		at := l.places[t.ID]
		if !waits(t) {
			if at != nil {
				at.turn = 0 // the next walk drops it, a window leaves it out
			}
			continue
		}
		if at == nil {
			at = &place{}
			l.places[t.ID], l.order = at, append(l.order, at)
		}
		at.take(t, p)
		at.turn = l.turn
	}
}

// take makes the place that of a ticket as it is now.
func (at *place) take(t *ticket.Ticket, p *placing) {
	t = p.basis.roster.assumed(t)
	at.ticket = ticket.Ticket{
		ID: t.ID, Number: t.Number, Version: t.Version, Status: t.Status, StatusAt: t.StatusAt, Priority: t.Priority,
		Tier: t.Tier, Team: t.Team, Language: t.Language, Channel: t.Channel, SLA: t.SLA,
	}
	at.request = routing.Request{Priority: routing.Priority(t.Priority), Language: t.Language, Channel: string(t.Channel), Excluded: texts(t.Excluded(p.now))}
	if t.Team != uuid.Nil {
		at.request.Team = t.Team.String()
	}
	at.rate(p)
}

// rate says how much the ticket deserves somebody by now.
func (at *place) rate(p *placing) {
	age(&at.request, &at.ticket, p.plan, p.now)
	at.precedence = p.basis.settings.Policy.Precedence(&at.request, p.now)
}

func (l *lineup) sort() {
	slices.SortFunc(l.order, func(a, b *place) int {
		return cmp.Or(a.precedence.Compare(b.precedence), cmp.Compare(a.ticket.Number, b.ticket.Number))
	})
}

// keep drops the tickets that do not fit.
func (l *lineup) keep(fit func(*place) bool) {
	l.order = slices.DeleteFunc(l.order, func(at *place) bool {
		if !fit(at) {
			delete(l.places, at.ticket.ID)
			return true
		}
		return false
	})
}

// fresh reads tickets as they are now, in the order given. Those that wait no
// more are dropped.
func (l *lineup) fresh(ctx context.Context, s store.Tickets, ids []uuid.UUID) ([]ticket.Ticket, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.TicketsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := make(map[uuid.UUID]*ticket.Ticket, len(found))
	for i := range found {
		if t := &found[i]; t.Assignee == uuid.Nil && t.Status.Working() && waits(t) {
			now[t.ID] = t
		}
	}
	var out []ticket.Ticket
	gone := map[uuid.UUID]bool{}
	for _, id := range ids {
		if t := now[id]; t != nil {
			out = append(out, *t)
		} else {
			gone[id] = true
		}
	}
	l.drop(gone)
	return out, nil
}

// drop takes tickets out.
func (l *lineup) drop(gone map[uuid.UUID]bool) {
	if len(gone) > 0 {
		l.keep(func(at *place) bool { return !gone[at.ticket.ID] })
	}
}

// waits says whether a ticket waits for the machine to find somebody: one that
// the models have not read yet, or that a person keeps free, does not.
func waits(t *ticket.Ticket) bool {
	return t.Triage.State != ticket.TriagePending && !t.HumanSet("assignee")
}
