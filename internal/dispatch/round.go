package dispatch

import (
	"context"
	"errors"
	"reflect"
	"runtime"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"switchyard/routing"
)

// round is what was decided on some tickets that wait.
type round struct {
	d         *Dispatcher
	basis     basis
	desk      *routing.Desk
	waiting   []*waiter
	decisions []routing.Decision

	// shared is the desk that decisions of the round rest on which need more of
	// it than their own ticket, and carrier the ticket that it is kept with.
	shared  *routing.Desk
	carrier uuid.UUID
}

// left are those that wait on, in their order.
func (r *round) left() (out []*waiter) {
	for i := range r.decisions {
		if r.decisions[i].Agent == "" {
			out = append(out, r.waiting[i])
		}
	}
	return out
}

// given are the tickets that somebody is to have.
func (r *round) given() map[uuid.UUID]bool {
	out := map[uuid.UUID]bool{}
	for i := range r.decisions {
		if r.decisions[i].Agent != "" {
			out[r.waiting[i].stored.ID] = true
		}
	}
	return out
}

// carryOut stores what was decided, several tickets at a time.
func (r *round) carryOut(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(4 * runtime.GOMAXPROCS(0))
	var err error
	for i := range r.decisions {
		w, decision := r.waiting[i], &r.decisions[i]
		if decision.Agent == "" && w.ticket.Team == w.stored.Team {
			continue
		}
		choice := choiceOf(w, decision, r.basis.roster)
		claimed, free := r.d.claim(choice, w.ticket.Channel)
		if !free {
			continue // taken while we decided: the next look chooses again
		}
		var desk *routing.Desk
		if small := r.alone(i); small != nil {
			desk = small
		} else if r.carrier != uuid.Nil {
			choice.Case = r.d.pack(ctx, &Case{With: r.carrier, Decision: *decision})
		} else { // whoever is stored first carries the desk for the others
			choice.Case = r.d.pack(ctx, &Case{Desk: *r.share(), Decision: *decision})
			var stored bool
			if stored, err = r.d.give(ctx, w, choice, claimed); err != nil {
				break
			}
			if stored {
				r.carrier = w.stored.ID
			}
			continue
		}
		group.Go(func() error {
			if desk != nil {
				choice.Case = r.d.pack(inner, &Case{Desk: *desk, Decision: *decision})
			}
			_, err := r.d.give(inner, w, choice, claimed)
			return err
		})
	}
	return errors.Join(err, group.Wait())
}

// alone is the desk with nothing but one ticket of the round, where that gives
// the same decision, nil where it does not.
func (r *round) alone(i int) *routing.Desk {
	if len(r.decisions) == 1 {
		return r.desk
	}
	small := part(r.desk, func(j int) bool { return j == i })
	if again := r.basis.settings.Policy.Assign(small).Decisions; !sameDecision(&again[0], &r.decisions[i]) {
		return nil
	}
	return small
}

// share is the desk for decisions that need more than their own ticket: with
// those that got somebody, where that gives the same decisions, or else with all.
func (r *round) share() *routing.Desk {
	if r.shared != nil {
		return r.shared
	}
	taken := func(j int) bool {
		return r.decisions[j].Agent != "" || r.waiting[j].ticket.Team != r.waiting[j].stored.Team
	}
	small := part(r.desk, taken)
	again := r.basis.settings.Policy.Assign(small).Decisions
	r.shared = small
	for i, n := 0, 0; i < len(r.decisions); i++ {
		if !taken(i) {
			continue
		}
		if !sameDecision(&again[n], &r.decisions[i]) {
			r.shared = r.desk
			break
		}
		n++
	}
	return r.shared
}

// part is a desk with some of its requests.
func part(desk *routing.Desk, keep func(i int) bool) *routing.Desk {
	small := *desk
	small.Waiting, small.Requests = max(desk.Waiting, len(desk.Requests)), nil
	for i := range desk.Requests {
		if keep(i) {
			small.Requests = append(small.Requests, desk.Requests[i])
		}
	}
	return &small
}

// sameDecision compares two decisions to the last bit.
func sameDecision(a, b *routing.Decision) bool {
	return a.Agent == b.Agent && reflect.DeepEqual(a, b)
}
