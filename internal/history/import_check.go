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
	var some []sketch
	look := func() error {
		err := m.lookUp(ctx, some)
		some = some[:0]
		return err
	}
	err := m.each(ctx, func(l *Line, wrong *LineError) error {
		if !m.judge(l, wrong) || l.Ticket == nil || !m.options.DryRun {
			return nil
		}
		if some = append(some, sketchOf(l)); len(some) == asked {
			return look()
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
	m.warn()
	return nil
}

// judge says whether a line is good, and tells if it is not.
func (m *importer) judge(l *Line, wrong *LineError) bool {
	if wrong == nil {
		wrong = m.misplaced(l)
	}
	if wrong != nil {
		if !m.judged {
			m.tell(l.Number, Bad, wrong.Error())
		}
		return false
	}
	switch t := l.Ticket; {
	case t != nil:
		m.seen[t.ID] = true
		m.labels.add(t)
		m.count()
	case !m.judged:
		m.people.add(l)
	}
	return true
}

// count counts a ticket that was checked.
func (m *importer) count() {
	if m.judged {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.checked++; m.checked%asked == 0 && m.options.Progress != nil {
		m.options.Progress(m.checked, m.handled)
	}
}

// misplaced says what is wrong with a line beside those before it.
func (m *importer) misplaced(l *Line) *LineError {
	switch {
	case l.Ticket != nil && m.seen[l.Ticket.ID]:
		return &LineError{Line: l.Number, Field: "id", Problem: fmt.Sprintf("%s stands in the file before", l.Ticket.ID), Remedy: "take one of the two out"}
	case l.Ticket == nil && l.File == nil && len(m.seen) > 0:
		return &LineError{Line: l.Number, Field: "kind", Problem: "stands after a ticket", Remedy: "put organisations, teams and agents before the tickets"}
	}
	return nil
}

// warn tells of what is odd in all that was read.
func (m *importer) warn() {
	for _, warning := range m.labels.warnings() {
		m.tell(0, Warning, warning)
	}
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
