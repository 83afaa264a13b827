package history

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// asked is how many tickets are looked up at a time.
const asked = 1000

// check reads the whole source and says what would become of it.
func (m *importer) check(ctx context.Context) error {
	seen, labels := map[uuid.UUID]bool{}, taxonomy{}
	var some []sketch
	look := func() error {
		err := m.lookUp(ctx, some)
		some = some[:0]
		return err
	}
	err := m.each(ctx, func(l *Line, wrong *LineError) error {
		if t := l.Ticket; wrong == nil && t != nil {
			if seen[t.ID] {
				wrong = &LineError{Line: l.Number, Field: "id", Problem: fmt.Sprintf("%s stands in the file before", t.ID), Remedy: "take one of the two out"}
			}
			seen[t.ID] = true
		}
		switch {
		case wrong != nil:
			m.tell(l.Number, Bad, wrong.Error())
		case l.Ticket != nil:
			labels.add(l.Ticket)
			m.checked++
			if !m.options.DryRun {
				m.progress(0)
				return nil
			}
			if some = append(some, sketchOf(l)); len(some) == asked {
				return look()
			}
		default:
			m.people.add(l)
		}
		return nil
	})
	if err == nil {
		err = look()
	}
	if err != nil {
		return err
	}
	if err := m.people.compare(ctx, m); err != nil {
		return err
	}
	for _, warning := range labels.warnings() {
		m.tell(0, Warning, warning)
	}
	return nil
}

// sketch is what is told of a ticket.
type sketch struct {
	line     int64
	id       uuid.UUID
	name     string
	subject  string
	status   ticket.Status
	messages int
}

func sketchOf(l *Line) sketch {
	t := l.Ticket
	return sketch{l.Number, t.ID, t.name(), t.Subject, t.Status, len(t.Messages)}
}

// lookUp tells of some tickets whether they are there. The real run finds that out
// when it stores them.
func (m *importer) lookUp(ctx context.Context, some []sketch) error {
	ids := make([]uuid.UUID, len(some))
	for i := range some {
		ids[i] = some[i].id
	}
	there, err := m.store.Numbers(ctx, ids)
	if err != nil {
		return err
	}
	for _, t := range some {
		if number, ok := there[t.id]; ok {
			m.done.There++
			m.tell(t.line, There, fmt.Sprintf("ticket %s is there as number %d and stays as it is", t.name, number))
			continue
		}
		m.done.Tickets++
		m.tell(t.line, New, fmt.Sprintf("ticket %s %.60q: %s, %d messages", t.name, t.subject, t.status, t.messages))
	}
	m.progress(0)
	return nil
}

// name is what people know a ticket by.
func (t *Ticket) name() string {
	switch {
	case t.External != "":
		return t.External
	case t.Number > 0:
		return strconv.FormatInt(t.Number, 10)
	}
	return t.ID.String()
}
