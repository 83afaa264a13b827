package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// sheaf is what a page of events tells, for all tasks: the database is asked a few
// questions for the page, not several for each event. Nobody changes one.
type sheaf struct {
	after, head int64 // the place before the page, and the end of the log when it was read
	events      []ticket.Event
	notices     []notice
	tickets     map[uuid.UUID]ticket.Ticket
	begun       map[uuid.UUID]*beginning // by ticket
	decisions   map[uuid.UUID]*reading
}

// beginning is the message that a ticket begins with, as the models read it.
type beginning struct {
	message uuid.UUID
	text    string
	words   []int32
}

// reading is what the models said of a text: the part of a triage.Decision that
// is watched, as what is left out need not be made.
type reading struct {
	Language struct{ Tag string }
	Category *said
	Priority *said
	Models   map[string]string
}

// said is the part of a triage.Choice that is watched.
type said struct {
	Label       string
	Probability float64
	Ranked      []classifier.Ranked
	OutOfScope  float64 `json:"out_of_scope"`
	Action      classifier.Action
	Reason      classifier.Reason
}

// notice is an event that something may follow from.
type notice struct {
	event    *ticket.Event
	decision uuid.UUID // that it is about
	message  uuid.UUID // that was read; only of ticket.TicketTriaged
	judged   ticket.Feedback
}

// read reads the page after a place, and what its events speak of. Tickets that
// are gone are left out.
func (w *Watch) read(ctx context.Context, after, head int64) (s sheaf, err error) {
	s.after, s.head, s.begun = after, head, map[uuid.UUID]*beginning{}
	if s.events, err = w.config.Store.Events(ctx, store.EventQuery{After: after, Types: telling, Limit: page}); err != nil {
		return s, err
	}
	ids := make([]uuid.UUID, 0, len(s.events))
	for i := range s.events {
		ids = append(ids, s.events[i].Ticket)
	}
	if s.tickets, err = w.ticketsOf(ctx, ids); err != nil {
		return s, err
	}
	var begun, decided []uuid.UUID
	for i := range s.events {
		t, there := s.tickets[s.events[i].Ticket]
		if !there {
			continue
		}
		n, tells, err := heed(&s.events[i], &t)
		if err != nil {
			return s, err
		}
		if !tells {
			continue
		}
		s.notices = append(s.notices, n)
		decided = append(decided, n.decision)
		if n.event.Type == ticket.TicketTriaged {
			begun = append(begun, t.ID)
		}
	}
	firsts, err := w.firstsOf(ctx, begun)
	if err != nil {
		return s, err
	}
	for id, m := range firsts {
		content := models.Text(s.tickets[id].Subject, m.Text)
		s.begun[id] = &beginning{m.ID, content, slices.Clone(w.vocabulary.Features(content).IDs)} // the featuriser uses its own again
	}
	s.decisions, err = w.decisionsOf(ctx, decided)
	return s, err
}

// heed says what an event is about, and whether it tells anything.
func heed(e *ticket.Event, t *ticket.Ticket) (n notice, tells bool, err error) {
	n.event = e
	switch e.Type {
	case ticket.TicketTriaged:
		var data struct{ Decision, Message uuid.UUID }
		err = json.Unmarshal(e.Data, &data)
		n.decision, n.message = data.Decision, data.Message
		return n, true, err
	case ticket.TicketMoved:
		var data struct{ To ticket.Status }
		err = json.Unmarshal(e.Data, &data)
		n.decision = t.Triage.Decision
		return n, data.To == ticket.Resolved && n.decision != uuid.Nil, err
	default:
		err = json.Unmarshal(e.Data, &n.judged)
		n.decision = cmp.Or(n.judged.Decision, t.Triage.Decision)
		return n, n.judged.Blind, err
	}
}

// asked is how many things the database is asked for at once.
const asked = 200

// once puts ids in order, each once.
func once(ids []uuid.UUID) []uuid.UUID {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// ticketsOf are tickets by id, without those that were erased.
func (w *Watch) ticketsOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]ticket.Ticket, error) {
	out := map[uuid.UUID]ticket.Ticket{}
	for some := range slices.Chunk(once(ids), asked) {
		found, err := w.config.Store.TicketsByID(ctx, some)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].ErasedAt.IsZero() {
				out[found[i].ID] = found[i]
			}
		}
	}
	return out, nil
}

// firstsOf are the messages that tickets begin with, by ticket.
func (w *Watch) firstsOf(ctx context.Context, tickets []uuid.UUID) (map[uuid.UUID]ticket.Message, error) {
	out := map[uuid.UUID]ticket.Message{}
	for some := range slices.Chunk(once(tickets), asked) {
		found, err := w.config.Store.FirstMessages(ctx, some)
		if err != nil {
			return nil, err
		}
		for i := range found {
			out[found[i].Ticket] = found[i]
		}
	}
	return out, nil
}

// decisionsOf are what the models said, by id.
func (w *Watch) decisionsOf(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]*reading, error) {
	out := map[uuid.UUID]*reading{}
	for some := range slices.Chunk(once(ids), asked) {
		found, err := w.config.Store.DecisionsByID(ctx, some)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if len(found[i].Analysis) == 0 {
				continue
			}
			d := &reading{}
			if err := json.Unmarshal(found[i].Analysis, d); err != nil {
				return nil, err
			}
			out[found[i].ID] = d
		}
	}
	return out, nil
}

// textsOf reads the texts of tickets again, by id. What is gone is left out.
func (w *Watch) textsOf(ctx context.Context, ids []string) (map[string]string, error) {
	var known []uuid.UUID
	for _, id := range ids {
		if u, err := uuid.Parse(id); err == nil {
			known = append(known, u)
		}
	}
	tickets, err := w.ticketsOf(ctx, known)
	if err != nil {
		return nil, err
	}
	firsts, err := w.firstsOf(ctx, known)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for id, m := range firsts {
		if t, there := tickets[id]; there {
			out[id.String()] = models.Text(t.Subject, m.Text)
		}
	}
	return out, nil
}
