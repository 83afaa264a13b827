package history

import (
	"context"
	"fmt"
	"iter"
)

// Line is one line of a history, or one thing of another helpdesk: exactly one of
// the pointers is set.
type Line struct {
	Number       int64 // in the file, from 1
	Organisation *Organisation
	Team         *Team
	Agent        *Agent
	File         *File
	Ticket       *Ticket
}

// LineError says what is wrong with one line and how to mend it.
type LineError struct {
	Line    int64  // 0 for the file as a whole
	Field   string // empty where the whole line is meant
	Problem string
	Remedy  string
}

func (e *LineError) Error() string {
	s := e.Problem + "; " + e.Remedy
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.Line > 0 {
		s = fmt.Sprintf("line %d: %s", e.Line, s)
	}
	return s
}

// bad makes a LineError without a place.
func bad(field, remedy, problem string, args ...any) *LineError {
	return &LineError{Field: field, Problem: fmt.Sprintf(problem, args...), Remedy: remedy}
}

// Source is a file of a helpdesk. Lines gives what is in it in order. A *LineError
// that names a line is of that line alone, and the next one follows; any other error is
// the last thing that comes. It can be read once.
type Source interface {
	Lines(ctx context.Context) iter.Seq2[Line, error]
}
