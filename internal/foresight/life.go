package foresight

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// life is what happened to a ticket, as much of it as is asked for. It is never
// changed: when more happens, another takes its place.
type life struct {
	id        uuid.UUID
	number    int64
	created   time.Time
	requester string // an id, as all of these
	company   string
	channel   string
	promised  bool   // it has, or had, a deadline
	marks     []mark // in order of time
}

// mark is one thing that happened.
type mark struct {
	at    time.Time
	what  what
	value string
	x, y  float64
}

// what tells marks apart.
type what uint8

const (
	_          what = iota
	toStatus        // value
	toCategory      // value, and so on
	toPriority
	toLanguage
	toTier
	toTeam
	toAgent   // "" for nobody
	heard     // the requester wrote x bytes
	replied   // the desk did
	felt      // anger x, valence y
	warned    // a deadline came near
	breached  // the deadline of the clock named by value passed
	escalated // its policy raised or reassigned it
	shunned   // somebody handed it on for want of skill
	rated     // with x
)

// ordered puts marks into order of time. Those of one instant stay as they are.
func ordered(marks []mark) []mark {
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at.Compare(b.at) })
	return marks
}

// until are the marks up to an instant.
func (l *life) until(at time.Time) []mark {
	n, _ := slices.BinarySearchFunc(l.marks, at, func(m mark, at time.Time) int {
		return cmp.Or(m.at.Compare(at), -1)
	})
	return l.marks[:n]
}
