package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// due is how many alarms are seen to in one round: few enough that those who
// wait for an agent are not held up by a backlog.
const due = 64

// putOff is for how long an alarm that cannot be seen to is put off.
const putOff = time.Minute

// ring sees to the tickets whose alarm is due: those the models have not read
// yet are read, the others are woken.
func (d *Dispatcher) ring(ctx context.Context) error {
	tickets, err := d.store.Due(ctx, d.now(), due)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range tickets {
		group.Go(func() error { return d.see(ctx, &tickets[i]) })
	}
	if len(tickets) == due {
		d.poke()
	}
	return group.Wait()
}

// see sees to one alarm. What goes wrong with one ticket is no trouble of the
// others: its alarm is put off.
func (d *Dispatcher) see(ctx context.Context, t *ticket.Ticket) error {
	err := d.wake(ctx, t)
	switch {
	case err == nil, ticket.IsKind(err, ticket.Conflict), ticket.IsKind(err, ticket.NotFound):
		return nil
	case ticket.IsKind(err, ticket.Unavailable), ctx.Err() != nil:
		return err
	}
	d.log.LogAttrs(ctx, slog.LevelError, "a ticket's alarm could not be seen to", slog.Int64("ticket", t.Number), slog.Any("error", err))
	_, err = d.desk.Do(ctx, lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: t.ID}, lifecycle.Postpone{By: putOff})
	return err
}

func (d *Dispatcher) wake(ctx context.Context, t *ticket.Ticket) error {
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: t.ID}
	if t.Triage.State != ticket.TriagePending || !t.Status.Active() {
		_, err := d.desk.Do(ctx, order, lifecycle.Wake{})
		return err
	}
	reading, err := d.readAgain(ctx, t)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		d.log.LogAttrs(ctx, slog.LevelWarn, "a ticket could not be read", slog.Int64("ticket", t.Number), slog.Any("error", err))
		_, err = d.desk.Do(ctx, order, lifecycle.Unread{Reason: "the models could not read it"}, lifecycle.Wake{})
		return err
	}
	_, err = d.desk.Do(ctx, order, *reading, lifecycle.Wake{})
	d.poke()
	return err
}

// readAgain asks the models about the first message of a stored ticket.
func (d *Dispatcher) readAgain(ctx context.Context, t *ticket.Ticket) (*lifecycle.Reading, error) {
	if d.reader == nil {
		return nil, errors.New("there are no models")
	}
	messages, err := d.store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, 1)
	if err != nil {
		return nil, err
	}
	item := triage.Item{ID: t.ID.String(), Subject: t.Subject}
	if t.HumanSet("language") {
		item.Language = t.Language
	}
	if len(messages) > 0 {
		item.Body = messages[0].Text
	}
	_, reading, err := d.reading(ctx, item)
	if reading != nil && len(messages) > 0 {
		reading.Message = messages[0].ID
	}
	return reading, err
}
