package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// Comparison is what other settings would have made of past decisions.
type Comparison struct {
	Since     time.Time `json:"since"`
	Decisions int       `json:"decisions"` // with a case, since then
	Without   int       `json:"without"`   // that cannot be made again
	Rounds    int       `json:"rounds"`    // in which they were made, each made again once
	Changed   int       `json:"changed"`
	Was       Outlook   `json:"was"`
	Would     Outlook   `json:"would"`

	Categories []CategoryComparison `json:"categories"` // by the likeliest category, most decisions first
	Changes    []Change             `json:"changes"`    // oldest first
}

// Outlook is what one policy makes of some tickets.
type Outlook struct {
	Given int `json:"given"` // tickets that somebody got; the others waited
	// Success is the mean chance that whoever got it solves it, by the model of
	// the time; 0 where nobody got any.
	Success float64 `json:"success"`
}

func (o *Outlook) add(success float64, given bool) {
	if given {
		o.Given++
		o.Success += (success - o.Success) / float64(o.Given)
	}
}

// CategoryComparison is the same for one category.
type CategoryComparison struct {
	Category  string  `json:"category"` // "" for those of none
	Decisions int     `json:"decisions"`
	Changed   int     `json:"changed"`
	Was       Outlook `json:"was"`
	Would     Outlook `json:"would"`
}

// Change is a decision that would have been another.
type Change struct {
	Decision uuid.UUID `json:"decision"`
	Ticket   uuid.UUID `json:"ticket"`
	At       time.Time `json:"at"`
	Category string    `json:"category,omitempty"`
	Was      uuid.UUID `json:"was,omitzero"` // none for waiting
	Would    uuid.UUID `json:"would,omitzero"`
	// WasSuccess and WouldSuccess are their chances to solve it, by the model of the time.
	WasSuccess   float64 `json:"was_success,omitempty"`
	WouldSuccess float64 `json:"would_success,omitempty"`
	Reason       string  `json:"reason"` // of the other decision; agents stand as {ID}
}

// comparedAtOnce is how many decisions are read at a time.
const comparedAtOnce = 100

// Compare makes the decisions since an instant again by other settings: each as
// the desk stood then, so that what a change would have led to later is not
// seen. Loads of agents, above all, are those of the policy that was in force.
func Compare(ctx context.Context, tickets store.Tickets, book *rule.Book, since time.Time) (*Comparison, error) {
	out := &Comparison{Since: since.UTC(), Categories: []CategoryComparison{}, Changes: []Change{}}
	byCategory := map[string]*CategoryComparison{}
	shelf, again := desks{tickets: tickets}, rounds{book: book, policy: book.Policy()}
	for from := idAt(since); ; {
		decisions, err := tickets.DecisionsFrom(ctx, from, comparedAtOnce)
		if err != nil {
			return nil, err
		}
		for i := range decisions {
			d := &decisions[i]
			if d.Assignment == nil || d.At.Before(since) {
				continue
			}
			c, err := shelf.open(ctx, d)
			if err != nil {
				out.Without++
				continue
			}
			r, err := again.round(shelf.carrier, c)
			if err != nil || !out.add(d, c, r, byCategory) {
				out.Without++
			}
		}
		if len(decisions) < comparedAtOnce {
			break
		}
		from = after(decisions[len(decisions)-1].ID)
	}
	out.Rounds = again.made
	for _, c := range byCategory {
		out.Categories = append(out.Categories, *c)
	}
	slices.SortFunc(out.Categories, func(a, b CategoryComparison) int {
		return cmp.Or(cmp.Compare(b.Decisions, a.Decisions), cmp.Compare(a.Category, b.Category))
	})
	return out, ctx.Err()
}

// add counts one decision, beside what it is in a round that was made again. It
// says whether the round has it.
func (o *Comparison) add(d *ticket.Decision, c *Case, r *remade, byCategory map[string]*CategoryComparison) bool {
	place, found := r.places[c.Decision.Request]
	if !found {
		return false
	}
	was, would, request := c.Decision, r.decisions[place], &r.desk.Requests[place]
	category := ""
	if len(request.Category) > 0 {
		category = request.Category[0].Label
	}
	k := byCategory[category]
	if k == nil {
		k = &CategoryComparison{Category: category}
		byCategory[category] = k
	}
	before, after := r.success(request, was.Agent), r.success(request, would.Agent)
	o.Decisions++
	k.Decisions++
	for _, outlook := range []*Outlook{&o.Was, &k.Was} {
		outlook.add(before, was.Agent != "")
	}
	for _, outlook := range []*Outlook{&o.Would, &k.Would} {
		outlook.add(after, would.Agent != "")
	}
	if was.Agent == would.Agent {
		return true
	}
	o.Changed++
	k.Changed++
	o.Changes = append(o.Changes, Change{
		Decision: d.ID, Ticket: d.Ticket, At: d.At, Category: category, Was: idOf(was.Agent), Would: idOf(would.Agent),
		WasSuccess: before, WouldSuccess: after, Reason: would.Reason,
	})
	return true
}

// idAt is before every UUIDv7 of an instant and later.
func idAt(t time.Time) (id uuid.UUID) {
	ms := max(0, t.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	return id
}

// after is the id that follows one.
func after(id uuid.UUID) uuid.UUID {
	for i := len(id) - 1; i >= 0; i-- {
		if id[i]++; id[i] != 0 {
			break
		}
	}
	return id
}
