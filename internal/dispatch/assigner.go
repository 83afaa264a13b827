package dispatch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Request is what an Assigner has to know of a ticket.
type Request struct {
	Ticket   uuid.UUID
	Category string
	Priority ticket.Priority
	Language string
	Channel  ticket.Channel
	Team     uuid.UUID // whose tickets it is among; none for anybody's
}

// Member is an agent as they stand at the moment of a choice.
type Member struct {
	ticket.Agent
	OnShift bool
	Load    int // working tickets of the request's channel
}

// Assigner chooses who gets a ticket. It is a function of its arguments: the
// same request and members give the same assignment.
type Assigner interface {
	Assign(r Request, members []Member) ticket.Assignment
}

// LeastLoaded gives a ticket to the eligible agent with the largest share of
// their capacity free; among equals to the one who speaks the language best,
// then by id.
type LeastLoaded struct{}

// shown is how many candidates an assignment lists.
const shown = 20

// Assign implements Assigner.
func (LeastLoaded) Assign(r Request, members []Member) ticket.Assignment {
	a := ticket.Assignment{Policy: "least_loaded", Team: r.Team}
	speaks := slices.ContainsFunc(members, func(m Member) bool { return eligible(r, &m) == "" && m.proficiency(r.Language) > 0 })
	for i := range members {
		m := &members[i]
		c := ticket.Candidate{Agent: m.ID, Removed: eligible(r, m)}
		if c.Removed == "" && speaks && m.proficiency(r.Language) == 0 {
			c.Removed = "does not speak " + r.Language
		}
		if c.Removed == "" {
			room := m.Room(r.Channel)
			c.Score = float64(room-m.Load) / float64(room)
			c.Parts = map[string]float64{"free": c.Score, "language": float64(m.proficiency(r.Language))}
		}
		a.Candidates = append(a.Candidates, c)
	}
	slices.SortFunc(a.Candidates, func(x, y ticket.Candidate) int {
		return cmp.Or(cmp.Compare(x.Removed, y.Removed), // those not removed come first
			cmp.Compare(y.Score, x.Score), cmp.Compare(y.Parts["language"], x.Parts["language"]), slices.Compare(x.Agent[:], y.Agent[:]))
	})
	switch {
	case len(a.Candidates) == 0:
		a.Reason = "there are no agents yet"
	case a.Candidates[0].Removed != "":
		a.Reason = "nobody is free: " + a.Candidates[0].Removed
	default:
		best := a.Candidates[0]
		a.Agent = best.Agent
		a.Reason = fmt.Sprintf("has most room: %.0f %% of their capacity is free", 100*best.Score)
	}
	a.Candidates = a.Candidates[:min(len(a.Candidates), shown)]
	return a
}

// eligible names the constraint that rules an agent out, or is empty.
func eligible(r Request, m *Member) string {
	switch {
	case m.Disabled:
		return "disabled"
	case m.Status != ticket.Online:
		return string(m.Status)
	case !m.OnShift:
		return "off shift"
	case r.Team != uuid.Nil && !slices.Contains(m.Teams, r.Team):
		return "not in the team"
	case m.Load >= m.Room(r.Channel):
		return "no room"
	}
	return ""
}

// proficiency is how well the agent speaks a language, 0 for not at all. Who
// lists none is taken to manage in any.
func (m *Member) proficiency(language string) int {
	if len(m.Languages) == 0 || language == "" || language == "und" {
		return 1
	}
	if level, ok := m.Languages[language]; ok {
		return level
	}
	base, _, _ := strings.Cut(language, "-")
	return m.Languages[base]
}
