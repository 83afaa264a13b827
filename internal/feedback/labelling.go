package feedback

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"math"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/training/active"
)

// Ask is a ticket that is worth a label.
type Ask struct {
	Ticket     ticket.Ticket
	Reason     active.Reason
	Propensity float64 // with which it was drawn, 0 where Reason is another
	// Said is what the models say of it, nil where it is to be judged without
	// knowing.
	Said *ticket.Said
}

// MostCandidates is how many of the latest tickets are looked through.
const MostCandidates = 1000

const (
	dimensions = 256     // of the space in which texts lie
	longest    = 4 << 10 // bytes of a text that place it there
	together   = 128     // tickets read at a time
)

// Labelling chooses at most n of the latest tickets that a person should label
// for a task, and says how many there were to choose from. Those that wait to be
// judged blindly are not among them. On one day the same tickets give the same
// choice.
func Labelling(ctx context.Context, s store.Store, task models.Task, n int, now time.Time) ([]Ask, int, error) {
	numbers, err := unlabelled(ctx, s, task)
	if err != nil {
		return nil, 0, err
	}
	var asks []Ask
	var candidates []active.Candidate
	for len(numbers) > 0 {
		some := numbers[:min(together, len(numbers))]
		numbers = numbers[len(some):]
		wholes, err := s.Wholes(ctx, some, []ticket.EventType{ticket.TicketJudged})
		if err != nil {
			return nil, 0, err
		}
		for i := range wholes {
			w := &wholes[i]
			said, margin := marginOf(w.Decisions, task)
			if said == nil {
				continue
			}
			asks = append(asks, Ask{Ticket: w.Ticket, Said: said})
			candidates = append(candidates, active.Candidate{Margin: margin, Vector: active.Vector(active.Grams(textOf(w)), dimensions)})
		}
	}
	picks, err := active.Select(candidates, n, seed(task, now))
	out := make([]Ask, len(picks))
	for i, p := range picks {
		out[i] = asks[p.Index]
		if out[i].Reason, out[i].Propensity = p.Reason, p.Propensity; p.Reason == active.Random {
			out[i].Said = nil
		}
	}
	return out, len(candidates), err
}

// unlabelled are the numbers of the latest tickets that can be judged, and that
// no person has labelled.
func unlabelled(ctx context.Context, s store.Store, task models.Task) ([]int64, error) {
	tickets, err := s.List(ctx, store.TicketQuery{
		Statuses: []ticket.Status{ticket.New, ticket.Open, ticket.Pending, ticket.OnHold, ticket.Resolved},
		Order:    store.Order{By: store.ByNumber, Descending: true}, Limit: MostCandidates,
	})
	var out []int64
	for i := range tickets {
		t := &tickets[i]
		if t.Triage.State == ticket.TriageDone && !t.Triage.Audit.Hidden() && !t.HumanSet(string(task)) && t.Triage.Told(string(task)) == nil {
			out = append(out, t.Number)
		}
	}
	return out, err
}

// marginOf is what the models said first of a task, and by how much it is ahead
// of the next answer, 0 to 1; nil where they said nothing.
func marginOf(decisions []ticket.Decision, task models.Task) (*ticket.Said, float64) {
	for i := range decisions { // oldest first
		var d triage.Decision
		if len(decisions[i].Analysis) == 0 || json.Unmarshal(decisions[i].Analysis, &d) != nil {
			continue
		}
		said := ticket.Said{Model: d.Models[string(task)]}
		choice := map[models.Task]*triage.Choice{models.Category: d.Category, models.Priority: d.Priority}[task]
		switch {
		case choice != nil && choice.Label != "":
			said.Value, said.Probability = choice.Label, choice.Probability
			margin := 0.
			if len(choice.Ranked) > 0 {
				if margin = choice.Ranked[0].Probability; len(choice.Ranked) > 1 {
					margin -= choice.Ranked[1].Probability
				}
			}
			return &said, share(margin)
		case task == models.Spam && d.Spam != nil:
			said.Value, said.Probability = "false", d.Spam.Probability
			if d.Spam.Flagged {
				said.Value = "true"
			}
			return &said, share(math.Abs(d.Spam.Probability - d.Spam.Threshold))
		}
	}
	return nil, 0
}

// share is a number kept within 0 to 1.
func share(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(1, max(0, x))
}

// textOf is what the requester wrote first.
func textOf(w *store.Whole) string {
	for i := range w.Messages {
		if m := &w.Messages[i]; m.Public && m.Author.Kind == ticket.ByRequester {
			joined := text.Join(w.Ticket.Subject, m.Text)
			return joined[:min(len(joined), longest)]
		}
	}
	return w.Ticket.Subject
}

// seed is one a task and a day.
func seed(task models.Task, now time.Time) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(string(task) + now.UTC().Format(time.DateOnly))) // never fails
	return h.Sum64()
}

// Audits gives at most n of the latest tickets that wait to be judged blindly.
func Audits(ctx context.Context, q *Quality, n int) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	for _, id := range q.latestWaiting(2 * n) { // some are closed meanwhile
		t, err := q.store.Ticket(ctx, id)
		if ticket.IsKind(err, ticket.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if closed := t.Status == ticket.Closed || t.Status == ticket.Merged; t.Triage.Audit.Hidden() && !closed {
			if out = append(out, t); len(out) == n {
				break
			}
		}
	}
	return out, nil
}

// latestWaiting are the ids of at most n tickets, latest first.
func (q *Quality) latestWaiting(n int) []uuid.UUID {
	q.mu.Lock()
	defer q.mu.Unlock()
	return latest(q.memory.waiting, n)
}
