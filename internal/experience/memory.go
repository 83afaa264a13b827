package experience

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/routing/learn"
)

// Spans of time that are looked back on.
const (
	span    = 180 * 24 * time.Hour // outcomes
	recent  = 30 * 24 * time.Hour  // who knows whom
	demands = 14 * 24 * time.Hour  // what comes in
	lately  = 7 * 24 * time.Hour   // who worked how much
)

// memory is what is kept of the tickets that were read. It is Run's alone.
type memory struct {
	outcomes map[uuid.UUID][]learn.Outcome
	traces   map[uuid.UUID]trace     // tickets of the last 30 days
	ripening map[uuid.UUID]time.Time // when more will be known of a ticket
	words    map[string]string       // ids, categories and the like, each kept once
}

// trace is who had a ticket, and what it was.
type trace struct {
	created   time.Time
	kind      kind
	channel   ticket.Channel
	requester uuid.UUID
	stays     []stay
}

// kind is what tickets are alike in, as far as demand goes.
type kind struct{ category, language string }

// stay is a touch, as little of it as is asked for.
type stay struct {
	agent  string
	at     time.Time
	worked time.Duration
	solved time.Time // zero unless they solved it and it has held so far
}

func newMemory() *memory {
	return &memory{outcomes: map[uuid.UUID][]learn.Outcome{}, traces: map[uuid.UUID]trace{}, ripening: map[uuid.UUID]time.Time{}, words: map[string]string{}}
}

// take puts a ticket as it is now in place of what was known of it, and gives
// its outcomes.
func (m *memory) take(t *ticket.Ticket, window time.Duration, now time.Time) []learn.Outcome {
	m.drop(t.ID)
	outcomes := slices.DeleteFunc(Outcomes(t, window, now), func(o learn.Outcome) bool { return now.Sub(o.At) > span })
	if len(outcomes) > 0 {
		m.outcomes[t.ID] = outcomes
	}
	for i := range outcomes {
		o := &outcomes[i]
		o.Agent, o.Category, o.Priority, o.Language = m.word(o.Agent), m.word(o.Category), m.word(o.Priority), m.word(o.Language)
		o.Tenure = tenure(o.Agent, o.At)
	}
	if next := ripe(t, window, now); !next.IsZero() {
		m.ripening[t.ID] = next
	}
	if now.Sub(t.UpdatedAt) > recent {
		return outcomes
	}
	tr := trace{created: t.CreatedAt, kind: kind{m.word(t.Category), m.word(spoken(t.Language))}, channel: t.Channel, requester: t.Requester}
	if t.Status == ticket.Spam || t.Status == ticket.Merged {
		tr.created = time.Time{} // nobody's work
	}
	for i := range t.Touches {
		touch := &t.Touches[i]
		s := stay{agent: m.word(touch.Agent.String()), at: touch.At, worked: time.Duration(touch.Worked)}
		if touch.End == ticket.Solved && touch.ReopenedAt.IsZero() && (touch.Rating == 0 || touch.Rating >= good) {
			s.solved = touch.EndedAt
		}
		tr.stays = append(tr.stays, s)
	}
	m.traces[t.ID] = tr
	return outcomes
}

func (m *memory) drop(id uuid.UUID) {
	delete(m.outcomes, id)
	delete(m.traces, id)
	delete(m.ripening, id)
}

// word is the same text, of which there is one copy.
func (m *memory) word(text string) string {
	if kept, known := m.words[text]; known {
		return kept
	}
	kept := strings.Clone(text)
	m.words[kept] = kept
	return kept
}

// tenure is how long an agent has been here at an instant: since they were set
// up, which their id tells where it is one of ours. It is 0 where it does not.
func tenure(agent string, at time.Time) time.Duration {
	id, err := uuid.Parse(agent)
	if err != nil || id.Version() != 7 {
		return 0
	}
	return max(0, at.Sub(time.Unix(id.Time().UnixTime())))
}

// forget drops what lies too far back.
func (m *memory) forget(now time.Time) {
	for id, outcomes := range m.outcomes {
		kept := slices.DeleteFunc(outcomes, func(o learn.Outcome) bool { return now.Sub(o.At) > span })
		if m.outcomes[id] = kept; len(kept) == 0 {
			delete(m.outcomes, id)
		}
	}
	for id, tr := range m.traces {
		last := tr.created
		for _, s := range tr.stays {
			if s.at.After(last) {
				last = s.at
			}
			if s.solved.After(last) {
				last = s.solved
			}
		}
		if now.Sub(last) > recent {
			delete(m.traces, id)
		}
	}
}

// all are the outcomes in an order that does not depend on how they came.
func (m *memory) all() []learn.Outcome {
	var out []learn.Outcome
	for _, outcomes := range m.outcomes {
		out = append(out, outcomes...)
	}
	slices.SortFunc(out, func(a, b learn.Outcome) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Attempt, b.Attempt))
	})
	return out
}
