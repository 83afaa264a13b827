package rule

import (
	"fmt"

	"switchyard/routing"
)

// Book is settings that can be followed. It never changes, and may be used by
// several goroutines at once.
type Book struct {
	settings Settings
	needs    []compiledNeed
	rules    []compiledRule // those that are not disabled
}

type compiledNeed struct {
	field    string
	category string
	when     *expression // nil where the category is asked
	need     routing.Need
}

type compiledRule struct {
	field    string
	rule     *Rule
	untested string      // what is noted of an agent on whom it fails
	when     *expression // nil for every ticket
	agent    *expression
}

// Settings are those that the book follows. Their lists must not be changed.
func (b *Book) Settings() Settings { return b.settings }

// Policy is how agents are chosen.
func (b *Book) Policy() routing.Policy { return b.settings.Policy }

// mostBonus is what all preferences together can add or take: more has no
// meaning for a probability.
const mostBonus = 1

// Apply sets what the ticket asks for and what the rules say of each agent:
// r.Skills, and Rule and Bonus of out, which is in the order of agents and of
// their length. All else stays as it is.
//
// An expression can fail on a ticket: a custom field is missing, or holds text
// where a number is compared. Then the error is an *UntestedError, and all is
// set nevertheless:
//
//   - a need, and a rule whose when fails, is not for this ticket;
//   - a preference adds nothing for the agents on whom it fails;
//   - a constraint removes the agents on whom it fails, for who cannot be tested
//     is not let through, unless it fails on every agent: then the fault is with
//     the ticket or the rule, and the rule is set aside for this ticket.
//
// Any other error is for an out of another length; then nothing was set.
func (b *Book) Apply(r *routing.Request, agents []routing.Agent, out []routing.Prospect) error {
	return b.apply(r, agents, out, nil)
}

func (b *Book) apply(r *routing.Request, agents []routing.Agent, out []routing.Prospect, m *Memo) error {
	if len(out) != len(agents) {
		return fmt.Errorf("rule: %d prospects for %d agents: give one for each", len(out), len(agents))
	}
	p := b.open(r, agents)
	p.memo = m
	r.Skills = nil
	for _, n := range p.needs() {
		r.Skills = append(r.Skills, n.need)
	}
	for i := range out {
		out[i].Rule, out[i].Bonus = "", 0
	}
	for i := range b.rules {
		p.rule(&b.rules[i], out)
	}
	for i := range out {
		out[i].Bonus = max(-mostBonus, min(mostBonus, out[i].Bonus))
	}
	if len(p.warnings) > 0 {
		return &UntestedError{p.warnings}
	}
	return nil
}
