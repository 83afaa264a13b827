package foresight

import (
	"slices"
	"strings"

	"switchyard/internal/ticket"
)

// Question is something that may go wrong with a ticket.
type Question string

// The questions.
const (
	BadRating  Question = "bad_rating" // rated 1 to 3
	Reopening  Question = "reopening"  // the next resolution does not hold
	MissedSLA  Question = "missed_sla" // the first answer or the resolution comes after it was due
	Escalation Question = "escalation" // raised or reassigned by its policy, given back for want of skill, or handed on twice
)

// Questions lists them.
func Questions() []Question { return []Question{BadRating, Reopening, MissedSLA, Escalation} }

// ParseQuestion reads one; the error names those there are.
func ParseQuestion(s string) (Question, error) {
	if slices.Contains(Questions(), Question(s)) {
		return Question(s), nil
	}
	names := make([]string, len(Questions()))
	for i, q := range Questions() {
		names[i] = string(q)
	}
	return "", ticket.Errorf(ticket.Invalid, "question", "%.40q is no question: take one of %s", s, strings.Join(names, ", "))
}

// Moment is when a chance was known.
type Moment string

// The moments.
const (
	Opened Moment = "opened" // when the ticket came in
	Now    Moment = "now"    // with all that happened since
)

// moments lists them.
func moments() []Moment { return []Moment{Opened, Now} }
