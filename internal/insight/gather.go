package insight

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// Gatherer takes in a history line by line. It holds counts, some bytes a ticket,
// and the texts of a random part. It belongs to one goroutine.
type Gatherer struct {
	o      Options
	head   history.Header
	intake *intake
	speed  *speed
	labels *labels
	rows   *sample // to learn from
	texts  *sample // to look for what is said over and over
	names  map[string]string
	latest time.Time
	bad    []Unread
	wrong  int
}

// Unread is a line that could not be read.
type Unread struct {
	Line int64  `json:"line"`
	Why  string `json:"why"`
}

// unreadShown bounds how many lines that could not be read are told one by one.
const unreadShown = 20

// NewGatherer makes a Gatherer for a history with a header, the zero one for a
// file of another helpdesk. The error names the option that makes no sense.
func NewGatherer(head history.Header, o Options) (*Gatherer, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	return &Gatherer{o: o, head: head, intake: newIntake(o.Zone), speed: &speed{}, labels: newLabels(),
		rows: newSample(o.Rows), texts: newSample(o.Texts), names: map[string]string{}}, nil
}

// one is a Source of a single line.
type one history.Line

// Lines implements history.Source.
func (l one) Lines(context.Context) iter.Seq2[history.Line, error] {
	return func(yield func(history.Line, error) bool) { yield(history.Line(l), nil) }
}

// Take takes in a line, or what was wrong with one: such a line is counted and
// told of. It gives the ticket of the line, checked, nil where there is none. Any
// error but a *history.LineError of one line comes back.
func (g *Gatherer) Take(ctx context.Context, line history.Line, err error) (*history.Ticket, error) {
	switch {
	case err != nil:
		return nil, g.unread(err)
	case line.Agent != nil:
		g.names[line.Agent.ID.String()] = line.Agent.Name
		if wrong := line.Check(); wrong != nil {
			return nil, g.unread(wrong)
		}
		return nil, nil
	case line.Ticket == nil:
		return nil, nil
	}
	// Examples checks the ticket and works out its labels, which an export of
	// another helpdesk does not have.
	example, told := history.Example{}, false
	for e, err := range history.Examples(ctx, one(line)) {
		if err != nil {
			return nil, g.unread(err)
		}
		example, told = e, true
	}
	g.take(line.Ticket, &example, told)
	return line.Ticket, nil
}

func (g *Gatherer) unread(err error) error {
	wrong, ok := history.BadLine(err)
	if !ok {
		return err
	}
	g.wrong++
	if len(g.bad) < unreadShown {
		why := wrong.Problem
		if wrong.Field != "" {
			why = wrong.Field + " " + why
		}
		g.bad = append(g.bad, Unread{Line: wrong.Line, Why: why})
	}
	return nil
}

func (g *Gatherer) take(t *history.Ticket, e *history.Example, told bool) {
	if t.UpdatedAt.After(g.latest) {
		g.latest = t.UpdatedAt
	}
	if !told { // without a text or a label, but perhaps with a text
		*e, _ = t.Example()
	}
	r := row{id: t.ID, number: t.Number, external: t.External, at: t.CreatedAt, text: joined(e), requester: t.Requester.Name}
	r.language = g.language(t, r.text)
	g.intake.take(t, r.language)
	if t.Status == ticket.Spam || t.MergedInto != uuid.Nil {
		return // they asked nothing of anybody
	}
	g.speed.take(t)
	state := e.Meta.States["category"]
	g.labels.take(t.Category, state)
	if r.text == "" {
		return
	}
	if state != "" && state != history.Untouched {
		r.category = e.Labels.Category
		g.rows.add(r)
	}
	r.category = t.Category
	g.texts.add(r)
}

// asOf is the instant as of which outcomes are told.
func (g *Gatherer) asOf() time.Time {
	if !g.head.AsOf.IsZero() {
		return g.head.AsOf
	}
	return g.latest
}

// ErrNothing says that a history holds no ticket that could be read.
var ErrNothing = errors.New("it holds no ticket that could be read")
