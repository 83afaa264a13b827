package dispatch

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// page is how many tickets of the queue are read at a time.
const page = 200

// drain assigns the tickets that wait, the most urgent first and among equals
// the oldest, until nobody is free.
func (d *Dispatcher) drain(ctx context.Context) error {
	for _, priority := range []ticket.Priority{ticket.Urgent, ticket.High, ticket.Normal, ticket.Low} {
		q := store.TicketQuery{
			Statuses: []ticket.Status{ticket.New, ticket.Open}, Priorities: []ticket.Priority{priority}, Unassigned: true,
			Order: store.Order{By: store.ByNumber}, Limit: page,
		}
		for {
			if q.Channels = d.roomy(); len(q.Channels) == 0 {
				return nil
			}
			waiting, err := d.store.List(ctx, q)
			if err != nil {
				return err
			}
			for i := range waiting {
				if err := d.assign(ctx, &waiting[i]); err != nil {
					return err
				}
			}
			if len(waiting) < page {
				break
			}
			after := store.PositionOf(&waiting[page-1], q.Order.By)
			q.After = &after
		}
	}
	return nil
}

// roomy lists the channels of which somebody who works now could take a ticket.
func (d *Dispatcher) roomy() []ticket.Channel {
	var open []ticket.Channel
	loads, now := d.ledger.copy(), d.now()
	roster := d.roster.Load()
	for _, channel := range ticket.Channels() {
		if slices.ContainsFunc(roster.members(channel, loads, now), func(m Member) bool { return eligible(Request{Channel: channel}, &m) == "" }) {
			open = append(open, channel)
		}
	}
	return open
}

// assign gives a waiting ticket to somebody who is free, if anybody is. That
// another node did so first is no error.
func (d *Dispatcher) assign(ctx context.Context, t *ticket.Ticket) error {
	if t.HumanSet("assignee") || t.Triage.State == ticket.TriagePending {
		return nil
	}
	r := Request{Ticket: t.ID, Category: t.Category, Priority: t.Priority, Language: t.Language, Channel: t.Channel, Team: t.Team}
	if r.Team == uuid.Nil && !t.HumanSet("team") {
		r.Team = d.roster.Load().team(r.Category)
	}
	choice, slot := d.choose(r)
	if choice.Agent == uuid.Nil && choice.Team == t.Team {
		return nil
	}
	after, err := d.desk.Do(ctx, lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByMachine}, Ticket: t.ID}, *choice)
	if slot.Agent != uuid.Nil && (err != nil || after.Assignee != slot.Agent) {
		d.ledger.release(slot)
	}
	switch {
	case ticket.IsKind(err, ticket.Full):
		return d.ledger.refresh(ctx, d.store)
	case ticket.IsKind(err, ticket.Conflict), ticket.IsKind(err, ticket.NotFound):
		return nil
	}
	return err
}
