package watch

import (
	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// sight is one thing that was seen: a ticket that was read, one that was solved,
// or an answer that was judged. The parts that do not apply are nil.
type sight struct {
	seq    int64
	ticket uuid.UUID
	model  string // exact version

	answer *answer
	solved *bool // whether the answer had to be changed
	judged *bool // whether an answer that is applied was wrong
}

// answer is what the model said of a ticket.
type answer struct {
	choice   *said
	language string
	text     string
	words    []int32 // their places in a vocabulary
}

// seen is what the events say about one task, in their order. Those that say
// nothing are left out, as are tickets that are gone.
func (s *sheaf) seen(task models.Task) []sight {
	var out []sight
	for i := range s.notices {
		n := &s.notices[i]
		if seen := s.see(task, n); seen != nil {
			seen.seq, seen.ticket = n.event.Seq, n.event.Ticket
			out = append(out, *seen)
		}
	}
	return out
}

// see is what one event says of a task, nil for nothing.
func (s *sheaf) see(task models.Task, n *notice) *sight {
	d := s.decisions[n.decision]
	c, t := choice(d, task), s.tickets[n.event.Ticket]
	if c == nil {
		return nil
	}
	seen := &sight{model: d.Models[string(task)]}
	switch n.event.Type {
	case ticket.TicketTriaged:
		first := s.begun[t.ID]
		if first == nil || first.message != n.message { // only the first reading is of a new ticket
			return nil
		}
		seen.answer = &answer{c, d.Language.Tag, first.text, first.words}
	case ticket.TicketMoved:
		if seen.solved = solved(task, &t, c); seen.solved == nil {
			return nil
		}
	default:
		if n.judged.Field != string(task) || c.Action != classifier.Apply {
			return nil
		}
		wrong := n.judged.Verdict == ticket.Wrong
		seen.judged = &wrong
	}
	return seen
}

// solved says whether somebody had to change the answer by the time a ticket was
// solved. Where nobody set the field and nothing was applied, nobody looked: nil.
func solved(task models.Task, t *ticket.Ticket, c *said) *bool {
	if c.Action == classifier.Human {
		return nil
	}
	field, now := string(task), t.Category
	if task == models.Priority {
		now = string(t.Priority)
	}
	if !t.HumanSet(field) && c.Action != classifier.Apply {
		return nil
	}
	changed := t.HumanSet(field) && now != c.Label
	return &changed
}

// choice is what a decision says of a task, nil for nothing.
func choice(d *reading, task models.Task) *said {
	var c *said
	switch {
	case d == nil:
	case task == models.Category:
		c = d.Category
	case task == models.Priority:
		c = d.Priority
	}
	if c == nil || d.Models[string(task)] == "" || c.Reason == models.NoText {
		return nil
	}
	return c
}
