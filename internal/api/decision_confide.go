package api

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/ticket"
)

// aboutConfidence says in a description what is left out for whom.
const aboutConfidence = " Without " + string(access.PerformanceRead) + " the numbers expected of an agent, and the score made of them, are left out for all but the token's own agent; " +
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

// assignment is the same for who was chosen. How much more somebody else is
// worth goes too, even for the agent's own: it is a difference of two, and would
// tell the other.
func (c confidant) assignment(in *ticket.Assignment) ticket.Assignment {
	out := *in
	if c.all {
		return out
	}
	if !c.may(in.Agent) {
		out.Reason = unnumbered(in)
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

var (
	chanceIn  = regexp.MustCompile(`^(\{[^}]*\}) solves it with a chance of \d+ %`)
	helpedToo = regexp.MustCompile(`^ and (helped this requester before)`)
	chanceAny = regexp.MustCompile(`\d\s*%`)
)

// unnumbered says why somebody was chosen without their chance to solve it. What
// speaks of a chance in other words is not told at all.
func unnumbered(in *ticket.Assignment) string {
	at := chanceIn.FindStringSubmatchIndex(in.Reason)
	if at == nil {
		if in.Agent != uuid.Nil && chanceAny.MatchString(in.Reason) {
			return "{" + in.Agent.String() + "} was chosen"
		}
		return in.Reason
	}
	who, rest := in.Reason[:at[3]], in.Reason[at[1]:]
	switch {
	case rest == "":
		return who + " was chosen"
	case helpedToo.MatchString(rest):
		return who + helpedToo.ReplaceAllString(rest, " $1")
	case rest[0] == ';':
		return who + " was chosen" + rest
	}
	return who + " is" + rest[1:] // after a colon or a comma
}
