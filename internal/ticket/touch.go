package ticket

import (
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
)

// Touch is one assignment of a ticket to an agent, and what came of it so far.
// A ticket that comes back to its agent after it was resolved is touched anew.
type Touch struct {
	Agent   uuid.UUID `json:"agent"`
	Attempt int       `json:"attempt,omitempty" doc:"How many touches there were before"`
	At      time.Time `json:"at" doc:"When the agent got it"`

	// Where a person chose, or nobody as when it came back, there is neither.
	Decision   uuid.UUID `json:"decision,omitzero" doc:"The decision by which the machine chose the agent"`
	Propensity float64   `json:"propensity,omitempty" doc:"Probability with which the machine chose this agent"`

	// What was known at the time. Signals are finite; the last ones may be missing.
	Late     bool      `json:"late,omitempty" doc:"The first answer was due before"`
	Signals  []float64 `json:"signals,omitempty" doc:"What the ticket alone showed of how hard it is"`
	Declared float64   `json:"declared,omitempty" minimum:"0" maximum:"1" doc:"The level that the agent declared in the category"`
	Foreign  float64   `json:"foreign,omitempty" minimum:"0" maximum:"1" doc:"How far the agent's proficiency in the language falls short"`

	RepliedAt time.Time `json:"replied_at,omitzero" doc:"First public reply"`
	// Worked is how long the ticket was the agent's to act on, up to when it last
	// waited or ended: time on shift, or business time for an agent without shifts.
	Worked sla.Duration `json:"worked,omitempty" doc:"How long it was the agent's to act on, on shift"`

	EndedAt    time.Time `json:"ended_at,omitzero"`
	End        End       `json:"end,omitempty" enum:"solved,taken_over,transferred,reassigned,declined,unassigned,escalated,shift_ended,away,left,merged,spam" doc:"How it ended"`
	Cause      Cause     `json:"cause,omitempty" enum:"not_my_skill,no_time,conflict_of_interest,shift_end,away,load,other"`
	Against    bool      `json:"against,omitempty" doc:"The end speaks against the agent's skill"`
	GaveBack   bool      `json:"gave_back,omitempty" doc:"The agent handed it on themselves, or lost it for want of skill: the machine does not give it to them again, or not for an hour where the cause is no_time, load, shift_end or away"`
	ReopenedAt time.Time `json:"reopened_at,omitzero" doc:"When the solution turned out not to hold"`
	Rating     int       `json:"rating,omitempty" minimum:"1" maximum:"5"`
	RatedAt    time.Time `json:"rated_at,omitzero"`
}

// End says how a touch ended.
type End string

// The ends of a touch.
const (
	Solved      End = "solved"     // by the agent, or by the clock while the requester kept silent
	TakenOver   End = "taken_over" // another agent resolved it
	Transferred End = "transferred"
	Reassigned  End = "reassigned"
	Declined    End = "declined"
	Unassigned  End = "unassigned"
	Escalated   End = "escalated"
	ShiftEnded  End = "shift_ended"
	WentAway    End = "away"
	Left        End = "left" // the agent was disabled or removed
	WasMerged   End = "merged"
	WasSpam     End = "spam"
)

// Cause is why somebody hands a ticket on.
type Cause string

// The causes. Agents decline for one of Declines.
const (
	NotMySkill Cause = "not_my_skill"
	NoTime     Cause = "no_time"
	Conflicted Cause = "conflict_of_interest"
	ShiftEnds  Cause = "shift_end"
	IsAway     Cause = "away"
	Load       Cause = "load"
	OtherCause Cause = "other"
)

// EveryCause lists them.
func EveryCause() []Cause {
	return []Cause{NotMySkill, NoTime, Conflicted, ShiftEnds, IsAway, Load, OtherCause}
}

// Declines lists the causes for which an agent may decline a ticket.
func Declines() []Cause { return []Cause{NotMySkill, NoTime, Conflicted, OtherCause} }

// ParseCause reads one of some causes; the error names them.
func ParseCause(s string, among []Cause) (Cause, error) {
	if slices.Contains(among, Cause(s)) {
		return Cause(s), nil
	}
	return "", Errorf(Invalid, "cause", "%.40q is no cause: take one of %s", s, join(among))
}

// TouchLength is how many touches a ticket keeps. Those that were declined or
// given back are kept beyond it: nobody gets again what they did not want.
const TouchLength = 20

// Begin starts a touch, as the one after those there were. What is not finite
// in it, and the signals from there on, are dropped.
func (t *Ticket) Begin(touch Touch) {
	touch.Attempt = t.Attempts()
	touch.Propensity = share(touch.Propensity)
	touch.Declared, touch.Foreign = share(touch.Declared), share(touch.Foreign)
	if i := slices.IndexFunc(touch.Signals, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }); i >= 0 {
		touch.Signals = slices.Clone(touch.Signals[:i])
	}
	t.Touches = append(slices.Clone(t.Touches), touch)
	if before := len(t.Touches) - 1; before >= TouchLength {
		if i := slices.IndexFunc(t.Touches[:before], func(was Touch) bool { return !was.excludes() }); i >= 0 {
			t.Touches = slices.Delete(t.Touches, i, i+1)
		}
	}
}

// share is x as a number from 0 to 1, 0 for what is none.
func share(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(0, min(1, x))
}

// LastTouch is the latest touch, nil for none. It may be changed in a Clone.
func (t *Ticket) LastTouch() *Touch {
	if len(t.Touches) == 0 {
		return nil
	}
	return &t.Touches[len(t.Touches)-1]
}

// Current is the touch that has not ended, nil for none.
func (t *Ticket) Current() *Touch {
	if last := t.LastTouch(); last != nil && last.EndedAt.IsZero() {
		return last
	}
	return nil
}

// Attempts is how many touches there were, those that are no longer kept included.
func (t *Ticket) Attempts() int {
	if last := t.LastTouch(); last != nil {
		return last.Attempt + 1
	}
	return 0
}

// Respite is for how long the machine does not give a ticket again to an agent
// who gave it back for a cause that speaks of the moment and not of the ticket.
const Respite = time.Hour

// passes says whether a cause speaks of the moment.
func (c Cause) passes() bool { return c == NoTime || c == ShiftEnds || c == IsAway || c == Load }

// Excluded lists the agents to whom the machine may not give the ticket at an
// instant, in order: they declined it, or gave it back. That is for good, but for
// who gave it back for a cause that passes: for them it is for the Respite.
func (t *Ticket) Excluded(now time.Time) []uuid.UUID {
	return t.agents(func(touch *Touch) bool {
		return touch.excludes() || touch.GaveBack && now.Sub(touch.EndedAt) < Respite
	})
}

// excludes says whether the machine may never give the ticket to the agent again.
func (t *Touch) excludes() bool { return t.End == Declined || t.GaveBack && !t.Cause.passes() }

// Failed lists the agents whose answer did not hold, or who gave the ticket
// away for want of skill, in order.
func (t *Ticket) Failed() []uuid.UUID {
	return t.agents(func(touch *Touch) bool { return touch.Against || !touch.ReopenedAt.IsZero() })
}

func (t *Ticket) agents(fit func(*Touch) bool) (out []uuid.UUID) {
	for i := range t.Touches {
		if touch := &t.Touches[i]; fit(touch) && !slices.Contains(out, touch.Agent) {
			out = append(out, touch.Agent)
		}
	}
	return out
}

// Reopens is how often the ticket was opened again after somebody resolved it,
// as far as its touches go back.
func (t *Ticket) Reopens() (n int) {
	for i := range t.Touches {
		if !t.Touches[i].ReopenedAt.IsZero() {
			n++
		}
	}
	return n
}
