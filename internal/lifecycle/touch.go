package lifecycle

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// handover is how a ticket comes to another agent.
type handover struct {
	agent, team uuid.UUID
	capacity    int // 0 for no bound
	policy      string
	reason      string
	cause       ticket.Cause
	end         ticket.End // of the touch before
	against     bool
	known       ticket.Touch // what is known of the assignment
}

// touched begins a touch of an agent. What a plan knows of the agent goes
// before what is said.
func (d *draft) touched(agent uuid.UUID, known ticket.Touch) {
	t := &d.ticket
	touch := ticket.Touch{
		Agent: agent, At: d.now, Decision: known.Decision, Propensity: known.Propensity, Late: known.Late || d.late(),
		Signals: known.Signals, Declared: known.Declared, Foreign: known.Foreign,
	}
	if last := t.LastTouch(); last != nil && len(touch.Signals) == 0 {
		touch.Signals = last.Signals // nobody else looked since
	}
	if a := d.plan.staff[agent]; a != nil {
		touch.Declared, touch.Foreign = declared(a, t.Category), foreign(a, t.Language)
	}
	t.Begin(touch)
}

// late says whether the first answer was due before now, and nobody gave it.
func (d *draft) late() bool {
	if d.ticket.SLA == nil {
		return false
	}
	first := &d.ticket.SLA.First
	return first.MetAt.IsZero() && (!first.BreachedAt.IsZero() || !first.Due.IsZero() && !d.now.Before(first.Due))
}

// declared is an agent's level in a category as a share, foreign by how much
// their proficiency in a language falls short, with 1 for the lowest and for
// none. Who lists no languages speaks any.
func declared(a *ticket.Agent, category string) float64 { return float64(a.Skills[category]) / 5 }

func foreign(a *ticket.Agent, language string) float64 {
	if len(a.Languages) == 0 || language == "" || language == "und" {
		return 0
	}
	level, listed := a.Languages[language]
	if !listed {
		base, _, _ := strings.Cut(language, "-")
		level = a.Languages[base]
	}
	return float64(5-max(level, 1)) / 4
}

// released ends the touch of whoever has the ticket. One that began in this
// very write, by opening the ticket again, was never theirs: it is kept only where
// they gave the ticket back, and speaks against nobody.
func (d *draft) released(how ticket.End, cause ticket.Cause, against bool) {
	t := &d.ticket
	touch := t.Current()
	if touch == nil {
		return
	}
	if touch.Attempt >= d.before.Attempts() && touch.At.Equal(d.now) && how != ticket.Solved && how != ticket.Declined {
		if !touch.GaveBack {
			t.Touches = t.Touches[:len(t.Touches)-1]
			return
		}
		against = false
	}
	d.work()
	touch.EndedAt, touch.End, touch.Cause, touch.Against = d.now, how, cause, against
}

// givesBack notes that whoever has the ticket hands it on themselves, or loses
// it for want of skill: the machine is not to bring it back to them.
func (d *draft) givesBack(cause ticket.Cause) {
	if touch := d.ticket.Current(); touch != nil {
		touch.GaveBack = cause == ticket.NotMySkill || d.actor.Kind == ticket.ByAgent && d.actor.ID == d.ticket.Assignee
	}
}

// blames says whether handing a ticket on speaks against the skill of the agent
// who has it: when they say so, and when they do it themselves without a cause.
func (d *draft) blames(cause ticket.Cause) bool {
	if cause == "" {
		return d.actor.Kind == ticket.ByAgent && d.actor.ID == d.ticket.Assignee
	}
	return cause == ticket.NotMySkill
}

// passes keeps the touches in line with a change of status that comes next.
func (d *draft) passes(to ticket.Status) {
	t := &d.ticket
	last := t.LastTouch()
	switch {
	case to == ticket.Resolved && d.actor.Kind == ticket.ByAgent && d.actor.ID != t.Assignee:
		d.released(ticket.TakenOver, "", false)
	case to == ticket.Resolved:
		d.released(ticket.Solved, "", false)
	case to == ticket.Merged:
		d.released(ticket.WasMerged, "", false)
	case to == ticket.Spam:
		d.released(ticket.WasSpam, "", false)
	case t.Status == ticket.Merged && last != nil && last.End == ticket.WasMerged:
		last.EndedAt, last.End = time.Time{}, ""
	case t.Status == ticket.Resolved && to.Active():
		d.reopened()
		if t.Assignee != uuid.Nil {
			d.touched(t.Assignee, ticket.Touch{})
		}
	default:
		d.work()
	}
}

// reopened notes that what was solved last was not.
func (d *draft) reopened() {
	last := d.ticket.LastTouch()
	if last != nil && (last.End == ticket.Solved || last.End == ticket.TakenOver) && last.ReopenedAt.IsZero() {
		last.ReopenedAt = d.now
	}
}

// work counts the time for which the ticket was its agent's to act on since it
// got its status.
func (d *draft) work() {
	t := &d.ticket
	touch := t.Current()
	if touch == nil || !t.Status.Working() {
		return
	}
	from := t.StatusAt
	if from.Before(touch.At) {
		from = touch.At
	}
	touch.Worked += sla.Duration(d.worked(touch.Agent, from))
}

// worked is the time of an agent's shifts from then till now, or the ticket's
// business time for somebody without shifts.
func (d *draft) worked(agent uuid.UUID, from time.Time) time.Duration {
	var schedule calendar.Schedule
	if a := d.plan.staff[agent]; a != nil && len(a.Schedule) > 0 && json.Unmarshal(a.Schedule, &schedule) == nil {
		if shifts, err := schedule.Compile(); err == nil {
			return shifts.Between(from, d.now)
		}
	}
	_, hours := d.terms()
	return max(0, hours.Between(from, d.now))
}

// relearn brings what was declared for the category and the language in line
// with what they turned out to be.
func (d *draft) relearn() {
	t := &d.ticket
	if t.Category == d.before.Category && t.Language == d.before.Language {
		return
	}
	for i := range t.Touches {
		if a := d.plan.staff[t.Touches[i].Agent]; a != nil {
			t.Touches[i].Declared, t.Touches[i].Foreign = declared(a, t.Category), foreign(a, t.Language)
		}
	}
}

// relieve takes a ticket that is to be worked on again from an agent who is
// disabled or gone, so that it waits for somebody who is there.
func (d *draft) relieve() error {
	t := &d.ticket
	if t.Assignee == uuid.Nil || t.Assignee != d.before.Assignee || !t.Status.Working() || d.before.Status.Working() || d.plan.employs(t.Assignee) {
		return nil
	}
	actor := d.actor
	d.actor = ticket.Actor{Kind: ticket.BySystem}
	defer func() { d.actor = actor }()
	return d.release(ticket.Left, "", false, "is no longer there")
}
