package routing

import (
	"strconv"
	"strings"
	"time"
)

// obstacle is what keeps an agent from a ticket. Those up to lastUnfit hold as
// long as the ticket is what it is; the others pass with time.
type obstacle uint8

const (
	none obstacle = iota
	disabled
	excluded
	outsider
	foreign
	unskilled
	ruled
	mute // takes nothing of the channel at all

	away
	full
	leaving

	lastUnfit = mute
)

// gate tells fit agents from others, for the tickets of one desk. What many
// tickets ask alike is answered once for all agents.
type gate struct {
	desk    *Desk
	policy  *Policy
	speaks  map[string]*tongue
	members map[string][]bool
}

// tongue is who speaks a language.
type tongue struct {
	speaks   []bool
	anybody  bool // who is not disabled
	anywhere bool // the language is not known, or asked of nobody
}

func newGate(d *Desk, p *Policy) *gate {
	return &gate{d, p, map[string]*tongue{}, map[string][]bool{}}
}

// Disabled is the Away of an agent who works here no more.
const Disabled = "disabled"

// unfit says what rules an agent out whatever they are doing now.
func (g *gate) unfit(r *Request, j int, t *tongue, team []bool, share float64) obstacle {
	a := &g.desk.Agents[j]
	switch {
	case a.Away == Disabled:
		return disabled
	case has(r.Excluded, a.ID):
		return excluded
	case team != nil && !team[j]:
		return outsider
	case t.anybody && !t.speaks[j] && (g.policy.AnyLanguage <= 0 || share < g.policy.AnyLanguage):
		return foreign
	case j < len(r.Prospects) && r.Prospects[j].Rule != "":
		return ruled
	case a.Room[r.Channel] <= 0:
		return mute
	}
	for _, need := range r.Skills {
		if level := need.Asked(r.Waited); level > 0 && a.Skills[need.Skill] < level {
			return unskilled
		}
	}
	return none
}

// busy says what keeps a fit agent from one more ticket now.
func (g *gate) busy(a *Agent, free int, hours float64) obstacle {
	switch {
	case a.Away != "":
		return away
	case free <= 0:
		return full
	case !a.Until.IsZero() && a.Until.Sub(g.desk.Now).Hours() < min(1, g.policy.Finish*hours):
		return leaving
	}
	return none
}

// words name an obstacle as the record shows it.
func (g *gate) words(o obstacle, r *Request, j int) string {
	a := &g.desk.Agents[j]
	switch o {
	case disabled, away:
		return a.Away
	case excluded:
		return "excluded"
	case outsider:
		return "not in the team"
	case foreign:
		return "does not speak " + r.Language
	case unskilled:
		for _, need := range r.Skills {
			if level := need.Asked(r.Waited); level > 0 && a.Skills[need.Skill] < level {
				return "lacks skill " + need.Skill + " at level " + strconv.Itoa(level)
			}
		}
	case ruled:
		return "rule: " + r.Prospects[j].Rule
	case mute:
		return "takes no " + r.Channel
	case full:
		return "no room"
	case leaving:
		return "shift ends soon"
	}
	return ""
}

// tongue answers who speaks a language.
func (g *gate) tongue(language string) *tongue {
	if t, known := g.speaks[language]; known {
		return t
	}
	t := &tongue{speaks: make([]bool, len(g.desk.Agents)), anywhere: language == "" || language == "und"}
	for j := range t.speaks {
		a := &g.desk.Agents[j]
		t.speaks[j] = a.Proficiency(language) > 0
		t.anybody = t.anybody || t.speaks[j] && a.Away != Disabled
	}
	t.anybody = t.anybody && !t.anywhere
	g.speaks[language] = t
	return t
}

// team answers who is a member, nil for everybody.
func (g *gate) team(name string) []bool {
	if name == "" {
		return nil
	}
	if in, known := g.members[name]; known {
		return in
	}
	in := make([]bool, len(g.desk.Agents))
	for j := range in {
		in[j] = has(g.desk.Agents[j].Teams, name)
	}
	g.members[name] = in
	return in
}

// Proficiency is how well the agent speaks a language, 1 to 5, 0 for not at
// all. Who lists no languages is taken to speak any fully, and everybody does
// an unknown one.
func (a *Agent) Proficiency(language string) int {
	if len(a.Languages) == 0 || language == "" || language == "und" {
		return 5
	}
	if level, listed := a.Languages[language]; listed {
		return level
	}
	base, _, _ := strings.Cut(language, "-")
	return a.Languages[base]
}

// has is slices.Contains for lists that are empty nearly always.
func has(list []string, s string) bool {
	for i := range list {
		if list[i] == s {
			return true
		}
	}
	return false
}

// share is how much of its target a ticket has waited, 0 when it is not known.
func (r *Request) share(otherwise time.Duration) float64 {
	target := r.Target
	if target <= 0 {
		target = otherwise
	}
	if target <= 0 || r.Waited <= 0 {
		return 0
	}
	return float64(r.Waited) / float64(target)
}
