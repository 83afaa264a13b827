package dispatch

import (
	"context"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// aligned is how many tickets at rest are brought in line with a new plan in
// one round.
const aligned = 100

// follow notes that the plan has changed in a way that tickets at rest feel:
// other policies, calendars or windows.
func (d *Dispatcher) follow(plan *lifecycle.Plan) {
	if !d.desk.Plan().Same(plan) {
		d.behind = &store.TicketQuery{
			Statuses: []ticket.Status{ticket.New, ticket.Open, ticket.Pending, ticket.OnHold, ticket.Resolved},
			Order:    store.Order{By: store.ByNumber}, Limit: aligned,
		}
	}
	d.desk.SetPlan(plan)
}

// align wakes tickets that were there before the plan was, some in each round.
// One that nothing changes for is not written.
func (d *Dispatcher) align(ctx context.Context) error {
	if d.behind == nil {
		return nil
	}
	tickets, err := d.store.List(ctx, *d.behind)
	if err != nil {
		return err
	}
	for i := range tickets {
		_, err := d.desk.Do(ctx, lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: tickets[i].ID}, lifecycle.Wake{})
		if err != nil && !ticket.IsKind(err, ticket.Conflict) && !ticket.IsKind(err, ticket.NotFound) {
			if err = d.skip(ctx, &tickets[i], err); err != nil {
				return err
			}
		}
	}
	if len(tickets) < aligned {
		d.behind = nil
		return nil
	}
	after := store.PositionOf(&tickets[aligned-1], store.ByNumber)
	d.behind.After = &after
	d.poke()
	return nil
}
