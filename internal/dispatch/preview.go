package dispatch

import (
	"context"
	"regexp"
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
func (d *Dispatcher) PreviewIntake(ctx context.Context, in lifecycle.Intake) Preview {
	f := d.read(ctx, &in)
	return d.preview(ctx, d.draft(&in), &f)
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
	b, now := d.basis(), d.instant()
	agents := d.snapshot(b)
	if place, here := b.roster.places[t.Assignee]; here && t.Assignee != uuid.Nil && t.Status.Working() {
		a := &agents[place] // without this ticket they have that much more room
		a.Load = with(a.Load, t.Channel, max(0, a.Load[string(t.Channel)]-1))
	}
	w := d.wait(ctx, t, f, b, agents, now)
	desk := d.compose(b, agents, now, []*waiter{w})
	desk.Waiting = max(1, d.ledger.crowd())
	decisions := b.settings.Policy.Assign(&desk).Decisions
	return Preview{*w.ticket, desk.Requests[0], decisions[0]}
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
	p, err := d.PreviewTicket(ctx, t)
	if err != nil {
		return w, err
	}
	w.Reason = p.Decision.Reason
	for i := range p.Decision.Candidates {
		removed := p.Decision.Candidates[i].Removed
		switch {
		case removed == "":
			w.Free++
			w.Fit++
			continue
		case passing(removed):
			w.Fit++
		}
		w.Removed[removed]++
	}
	w.Lasting = w.Fit == 0
	return w, nil
}

// passing says whether a constraint passes by itself, as time goes on.
func passing(removed string) bool {
	switch removed {
	case string(ticket.Away), string(ticket.Offline), OffShift, "no room", "shift ends soon":
		return true
	}
	return false
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
