package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
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
	choice   *triage.Choice
	language string
	text     string
}

// read makes of events what they say about one task, in their order. Those that
// say nothing are left out, as are tickets that are gone.
func (w *Watch) read(ctx context.Context, task models.Task, events []ticket.Event) ([]sight, error) {
	ids := make([]uuid.UUID, 0, len(events))
	for i := range events {
		ids = append(ids, events[i].Ticket)
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	tickets := map[uuid.UUID]ticket.Ticket{}
	for some := range slices.Chunk(slices.Compact(ids), 200) {
		found, err := w.config.Store.TicketsByID(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			tickets[t.ID] = t
		}
	}
	var out []sight
	for i := range events {
		t, there := tickets[events[i].Ticket]
		if !there {
			continue
		}
		s, err := w.see(ctx, task, &events[i], &t)
		if err != nil {
			return nil, err
		}
		if s != nil {
			s.seq, s.ticket = events[i].Seq, t.ID
			out = append(out, *s)
		}
	}
	return out, nil
}

// see is what one event says, nil for nothing.
func (w *Watch) see(ctx context.Context, task models.Task, e *ticket.Event, t *ticket.Ticket) (*sight, error) {
	switch e.Type {
	case ticket.TicketTriaged:
		var data struct{ Decision, Message uuid.UUID }
		if err := json.Unmarshal(e.Data, &data); err != nil {
			return nil, err
		}
		return w.triaged(ctx, task, t, data.Decision, data.Message)
	case ticket.TicketMoved:
		var data struct{ To ticket.Status }
		if err := json.Unmarshal(e.Data, &data); err != nil || data.To != ticket.Resolved {
			return nil, err
		}
		return w.solved(ctx, task, t)
	default:
		var f ticket.Feedback
		if err := json.Unmarshal(e.Data, &f); err != nil || !f.Blind || f.Field != string(task) {
			return nil, err
		}
		d, err := w.decision(ctx, t.ID, cmp.Or(f.Decision, t.Triage.Decision))
		if c := choice(d, task); err != nil || c == nil || c.Action != classifier.Apply {
			return nil, err
		}
		wrong := f.Verdict == ticket.Wrong
		return &sight{model: d.Models[string(task)], judged: &wrong}, nil
	}
}

// triaged is a ticket that was read for the first time.
func (w *Watch) triaged(ctx context.Context, task models.Task, t *ticket.Ticket, decision, message uuid.UUID) (*sight, error) {
	first, err := w.first(ctx, t)
	if err != nil || first == nil || first.ID != message {
		return nil, err
	}
	d, err := w.decision(ctx, t.ID, decision)
	c := choice(d, task)
	if err != nil || c == nil {
		return nil, err
	}
	return &sight{model: d.Models[string(task)], answer: &answer{c, d.Language.Tag, models.Text(t.Subject, first.Text)}}, nil
}

// first is the message that a ticket begins with, nil where it is gone.
func (w *Watch) first(ctx context.Context, t *ticket.Ticket) (*ticket.Message, error) {
	messages, err := w.config.Store.Messages(ctx, []uuid.UUID{t.ID}, uuid.UUID{}, 1)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	return &messages[0], nil
}

// solved says whether somebody had to change the answer by the time a ticket was
// solved. Where nobody set the field and nothing was applied, nobody looked.
func (w *Watch) solved(ctx context.Context, task models.Task, t *ticket.Ticket) (*sight, error) {
	if t.Triage.Decision == (uuid.UUID{}) {
		return nil, nil
	}
	d, err := w.decision(ctx, t.ID, t.Triage.Decision)
	c := choice(d, task)
	if err != nil || c == nil || c.Action == classifier.Human {
		return nil, err
	}
	field, now := string(task), t.Category
	if task == models.Priority {
		now = string(t.Priority)
	}
	if !t.HumanSet(field) && c.Action != classifier.Apply {
		return nil, nil
	}
	changed := t.HumanSet(field) && now != c.Label
	return &sight{model: d.Models[field], solved: &changed}, nil
}

// someDecisions is how many of a ticket's decisions are looked through.
const someDecisions = 50

// decision is what the models said, nil where it is gone.
func (w *Watch) decision(ctx context.Context, id, decision uuid.UUID) (*triage.Decision, error) {
	all, err := w.config.Store.Decisions(ctx, id, someDecisions)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == decision && len(all[i].Analysis) > 0 {
			d := &triage.Decision{}
			return d, json.Unmarshal(all[i].Analysis, d)
		}
	}
	return nil, nil
}

// choice is what a decision says of a task, nil for nothing.
func choice(d *triage.Decision, task models.Task) *triage.Choice {
	var c *triage.Choice
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

// textsOf reads the texts of tickets again, by id. What is gone is left out.
func (w *Watch) textsOf(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for some := range slices.Chunk(ids, 200) {
		var known []uuid.UUID
		for _, id := range some {
			if u, err := uuid.Parse(id); err == nil {
				known = append(known, u)
			}
		}
		tickets, err := w.config.Store.TicketsByID(ctx, known)
		if err != nil {
			return nil, err
		}
		for i := range tickets {
			m, err := w.first(ctx, &tickets[i])
			if err != nil {
				return nil, err
			}
			if m != nil {
				out[tickets[i].ID.String()] = models.Text(tickets[i].Subject, m.Text)
			}
		}
	}
	return out, nil
}
