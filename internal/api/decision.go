package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/ticket"
)

// DecisionShown is why a ticket went where it went, in words.
type DecisionShown struct {
	ID        *uuid.UUID `json:"id,omitempty" format:"uuid" doc:"Of the decision; none for a preview. switchyard decision replay takes it"`
	Ticket    *uuid.UUID `json:"ticket,omitempty" format:"uuid" doc:"None for a draft"`
	At        time.Time  `json:"at"`
	Agent     *uuid.UUID `json:"agent" nullable:"true" format:"uuid" doc:"Who gets it; null when it waits"`
	Name      string     `json:"name,omitempty" doc:"What that agent is called"`
	Team      *uuid.UUID `json:"team,omitempty" format:"uuid"`
	Reason    string     `json:"reason" doc:"In words"`
	Otherwise string     `json:"otherwise,omitempty" doc:"Whom it would have gone to, had they been there or had room"`

	Policy     string  `json:"policy" doc:"What chose: its name, and a hash of its settings"`
	Predictor  string  `json:"predictor,omitempty" doc:"The model behind what was expected of the agents"`
	Propensity float64 `json:"propensity,omitempty" doc:"Probability with which the policy chooses this agent here"`
	Explored   bool    `json:"explored,omitempty" doc:"Somebody was tried who is not the best choice, so that something is learnt"`

	Weighed    int              `json:"weighed" doc:"How many agents were looked at"`
	Candidates []CandidateShown `json:"candidates" nullable:"false" doc:"Those who could have had it, best first, then the others; the first 200"`
}

// CandidateShown is an agent who was weighed, and what is to be said of it.
type CandidateShown struct {
	ticket.Candidate
	Name  string `json:"name,omitempty"`
	Words string `json:"words" doc:"What speaks for the agent, or keeps the ticket from them"`
}

// mostCandidates is how many candidates an answer has.
const mostCandidates = 200

func (a *API) registerDecision() {
	op := ticketOp("get-decision", http.MethodGet, "/decision", "Why this agent?",
		"The latest decision about who gets the ticket, explained: why this agent, what the others lacked, and who would have had it otherwise."+aboutConfidence)
	endpoint[nothing, DecisionShown](a, access.TicketsRead, op, a.showDecision)
}

// latest is how many decisions of a ticket are searched for one about who gets it.
const latest = 100

func (a *API) showDecision(r *http.Request, _ *request[nothing]) (reply, error) {
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	decisions, err := a.config.Store.Decisions(r.Context(), t.ID, latest)
	if err != nil {
		return reply{}, err
	}
	for i := range decisions {
		d := &decisions[i]
		if d.Assignment == nil {
			continue
		}
		unfold(d)
		*d = veiled(&t, *d)
		shown := a.viewAssignment(confidantOf(r), d.Assignment)
		shown.ID, shown.Ticket, shown.At = &d.ID, &t.ID, d.At
		return reply{body: shown}, nil
	}
	return reply{}, ticket.Errorf(ticket.NotFound, "decision", "nothing was decided about who gets the ticket yet, or a person decided")
}

// unfold lists all candidates of a decision, where its case is there.
func unfold(d *ticket.Decision) {
	if len(d.Assignment.Candidates) >= d.Assignment.Weighed {
		return
	}
	if c, err := dispatch.ReadCase(d.Assignment.Case); err == nil { // without it the first ones have to do
		d.Assignment.Candidates = dispatch.Candidates(c.Decision.Candidates)
	}
}

// viewAssignment explains to somebody who was chosen.
func (a *API) viewAssignment(to confidant, full *ticket.Assignment) DecisionShown {
	told := to.assignment(full)
	in := &told
	name := a.config.Dispatcher.Name
	out := DecisionShown{
		Agent: some(in.Agent), Team: some(in.Team), Reason: a.config.Dispatcher.Named(in.Reason),
		Policy: in.Policy, Predictor: in.Predictor, Propensity: in.Propensity, Explored: in.Explored,
		Weighed: max(in.Weighed, len(in.Candidates)), Candidates: []CandidateShown{},
	}
	if in.Agent != uuid.Nil {
		out.Name = name(in.Agent)
	}
	if o := in.Otherwise; o != nil {
		who := name(o.Agent)
		if who == "" {
			who = "an agent who is gone"
		}
		out.Otherwise = fmt.Sprintf("%s would have had it, had they %s", who, strings.TrimPrefix(o.If, "had "))
		if !strings.HasPrefix(o.If, "had ") {
			out.Otherwise = fmt.Sprintf("%s would have had it, if they %s", who, o.If)
		}
	}
	for i := range in.Candidates[:min(len(in.Candidates), mostCandidates)] {
		c, first := &in.Candidates[i], &in.Candidates[0]
		if !to.all {
			first = c // how far behind somebody is tells of the first
		}
		out.Candidates = append(out.Candidates, CandidateShown{*c, name(c.Agent), inWords(c, first, in.Agent)})
	}
	return out
}

// inWords says what speaks for a candidate, beside the first one.
func inWords(c, first *ticket.Candidate, chosen uuid.UUID) string {
	expected := ""
	if c.Success > 0 {
		expected = fmt.Sprintf("solves it with a chance of %.0f %% (%.0f to %.0f %%, from %.0f tickets)",
			100*c.Success, 100*max(0, c.Success-1.96*c.Sd), 100*min(1, c.Success+1.96*c.Sd), c.Seen)
	}
	switch {
	case c.Removed != "" && expected != "":
		return c.Removed + "; " + expected
	case c.Removed != "":
		return c.Removed
	case expected == "" && c.Agent == chosen:
		return "was chosen"
	case expected == "":
		return "was free"
	case c.Agent == chosen || c == first:
		return expected
	}
	if what, gap := lacks(&c.Parts, &first.Parts); gap > .0005 {
		return fmt.Sprintf("%s; behind by %.3f, most of all in %s", expected, first.Score-c.Score, what)
	}
	return expected
}

// lacks names the part in which a candidate is furthest behind another.
func lacks(c, first *ticket.Parts) (what string, gap float64) {
	for _, part := range []struct {
		name string
		gap  float64
	}{
		{"the chance to solve it", first.Success - c.Success}, {"the desk's preferences", first.Rules - c.Rules},
		{"what their time is worth elsewhere", first.Price - c.Price}, {"the time it takes them while many wait", first.Crowd - c.Crowd},
		{"knowing the requester", first.Known - c.Known}, {"an answer of theirs that did not hold", first.Failed - c.Failed},
		{"having worked more than others", first.Fair - c.Fair}, {"room", first.Balance - c.Balance},
	} {
		if part.gap > gap {
			what, gap = part.name, part.gap
		}
	}
	return what, gap
}
