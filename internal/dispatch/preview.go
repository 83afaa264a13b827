package dispatch

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// Preview is what would be decided on a ticket now, were it alone. Nothing is
// stored, and nobody's room is taken.
type Preview struct {
	Ticket   ticket.Ticket   // as far as it is known; without an id for one that is not stored
	Request  routing.Request // as routing sees it
	Decision routing.Decision
}

// PreviewIntake has the models read a ticket that may come in, and decides on it.
// Custom fields that it could not be opened with are an error that names them.
func (d *Dispatcher) PreviewIntake(ctx context.Context, in lifecycle.Intake) (Preview, error) {
	if err := d.desk.Plan().CheckFields(in.Fields); err != nil {
		return Preview{}, err
	}
	id := d.newID()
	f := d.read(ctx, id, &in)
	return d.preview(ctx, d.draft(id, &in), &f), nil
}

// PreviewTicket decides on a stored ticket as if nobody had it.
func (d *Dispatcher) PreviewTicket(ctx context.Context, t *ticket.Ticket) (Preview, error) {
	f, err := d.recall(ctx, t)
	if err != nil {
		return Preview{}, err
	}
	return d.preview(ctx, t, &f), nil
}

func (d *Dispatcher) preview(ctx context.Context, t *ticket.Ticket, f *facts) Preview {
	w, desk := d.alone(ctx, t, f)
	return Preview{*w.ticket, desk.Requests[0], desk.Policy.Assign(&desk).Decisions[0]}
}

// alone is the desk as it stands now with one ticket, as if nobody had it.
func (d *Dispatcher) alone(ctx context.Context, t *ticket.Ticket, f *facts) (*waiter, routing.Desk) {
	b, now := d.basis(), d.instant()
	agents := d.snapshot(b)
	if place, here := b.roster.places[t.Assignee]; here && t.Assignee != uuid.Nil && t.Status.Working() {
		a := &agents[place] // without this ticket they have that much more room
		a.Load = with(a.Load, t.Channel, max(0, a.Load[string(t.Channel)]-1))
	}
	w := d.wait(ctx, t, f, b, agents, now)
	desk := d.compose(b, agents, now, []*waiter{w})
	desk.Waiting = max(1, d.ledger.crowd())
	return w, desk
}

// Waiting is a ticket that nobody has, and why.
type Waiting struct {
	Ticket ticket.Ticket
	Since  time.Time
	Due    time.Time // zero where nothing is promised
	Waited time.Duration
	Reason string
	// Fit is how many agents may have it, and Free how many of those are free
	// now. Removed counts the agents by what keeps them from it.
	Fit, Free int
	Removed   map[string]int
	// Lasting says that nothing will change by itself: nobody may have it,
	// whoever comes or becomes free.
	Lasting bool
}

// Waiting lists at most limit tickets that nobody has, each with the reason: the
// most urgent first, and of each priority those that came first. It goes on
// after a position by priority.
func (d *Dispatcher) Waiting(ctx context.Context, after *store.Position, limit int) ([]Waiting, error) {
	var out []Waiting
	for rank, priorities := len(ticket.Priorities())-1, ticket.Priorities(); rank >= 0 && len(out) < limit; rank-- {
		q := store.TicketQuery{
			Statuses: []ticket.Status{ticket.New, ticket.Open}, Unassigned: true, Priorities: priorities[rank : rank+1],
			Order: store.Order{By: store.ByNumber}, Limit: limit - len(out),
		}
		switch {
		case after != nil && after.Value < int64(rank):
			continue
		case after != nil && after.Value == int64(rank):
			q.After = &store.Position{Number: after.Number}
		}
		tickets, err := d.store.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range tickets {
			w, err := d.waitsFor(ctx, &tickets[i])
			if err != nil {
				return nil, err
			}
			out = append(out, w)
		}
	}
	return out, nil
}

func (d *Dispatcher) waitsFor(ctx context.Context, t *ticket.Ticket) (Waiting, error) {
	promise := d.desk.Plan().Promise(t, d.instant())
	w := Waiting{Ticket: *t, Since: promise.Since, Due: promise.Due, Waited: promise.Waited, Removed: map[string]int{}}
	switch {
	case t.Triage.State == ticket.TriagePending:
		w.Reason = "the models have not read it yet"
		return w, nil
	case t.HumanSet("assignee"):
		w.Reason = "a person keeps it free"
		return w, nil
	}
	f, err := d.recall(ctx, t)
	if err != nil {
		return w, err
	}
	_, desk := d.alone(ctx, t, &f)
	decision := desk.Policy.Assign(&desk).Decisions[0]
	w.Reason = decision.Reason
	for i := range decision.Candidates {
		if removed := decision.Candidates[i].Removed; removed == "" {
			w.Free++
		} else {
			w.Removed[removed]++
		}
	}
	later := inTheEnd(&desk)
	for _, c := range later.Policy.Assign(later).Decisions[0].Candidates {
		if c.Removed == "" {
			w.Fit++
		}
	}
	w.Lasting = w.Fit == 0
	return w, nil
}

// inTheEnd is the desk of one ticket as it can be after long enough: everybody is
// there and holds nothing, and what is asked for only for a while is asked no
// more. What rules say of the ticket now they are taken to say then.
func inTheEnd(desk *routing.Desk) *routing.Desk {
	after := *desk
	after.Agents = slices.Clone(desk.Agents)
	for i := range after.Agents {
		a := &after.Agents[i]
		if a.Load, a.Until = nil, (time.Time{}); a.Away != routing.Disabled {
			a.Away = ""
		}
	}
	r := desk.Requests[0]
	r.Skills = slices.DeleteFunc(slices.Clone(r.Skills), func(n routing.Need) bool { return n.Relax > 0 })
	if desk.Policy.AnyLanguage > 0 {
		r.Language = ""
	}
	after.Requests = []routing.Request{r}
	return &after
}

var braced = regexp.MustCompile(`\{[0-9a-f-]{36}\}`)

// Named puts the names of agents into a reason, where they stand as ids in braces.
func (d *Dispatcher) Named(reason string) string {
	r := d.roster.Load()
	return braced.ReplaceAllStringFunc(reason, func(id string) string {
		if i, here := r.places[idOf(id[1:len(id)-1])]; here {
			return r.agents[i].Name
		}
		return "an agent who is gone"
	})
}

// Name is what an agent is called, "" for one who is gone.
func (d *Dispatcher) Name(agent uuid.UUID) string {
	r := d.roster.Load()
	if i, here := r.places[agent]; here {
		return r.agents[i].Name
	}
	return ""
}
