package dispatch

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// due is how many alarms are seen to at a time.
const due = 500

// ring sees to the tickets whose alarm is due: those the models have not read
// yet are read, the others are woken.
func (d *Dispatcher) ring(ctx context.Context) error {
	for {
		tickets, err := d.store.Due(ctx, d.now(), due)
		if err != nil {
			return err
		}
		moved := 0
		for i := range tickets {
			if err := ctx.Err(); err != nil {
				return err
			}
			switch err := d.wake(ctx, &tickets[i]); {
			case err == nil:
				moved++
			case ticket.IsKind(err, ticket.Unavailable):
				return err
			case !ticket.IsKind(err, ticket.Conflict) && !ticket.IsKind(err, ticket.NotFound):
				d.log.LogAttrs(ctx, slog.LevelError, "a ticket's alarm could not be seen to", slog.Int64("ticket", tickets[i].Number), slog.Any("error", err))
			}
		}
		if len(tickets) < due || moved == 0 {
			return nil
		}
	}
}

func (d *Dispatcher) wake(ctx context.Context, t *ticket.Ticket) error {
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: t.ID}
	if t.Triage.State != ticket.TriagePending || !t.Status.Active() || d.reader == nil {
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
	messages, err := d.store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, 1)
	if err != nil {
		return nil, err
	}
	item := triage.Item{Subject: t.Subject}
	if t.HumanSet("language") {
		item.Language = t.Language
	}
	if len(messages) > 0 {
		item.Body = messages[0].Text
	}
	reading, err := d.reading(ctx, item)
	if reading != nil && len(messages) > 0 {
		reading.Message = messages[0].ID
	}
	return reading, err
}
