package rule

import (
	"maps"
	"slices"
	"time"

	"switchyard/routing"
)

// Settings are the whole routing configuration of a desk. Read takes them from
// JSON, Compile says whether they can be followed.
type Settings struct {
	Policy routing.Policy `json:"policy" doc:"How agents are chosen"`
	Needs  []Need         `json:"needs" nullable:"false" doc:"Skills that tickets ask for"`
	Rules  []Rule         `json:"rules" nullable:"false" doc:"In their order: of several that remove an agent, the first is named"`
	// VIPTiers are the tiers of requesters whose tickets nothing is tried with.
	VIPTiers []string  `json:"vip_tiers" nullable:"false" doc:"Tiers of requesters with whose tickets nothing is tried out"`
	Grace    Duration  `json:"grace" doc:"For how long an agent may be away or offline before the tickets that they have not answered go back to the queue, from 0s to 720h; -1s for never"`
	Examples []Example `json:"examples" nullable:"false" doc:"Tickets with what the rules must do with them; settings with an example that does not hold are refused"`
}

// Need is a skill that some tickets ask for: those of a category, or those for
// which an expression over ticket holds.
type Need struct {
	Category string   `json:"category,omitempty" doc:"The most likely category of the ticket"`
	When     string   `json:"when,omitempty" doc:"An expression over ticket, in place of the category"`
	Skill    string   `json:"skill"`
	Level    int      `json:"level" minimum:"1" maximum:"5"`
	Relax    Duration `json:"relax,omitzero" doc:"Business time after which the level asked for sinks by one, and again each time; none or 0s for never"`
}

// Rule removes agents or prefers some.
type Rule struct {
	Name     string  `json:"name" doc:"Of each name there is one"`
	When     string  `json:"when,omitempty" doc:"An expression over ticket: the rule is for tickets for which it holds; none for all"`
	Agent    string  `json:"agent" doc:"An expression over ticket and agent"`
	Effect   Effect  `json:"effect" enum:"require,forbid,prefer" doc:"require removes the agents for whom agent does not hold, forbid those for whom it does, prefer adds bonus to those for whom it does"`
	Bonus    float64 `json:"bonus,omitempty" minimum:"-0.5" maximum:"0.5" doc:"Of prefer: what it is worth, in points of probability of success"`
	Disabled bool    `json:"disabled,omitempty" doc:"Checked, but not followed"`
}

// Effect is what a rule does.
type Effect string

// The effects.
const (
	Require Effect = "require" // agents for whom the expression is false are removed
	Forbid  Effect = "forbid"  // agents for whom it is true are removed
	Prefer  Effect = "prefer"  // Bonus is added for agents for whom it is true
)

// Limits of settings.
const (
	mostNeeds         = 200
	mostRules         = 100
	mostExamples      = 100
	mostExampleAgents = 50
	mostTiers         = 100
	longestGrace      = Duration(30 * 24 * time.Hour)
	longestName       = 100  // characters
	longestExpression = 2000 // characters
	largestBonus      = .5
)

// Default are the settings of a desk that has written none: the default policy,
// and no rules.
func Default() Settings {
	return Settings{Policy: routing.Default(), Needs: []Need{}, Rules: []Rule{}, VIPTiers: []string{"vip"}, Grace: Duration(5 * time.Minute), Examples: []Example{}}
}

// Requests are the tickets of the examples, each under its example's name.
func (s *Settings) Requests() []routing.Request {
	all := make([]routing.Request, len(s.Examples))
	for i := range s.Examples {
		all[i] = s.Examples[i].Ticket.request(s.Examples[i].Name)
	}
	return all
}

// clone shares no list with s, so that what was compiled stays as it was.
func (s *Settings) clone() Settings {
	c := *s
	c.Policy.Weights = maps.Clone(s.Policy.Weights)
	c.Needs, c.Rules, c.VIPTiers, c.Examples = slices.Clone(s.Needs), slices.Clone(s.Rules), slices.Clone(s.VIPTiers), slices.Clone(s.Examples)
	return c
}
