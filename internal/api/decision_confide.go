package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// aboutConfidence says in a description what is left out for whom.
const aboutConfidence = " Without " + string(access.PerformanceRead) + " the numbers expected of an agent, and the score made of them, are left out for all but the token's own agent, and so is what touches tell of how well an agent did; " +
	"who was chosen, the order, what removed somebody and the propensity stay."

// confidant is whom a decision is told to: somebody who may see how all agents
// do, or how one does, or none.
type confidant struct {
	all bool
	own uuid.UUID // none for a token that acts for nobody
}

func confidantOf(r *http.Request) confidant {
	by := principal(r.Context())
	return confidant{all: by.May(access.PerformanceRead) == nil, own: by.Agent}
}

// may says whether they may see the numbers of an agent.
func (c confidant) may(agent uuid.UUID) bool {
	return c.all || agent != uuid.Nil && agent == c.own
}

// decision is a decision with what they may see of it. What it shares with the
// one given is not changed.
func (c confidant) decision(d *ticket.Decision) *ticket.Decision {
	if d == nil || d.Assignment == nil || c.all {
		return d
	}
	out, a := *d, c.assignment(d.Assignment)
	out.Assignment = &a
	return &out
}

// touches are those of a ticket without what they tell of how other agents do:
// how long each worked, what they declared, and whether that speaks against them.
// Who had it when, how that ended and why stay, as in the ticket's events.
func (c confidant) touches(in []ticket.Touch) []ticket.Touch {
	if c.all {
		return in
	}
	out := slices.Clone(in)
	for i := range out {
		if t := &out[i]; !c.may(t.Agent) {
			t.Declared, t.Foreign, t.Worked, t.Against = 0, 0, 0, false
			t.ReopenedAt, t.Rating, t.RatedAt = time.Time{}, 0, time.Time{}
		}
	}
	return out
}

// assignment is the same for who was chosen. How much more somebody else is
// worth goes too, even for the agent's own: it is a difference of two, and would
// tell the other.
func (c confidant) assignment(in *ticket.Assignment) ticket.Assignment {
	out := *in
	if c.all {
		return out
	}
	if in.Otherwise != nil {
		out.Otherwise = &ticket.Otherwise{Agent: in.Otherwise.Agent, If: in.Otherwise.If}
	}
	out.Candidates = slices.Clone(in.Candidates)
	for i := range out.Candidates {
		if shown := &out.Candidates[i]; !c.may(shown.Agent) {
			*shown = ticket.Candidate{Agent: shown.Agent, Removed: shown.Removed, Propensity: shown.Propensity}
		}
	}
	return out
}
