package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"switchyard/routing"
)

// Warning is something that settings do and that nobody may have meant. They
// are followed all the same.
type Warning struct {
	Field   string      `json:"field" doc:"The need or rule: JSON names and places in lists, with dots between them; empty where it is all of them together"`
	Rule    string      `json:"rule,omitempty" doc:"Its name"`
	Kind    WarningKind `json:"kind" enum:"removes_everyone,leaves_nobody,nobody_has_skill,fails" doc:"removes_everyone: the rule alone removes every agent; leaves_nobody: several rules together do; nobody_has_skill: nobody has a skill at the level asked for; fails: an expression cannot be tested"`
	Message string      `json:"message"`
	Tickets []string    `json:"tickets" nullable:"false" doc:"Some of the tickets it was seen with"`
	Count   int         `json:"count" doc:"How many tickets it was seen with"`
}

// WarningKind sorts warnings.
type WarningKind string

// The kinds of warning.
const (
	RemovesEveryone WarningKind = "removes_everyone"
	LeavesNobody    WarningKind = "leaves_nobody"
	NobodyHasSkill  WarningKind = "nobody_has_skill"
	Fails           WarningKind = "fails"
)

// UntestedError is that expressions could not be tested on a ticket, one warning
// of the kind Fails for each need and rule.
type UntestedError struct{ Warnings []Warning }

func (e *UntestedError) Error() string {
	messages := make([]string, len(e.Warnings))
	for i, w := range e.Warnings {
		messages[i] = w.Message
	}
	return strings.Join(messages, "; ")
}

// mostNamed is how many tickets a warning names.
const mostNamed = 5

// Check tries tickets on the agents of a desk and gathers what the admin should
// know before the settings are followed: in the order of needs and rules, each
// kind of warning once for each, with the tickets it was seen with. Without
// agents there is nothing to warn of.
func (b *Book) Check(requests []routing.Request, agents []routing.Agent) []Warning {
	var all []Warning
	if len(agents) == 0 {
		return all
	}
	for i := range requests {
		for _, w := range b.review(requests[i], agents) {
			at := slices.IndexFunc(all, func(o Warning) bool { return o.Field == w.Field && o.Kind == w.Kind })
			if at < 0 {
				all = append(all, w)
				continue
			}
			all[at].Count++
			if len(all[at].Tickets) < mostNamed && !slices.Contains(all[at].Tickets, w.Tickets[0]) {
				all[at].Tickets = append(all[at].Tickets, w.Tickets[0])
			}
		}
	}
	slices.SortStableFunc(all, func(x, y Warning) int { return b.rank(x.Field) - b.rank(y.Field) })
	return all
}

// rank is where a field comes: needs, rules, all of them.
func (b *Book) rank(field string) int {
	if i := slices.IndexFunc(b.needs, func(n compiledNeed) bool { return n.field == field }); i >= 0 {
		return i
	}
	if i := slices.IndexFunc(b.rules, func(c compiledRule) bool { return c.field == field }); i >= 0 {
		return len(b.needs) + i
	}
	return len(b.needs) + len(b.rules)
}

// review gives the warnings for one ticket.
func (b *Book) review(r routing.Request, agents []routing.Agent) []Warning {
	p := b.open(&r, agents)
	for _, n := range p.needs() {
		p.wanting(n)
	}
	out := make([]routing.Prospect, len(agents))
	alone := false
	for i := range b.rules {
		c := &b.rules[i]
		if !p.rule(c, out) || slices.ContainsFunc(p.verdicts, func(v verdict) bool { return !c.removes(v) }) {
			continue
		}
		alone = true
		p.warn(Warning{Field: c.field, Rule: c.rule.Name, Kind: RemovesEveryone,
			Message: fmt.Sprintf("rule %q removes every one of %d agents: the ticket would wait until the rule or the agents change", c.rule.Name, len(agents))})
	}
	if !alone && !slices.ContainsFunc(out, func(o routing.Prospect) bool { return o.Rule == "" }) {
		p.warn(Warning{Kind: LeavesNobody,
			Message: fmt.Sprintf("the rules together remove every one of %d agents: the ticket would wait until rules or agents change", len(agents))})
	}
	return p.warnings
}

// wanting warns of a need that nobody meets.
func (p *page) wanting(n *compiledNeed) {
	asked, best := n.need.Asked(p.vars.ticket.view.Waited), 0
	for i := range p.agents {
		best = max(best, p.agents[i].Skills[n.need.Skill])
	}
	if best >= asked {
		return
	}
	until := "for ever: give relax, or declare the skill"
	if n.need.Relax > 0 {
		until = fmt.Sprintf("until %s have passed", time.Duration(n.need.Level-best)*n.need.Relax)
	}
	p.warn(Warning{Field: n.field, Kind: NobodyHasSkill,
		Message: fmt.Sprintf("no agent has %q at level %d, the highest is %d: the ticket would wait %s", n.need.Skill, asked, best, until)})
}
