package dispatch

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"switchyard/routing"
	"switchyard/routing/rule"
)

// remade is a round that was made again, by other settings.
type remade struct {
	carrier   uuid.UUID // the ticket whose case holds the desk
	seed      uint64
	desk      routing.Desk   // as the rules of those settings have it
	places    map[string]int // of tickets in the desk and in decisions
	decisions []routing.Decision
}

// rounds makes rounds again, each of them once for all of its decisions.
type rounds struct {
	book   *rule.Book
	policy routing.Policy
	kept   []*remade // the last ones
	made   int       // how many in all
}

// keptRounds is how many rounds are kept: decisions of one come after each other,
// but for those of other nodes and of tickets that came in meanwhile.
const keptRounds = 8

// round is the round of a case whose desk a ticket carries.
func (r *rounds) round(carrier uuid.UUID, c *Case) (*remade, error) {
	for _, one := range r.kept {
		if one.carrier == carrier && one.seed == c.Decision.Seed {
			return one, nil
		}
	}
	one := &remade{carrier: carrier, seed: c.Decision.Seed, desk: c.Desk, places: map[string]int{}}
	if err := one.follow(r.book); err != nil {
		return nil, err
	}
	one.desk.Policy = r.policy
	one.decisions = r.policy.Assign(&one.desk).Decisions
	for i := range one.decisions {
		one.places[one.decisions[i].Request] = i
	}
	r.made++
	r.kept = append(r.kept[max(0, len(r.kept)+1-keptRounds):], one)
	return one, nil
}

// follow puts other rules in place of those that the round was made by.
func (r *remade) follow(book *rule.Book) error {
	vips := book.Settings().VIPTiers
	r.desk.Requests = slices.Clone(r.desk.Requests)
	for i := range r.desk.Requests {
		q := &r.desk.Requests[i]
		q.VIP = slices.Contains(vips, q.Tier)
		q.Prospects = slices.Clone(q.Prospects)
		if len(q.Prospects) < len(r.desk.Agents) {
			q.Prospects = append(q.Prospects, make([]routing.Prospect, len(r.desk.Agents)-len(q.Prospects))...)
		}
		if err := book.Apply(q, r.desk.Agents, q.Prospects); err != nil {
			if untested := (*rule.UntestedError)(nil); !errors.As(err, &untested) { // the rest holds then
				return err
			}
		}
	}
	return nil
}

// success is an agent's chance with a ticket, 0 for nobody.
func (r *remade) success(q *routing.Request, agent string) float64 {
	for j := range r.desk.Agents {
		if r.desk.Agents[j].ID == agent && j < len(q.Prospects) {
			return q.Prospects[j].Success
		}
	}
	return 0
}
