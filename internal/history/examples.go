package history

import (
	"context"
	"errors"
	"iter"
)

// Tickets gives the tickets of a source, checked. A bad line comes as a
// *LineError and the next one follows; any other error is the last.
func Tickets(ctx context.Context, s Source) iter.Seq2[*Ticket, error] {
	return func(yield func(*Ticket, error) bool) {
		for line, err := range s.Lines(ctx) {
			if err == nil {
				if wrong := line.Check(); wrong != nil {
					err = wrong
				}
			}
			if line.Ticket == nil && err == nil {
				continue
			}
			if !yield(line.Ticket, err) {
				return
			}
		}
	}
}

// Examples gives the rows to learn from of a source, in its order; see
// Ticket.Example. Labels are worked out anew, so that a file of an older program
// tells the same as one of this.
func Examples(ctx context.Context, s Source) iter.Seq2[Example, error] {
	return func(yield func(Example, error) bool) {
		for t, err := range Tickets(ctx, s) {
			var e Example
			if err == nil {
				t.Labels = labelsOf(t)
				var told bool
				if e, told = t.Example(); !told {
					continue
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// BadLine tells a line that cannot be taken from an error that ends a source.
func BadLine(err error) (*LineError, bool) {
	var wrong *LineError
	ok := errors.As(err, &wrong) && wrong.Line > 0
	return wrong, ok
}
