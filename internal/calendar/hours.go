package calendar

import (
	"errors"
	"fmt"
	"time"
)

// ErrFar means that no answer lies within ten years, or that the question is
// about a time before 1970 or after 2199.
var ErrFar = errors.New("not within ten years")

// Hours answers questions about the open time of a Calendar. It does not
// change, and any number of goroutines may ask at once. The first question
// about a year costs some tens of microseconds, those after it well under one.
type Hours struct{ line timeline }

// Open reports whether the calendar is open at t.
func (h *Hours) Open(t time.Time) bool { return h.line.open(t) }

// Add gives the first instant at which d of open time has passed since from,
// to the nanosecond: from itself for none, the end of an open period rather
// than the start of the next one. The error is for a negative d, or wraps
// ErrFar.
func (h *Hours) Add(from time.Time, d time.Duration) (time.Time, error) {
	if d < 0 {
		return time.Time{}, fmt.Errorf("duration: %s is negative; open time is counted forwards", d)
	}
	if !known(from) {
		return time.Time{}, fmt.Errorf("%s: %w: calendars are known from 1970 to 2199", from.Format(time.RFC3339), ErrFar)
	}
	at := clip(from)
	due, ok := h.line.after(at, int64(d), horizon(at))
	if !ok {
		return time.Time{}, fmt.Errorf("%s of open time after %s: %w: shorten it or open the calendar more often", d, from.Format(time.RFC3339), ErrFar)
	}
	return instant(due, from), nil
}

// Between gives the open time from a to b, negative if b lies before a.
func (h *Hours) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -h.Between(b, a)
	}
	return time.Duration(h.line.between(clip(a), clip(b)))
}

// Next gives the first open instant not before t: t itself while it is open.
// It is false if there is none within ten years.
func (h *Hours) Next(t time.Time) (time.Time, bool) { return h.line.nextOf(t) }

// Until gives the end of the open period that t lies in. It is false if t is
// closed, or if the period does not end within ten years.
func (h *Hours) Until(t time.Time) (time.Time, bool) { return h.line.untilOf(t) }

func (l *timeline) nextOf(t time.Time) (time.Time, bool) {
	if !known(t) {
		return time.Time{}, false
	}
	at := clip(t)
	next, ok := l.next(at, horizon(at))
	if !ok {
		return time.Time{}, false
	}
	return instant(next, t), true
}

func (l *timeline) untilOf(t time.Time) (time.Time, bool) {
	if !l.open(t) {
		return time.Time{}, false
	}
	at := clip(t)
	until, ok := l.close(at, horizon(at))
	if !ok {
		return time.Time{}, false
	}
	return instant(until, t), true
}

// instant shows nanoseconds after 1970 where like is shown.
func instant(at int64, like time.Time) time.Time { return time.Unix(0, at).In(like.Location()) }
