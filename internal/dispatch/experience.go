package dispatch

import (
	"time"

	"github.com/google/uuid"

	"switchyard/routing/learn"
)

// Experience is what was learnt from the tickets of the past. Its methods are
// asked with every decision: they answer from memory, to any goroutine.
type Experience interface {
	// Model is what to expect of whom, as it was fitted last.
	Model() *learn.Model
	// Price is what an hour of an agent's slot is worth elsewhere, in probability of success.
	Price(agent string) float64
	// Tenure is how long an agent has been here at an instant, 0 for somebody new.
	Tenure(agent string, now time.Time) time.Duration
	// Last is when an agent last got a ticket, zero for never.
	Last(agent string) time.Time
	// Worked is an agent's share of the time they could have worked lately.
	Worked(agent string) float64
	// Known is the agent who last solved a ticket of a requester, "" for none.
	Known(requester uuid.UUID) string
}

// novice is the experience of a desk that has none: what agents declare is all
// that is known of them.
type novice struct{ model *learn.Model }

func (n novice) Model() *learn.Model                  { return n.model }
func (novice) Price(string) float64                   { return 0 }
func (novice) Tenure(string, time.Time) time.Duration { return 0 }
func (novice) Last(string) time.Time                  { return time.Time{} }
func (novice) Worked(string) float64                  { return 0 }
func (novice) Known(uuid.UUID) string                 { return "" }

// untaught is the experience of a desk that starts.
func untaught() Experience { return novice{learn.New(learn.Options{}).Model()} }
