package storetest

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var tickets = []test{
	{"tickets are found by many ids at once", ticketsByID},
	{"messages of several tickets stand in one order", messagesOfSeveral},
	{"decisions come latest first", decisionsLatestFirst},
	{"decisions of all tickets come by id", decisionsByID},
	{"tickets are due at their alarm, earliest first", dueEarliestFirst},
	{"attendance ends by itself", attendance},
}

func ticketsByID(d *desk) {
	var all []ticket.Ticket
	for range 4 {
		all = append(all, d.commit(put(draft("one of many"), 0)))
	}
	read := func(ids ...uuid.UUID) []ticket.Ticket {
		return need(d, func() ([]ticket.Ticket, error) { return d.store.TicketsByID(d.ctx, ids) })
	}
	same(d, "those asked for, by number", read(all[2].ID, all[0].ID), []ticket.Ticket{all[0], all[2]})
	same(d, "one named twice", read(all[1].ID, all[1].ID), all[1:2])
	same(d, "beside one that is not there", read(newID(), all[3].ID), all[3:])
	same(d, "none", read(), []ticket.Ticket{})
	same(d, "none that are there", read(newID(), uuid.Nil), []ticket.Ticket{})
	changed := d.commit(put(all[1], all[1].Version))
	same(d, "as it is now", read(all[1].ID), []ticket.Ticket{changed})
	var many []uuid.UUID
	for range 3000 {
		many = append(many, newID())
	}
	same(d, "few of very many", read(append(many, all[0].ID)...), all[:1])
}

func messagesOfSeveral(d *desk) {
	var tickets []ticket.Ticket
	var ids []uuid.UUID
	for range 3 {
		t := d.commit(put(draft("merged"), 0))
		tickets, ids = append(tickets, t), append(ids, t.ID)
	}
	var all []ticket.Message
	for i := range 12 {
		t := &tickets[i%3]
		w := put(*t, t.Version, "message")
		*t = d.commit(w)
		all = append(all, w.Messages...)
	}
	read := func(tickets []uuid.UUID, after uuid.UUID, limit int) []ticket.Message {
		return need(d, func() ([]ticket.Message, error) { return d.store.Messages(d.ctx, tickets, after, limit) })
	}
	same(d, "all messages", read(ids, uuid.Nil, 100), all)
	var paged []ticket.Message
	for after := uuid.Nil; ; {
		page := read(ids, after, 5)
		paged = append(paged, page...)
		if len(page) < 5 {
			break
		}
		after = page[4].ID
	}
	same(d, "messages in pages of 5", paged, all)
	of := func(m ticket.Message) bool { return m.Ticket != ids[0] }
	same(d, "messages of one", read(ids[:1], uuid.Nil, 100), slices.DeleteFunc(slices.Clone(all), of))
	same(d, "messages of a ticket named twice", read([]uuid.UUID{ids[0], ids[0]}, uuid.Nil, 100), slices.DeleteFunc(slices.Clone(all), of))
	last := func(tickets []uuid.UUID, limit int) []ticket.Message {
		return need(d, func() ([]ticket.Message, error) { return d.store.LastMessages(d.ctx, tickets, limit) })
	}
	same(d, "the last 5", last(ids, 5), all[7:])
	same(d, "the last of all", last(append(ids, ids[0]), 100), all)
	same(d, "the last of one", last(ids[2:], 1), all[11:])
	firsts := func(tickets ...uuid.UUID) []ticket.Message {
		return need(d, func() ([]ticket.Message, error) { return d.store.FirstMessages(d.ctx, tickets) })
	}
	same(d, "what tickets begin with", firsts(ids[2], ids[0], newID(), ids[2], ids[1]), all[:3])
	same(d, "what no ticket begins with", firsts(), []ticket.Message{})
	same(d, "the last of one that is not there", last([]uuid.UUID{newID()}, 5), []ticket.Message{})
	if found := read([]uuid.UUID{newID()}, uuid.Nil, 100); len(found) > 0 {
		d.Errorf("found %d messages of a ticket that is not there", len(found))
	}
}

func decisionsLatestFirst(d *desk) {
	t := d.commit(put(draft("thought about"), 0))
	var want []ticket.Decision
	for i := range 4 {
		w := put(t, t.Version)
		w.Decisions = []ticket.Decision{{ID: newID(), Ticket: t.ID, At: start.Add(time.Duration(i) * time.Second)}}
		t = d.commit(w)
		want = slices.Insert(want, 0, w.Decisions[0])
	}
	same(d, "decisions", need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, t.ID, 10) }), want)
	same(d, "the latest", need(d, func() ([]ticket.Decision, error) { return d.store.Decisions(d.ctx, t.ID, 1) }), want[:1])
}

func decisionsByID(d *desk) {
	var want []ticket.Decision
	for i := range 5 { // of two tickets in turn
		w := put(draft("thought about"), 0)
		if i > 1 {
			t := d.ticket(want[i-2].Ticket)
			w = put(t, t.Version)
		}
		w.Decisions = []ticket.Decision{{ID: newID(), Ticket: w.Tickets[0].Ticket.ID, At: start}}
		d.commit(w)
		want = append(want, w.Decisions[0])
	}
	from := func(id uuid.UUID, limit int) []ticket.Decision {
		return need(d, func() ([]ticket.Decision, error) { return d.store.DecisionsFrom(d.ctx, id, limit) })
	}
	named := func(ids ...uuid.UUID) []ticket.Decision {
		return need(d, func() ([]ticket.Decision, error) { return d.store.DecisionsByID(d.ctx, ids) })
	}
	same(d, "decisions by id", named(want[4].ID, newID(), want[1].ID, want[4].ID), []ticket.Decision{want[1], want[4]})
	same(d, "decisions by no id", named(), []ticket.Decision{})
	same(d, "all decisions", from(uuid.Nil, 10), want)
	same(d, "one decision", from(want[2].ID, 1), want[2:3])
	same(d, "those after it", from(want[2].ID, 10), want[2:])
	if late := from(newID(), 10); len(late) > 0 {
		d.Errorf("found %d decisions after the last", len(late))
	}
}

func dueEarliestFirst(d *desk) {
	var byMinute []ticket.Ticket
	for _, minute := range []int{3, 1, 2, 0} {
		t := draft("wake me")
		if minute > 0 {
			t.WakeAt = start.Add(time.Duration(minute) * time.Minute)
		}
		byMinute = append(byMinute, d.commit(put(t, 0)))
	}
	due := func(minute, limit int) []int64 {
		return numbers(need(d, func() ([]ticket.Ticket, error) {
			return d.store.Due(d.ctx, start.Add(time.Duration(minute)*time.Minute), limit)
		}))
	}
	same(d, "due before the first", due(0, 10), []int64{})
	same(d, "due at the second", due(2, 10), []int64{2, 3})
	same(d, "due at the end", due(9, 10), []int64{2, 3, 1})
	same(d, "the first due", due(9, 1), []int64{2})
	late := byMinute[1]
	late.WakeAt = start.Add(5 * time.Minute)
	d.commit(put(late, 1))
	never := byMinute[2]
	never.WakeAt = time.Time{}
	d.commit(put(never, 1))
	same(d, "due after two were put off", due(9, 10), []int64{1, 2})
}

func attendance(d *desk) {
	here := newID()
	anna, ben := uuid.UUID{1}, uuid.UUID{2}
	attend := func(agent uuid.UUID, doing string, until time.Time) store.Attendance {
		a := store.Attendance{Ticket: here, Agent: agent, Doing: doing, Until: until}
		if err := d.store.Attend(d.ctx, a); err != nil {
			d.Fatal(err)
		}
		return a
	}
	attending := func(now time.Time) []store.Attendance {
		all := need(d, func() ([]store.Attendance, error) { return d.store.Attending(d.ctx, here, now) })
		slices.SortFunc(all, func(a, b store.Attendance) int { return bytes.Compare(a.Agent[:], b.Agent[:]) })
		return all
	}
	attend(anna, "viewing", start.Add(time.Minute))
	a := attend(anna, "typing", start.Add(2*time.Minute))
	b := attend(ben, "viewing", start.Add(time.Minute))
	same(d, "attending", attending(start), []store.Attendance{a, b})
	same(d, "attending after one left", attending(start.Add(time.Minute)), []store.Attendance{a})
	if err := d.store.Prune(d.ctx, start.Add(90*time.Second)); err != nil {
		d.Fatal(err)
	}
	same(d, "attending after upkeep", attending(start), []store.Attendance{a})
	elsewhere := need(d, func() ([]store.Attendance, error) { return d.store.Attending(d.ctx, newID(), start) })
	if len(elsewhere) > 0 {
		d.Errorf("%v attend another ticket", elsewhere)
	}
}
