package foresight

import (
	"slices"
	"time"

	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// messages notes what was written, and how it felt. A mood is known when it was
// read, or where that is not told, when the message came.
func (r *reader) messages() {
	t := &r.whole.Ticket
	for i := range r.whole.Messages {
		m := &r.whole.Messages[i]
		switch {
		case m.Author.Kind == ticket.ByRequester:
			r.add(mark{at: m.At, what: heard, x: float64(len(m.Text))})
		case m.Public:
			r.add(mark{at: m.At, what: replied})
		}
		k := slices.IndexFunc(t.Mood, func(mood ticket.Mood) bool { return mood.Message == m.ID })
		if k < 0 {
			continue
		}
		at, known := r.felt[m.ID]
		if !known {
			at = m.At
		}
		r.add(mark{at: at, what: felt, x: t.Mood[k].Anger, y: t.Mood[k].Valence})
	}
}

// touches notes who handed it on for want of skill, and, where nothing else tells,
// who had it.
func (r *reader) touches() {
	told := r.moved[toAgent]
	for i := range r.whole.Ticket.Touches {
		touch := &r.whole.Ticket.Touches[i]
		if !told {
			r.change(toAgent, touch.At, "", touch.Agent.String())
		}
		if touch.EndedAt.IsZero() {
			continue
		}
		if !told && touch.End != ticket.Solved {
			r.change(toAgent, touch.EndedAt, "", "")
		}
		handed := touch.End == ticket.Declined || touch.End == ticket.Transferred || touch.End == ticket.Reassigned || touch.End == ticket.Unassigned
		if handed && (touch.Cause == ticket.NotMySkill || touch.Against) {
			r.add(mark{at: touch.EndedAt, what: shunned})
		}
		if touch.End == ticket.Escalated {
			r.add(mark{at: touch.EndedAt, what: escalated})
		}
	}
}

// restored notes what only the ticket itself tells where it came from elsewhere
// with its past.
func (r *reader) restored() {
	t := &r.whole.Ticket
	if t.SLA != nil {
		r.missed(sla.FirstResponse, t.SLA.First.BreachedAt)
		r.missed(sla.Resolution, t.SLA.Solve.BreachedAt)
	}
	if t.Rating != nil && t.Rating.Score > 0 && !slices.ContainsFunc(r.marks, func(m mark) bool { return m.what == rated }) {
		r.add(mark{at: t.Rating.AnsweredAt, what: rated, x: float64(t.Rating.Score)})
	}
	if !r.moved[toStatus] { // only where it ended is known
		r.change(toStatus, t.StatusAt, string(ticket.New), string(t.Status))
		if t.Status == ticket.Closed && !t.ResolvedAt.IsZero() {
			r.add(mark{at: t.ResolvedAt, what: toStatus, value: string(ticket.Resolved)})
		}
	}
}

// missed notes a deadline that passed, unless an event told of it.
func (r *reader) missed(clock sla.Name, at time.Time) {
	same := func(m mark) bool { return m.what == breached && m.value == string(clock) }
	if !at.IsZero() && !slices.ContainsFunc(r.marks, same) {
		r.add(mark{at: at, what: breached, value: string(clock)})
	}
}

// begin puts what the fields were at first before all else. One that never
// changed has been what it is.
func (r *reader) begin() {
	t := &r.whole.Ticket
	var out []mark
	for _, f := range []struct {
		field what
		now   string
	}{
		{toStatus, string(t.Status)}, {toCategory, t.Category}, {toPriority, string(t.Priority)}, {toLanguage, t.Language}, {toTier, t.Tier},
		{toTeam, idOf(t.Team)}, {toAgent, idOf(t.Assignee)},
	} {
		value := f.now
		if r.moved[f.field] {
			value = r.first[f.field]
		}
		if value != "" {
			out = append(out, mark{at: t.CreatedAt, what: f.field, value: value})
		}
	}
	r.marks = append(out, r.marks...)
}
