package dispatch

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// Hear takes what the requester of a ticket wrote: read by the models beside
// what was written before, so that the mood has a course.
func (d *Dispatcher) Hear(ctx context.Context, o lifecycle.Order, answer lifecycle.Answer) (ticket.Ticket, error) {
	if d.reader != nil && answer.Reading == nil {
		item := triage.Item{Body: body(answer.Words)}
		var err error
		if item.Earlier, err = d.earlier(ctx, o.Ticket); err == nil {
			_, answer.Reading, err = d.reading(ctx, item)
		}
		if err != nil { // the mood of one message is all that is lost
			d.log.LogAttrs(ctx, slog.LevelWarn, "an answer is stored unread", slog.Any("error", err))
		}
	}
	defer d.poke()
	return d.desk.Hear(ctx, o, answer)
}

// remembered is how many earlier messages the course of a mood looks at, as
// many as a triage.Item takes.
const remembered = 20

// lookedThrough is how many messages of a conversation are looked through for
// those of the requester: the rest are answers and notes.
const lookedThrough = 200

// earlier are the requester's last messages so far, oldest first.
func (d *Dispatcher) earlier(ctx context.Context, id uuid.UUID) ([]string, error) {
	t, err := d.store.Ticket(ctx, id)
	if err != nil {
		return nil, err
	}
	messages, err := d.store.LastMessages(ctx, t.Conversation(), lookedThrough)
	if err != nil {
		return nil, err
	}
	var texts []string
	for i := range messages {
		if messages[i].Author.Kind == ticket.ByRequester {
			texts = append(texts, messages[i].Text)
		}
	}
	return texts[max(0, len(texts)-remembered):], nil
}
