package foresight

import (
	"time"

	"switchyard/internal/ticket"
)

// state is what marks up to some instant add up to.
type state struct {
	status                                   ticket.Status
	since                                    time.Time // it has this status
	category, priority, language, tier, team string
	agent, before                            string // who has it, who had it last
	handed                                   int    // from one agent to another
	firstLength, lastLength                  float64
	heard, replied                           int
	asked                                    time.Time // the requester has waited for an answer since then; zero for not at all
	repliedAt                                time.Time // first
	feelings                                 int
	anger, valence, firstAnger, worst        float64
	warned, breached                         int
	reopened, resolved                       int
	resolvedAt                               time.Time // last
	worked                                   time.Duration
	rating                                   int
	ratedAt                                  time.Time
	breachedAt, escalatedAt                  time.Time // first
}

// at is the state of a life at an instant.
func (l *life) at(at time.Time) *state {
	s := &state{since: l.created}
	marks := l.until(at)
	for i := range marks {
		s.take(&marks[i])
	}
	return s
}

// take adds a mark.
func (s *state) take(m *mark) {
	switch m.what {
	case toStatus:
		s.move(ticket.Status(m.value), m.at)
	case toCategory:
		s.category = m.value
	case toPriority:
		s.priority = m.value
	case toLanguage:
		s.language = m.value
	case toTier:
		s.tier = m.value
	case toTeam:
		s.team = m.value
	case toAgent:
		s.hand(m)
	case heard:
		if s.heard++; s.heard == 1 {
			s.firstLength = m.x
		}
		if s.lastLength = m.x; s.asked.IsZero() {
			s.asked = m.at
		}
	case replied:
		if s.replied++; s.replied == 1 {
			s.repliedAt = m.at
		}
		s.asked = time.Time{}
	case felt:
		if s.feelings++; s.feelings == 1 {
			s.firstAnger = m.x
		}
		s.anger, s.valence, s.worst = m.x, m.y, max(s.worst, m.x)
	case warned:
		s.warned++
	case breached:
		if s.breached++; s.breached == 1 {
			s.breachedAt = m.at
		}
	case escalated, shunned:
		s.escalate(m.at)
	case rated:
		s.rating, s.ratedAt = int(m.x), m.at
	}
}

func (s *state) escalate(at time.Time) {
	if s.escalatedAt.IsZero() {
		s.escalatedAt = at
	}
}

// move takes it to another status.
func (s *state) move(to ticket.Status, at time.Time) {
	if s.status.Working() {
		s.worked += at.Sub(s.since)
	}
	switch over := s.status == ticket.Resolved || s.status == ticket.Closed; {
	case to == ticket.Resolved && !over:
		s.resolved++
		s.resolvedAt = at
	case over && to.Active():
		s.reopened++
	}
	s.status, s.since = to, at
}

// enough is how many hand-overs from agent to agent count as an escalation.
const enough = 2

func (s *state) hand(m *mark) {
	if m.value != "" && s.before != "" && m.value != s.before {
		if s.handed++; s.handed == enough {
			s.escalate(m.at)
		}
	}
	if s.agent = m.value; m.value != "" {
		s.before = m.value
	}
}

// working is for how long it was the desk's to act on, up to an instant.
func (s *state) working(at time.Time) time.Duration {
	if s.status.Working() {
		return s.worked + at.Sub(s.since)
	}
	return s.worked
}
