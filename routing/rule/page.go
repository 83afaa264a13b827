package rule

import (
	"fmt"

	"switchyard/routing"
)

// page is a book opened at one ticket.
type page struct {
	book     *Book
	agents   []routing.Agent
	memo     *Memo // nil for none
	vars     variables
	verdicts []verdict // of the rule at hand, by agent
	warnings []Warning
}

// verdict is what an expression says of an agent.
type verdict byte

const (
	isFalse verdict = iota
	isTrue
	failed
)

func (b *Book) open(r *routing.Request, agents []routing.Agent) *page {
	p := &page{book: b, agents: agents}
	if len(b.needs) == 0 && len(b.rules) == 0 {
		return p
	}
	p.verdicts = make([]verdict, len(agents))
	p.vars.ticket.shape, p.vars.agent.shape = ticketShape, agentShape
	p.vars.ticket.view.look(r)
	p.vars.agent.view.channel = r.Channel
	return p
}

// needs are what the ticket asks for, in the order of the settings.
func (p *page) needs() (all []*compiledNeed) {
	for i := range p.book.needs {
		n := &p.book.needs[i]
		var holds bool
		if n.when == nil {
			holds = p.vars.ticket.view.first.Label == n.category
		} else {
			var err error
			if holds, err = n.when.holds(&p.vars); err != nil {
				p.warn(Warning{Field: n.field, Kind: Fails, Message: fmt.Sprintf("the need of %q cannot be tested on the ticket, which does not get it: %s", n.need.Skill, err)})
			}
		}
		if holds {
			all = append(all, n)
		}
	}
	return all
}

// rule puts what a rule says into the prospects, and says whether it is for
// this ticket.
func (p *page) rule(c *compiledRule, out []routing.Prospect) bool {
	if !p.judge(c) {
		return false
	}
	for i, verdict := range p.verdicts {
		switch {
		case c.rule.Effect == Prefer:
			if verdict == isTrue {
				out[i].Bonus += c.rule.Bonus
			}
		case out[i].Rule != "": // the first that removes is named
		case verdict == failed:
			out[i].Rule = c.untested
		case c.removes(verdict):
			out[i].Rule = c.rule.Name
		}
	}
	return true
}

// removes says whether the rule rules out an agent; who cannot be tested is.
func (c *compiledRule) removes(v verdict) bool {
	switch c.rule.Effect {
	case Require:
		return v != isTrue
	case Forbid:
		return v != isFalse
	}
	return false
}

// judge asks a rule about every agent, and says whether it is for this ticket.
func (p *page) judge(c *compiledRule) bool {
	if c.when != nil {
		holds, err := c.when.holds(&p.vars)
		if err != nil {
			p.fails(c, "is not followed for the ticket, on which its when cannot be tested: %s", err)
		}
		if err != nil || !holds {
			return false
		}
	}
	j := p.judgement(c)
	n, first, whom := j.failed, j.first, j.whom
	switch {
	case n == 0:
		return true
	case n == len(p.agents):
		p.fails(c, "is not followed for the ticket, as it cannot be tested on any agent: %s", first)
		return false
	case c.rule.Effect == Prefer:
		p.fails(c, "adds nothing for %d of %d agents, on whom it cannot be tested, such as %s: %s", n, len(p.agents), whom, first)
	default:
		p.fails(c, "removes %d of %d agents because it cannot be tested on them, such as %s: %s", n, len(p.agents), whom, first)
	}
	return true
}

// judgement is what a rule says of every agent, as it is remembered or asked. It
// also stands in the verdicts of the page.
func (p *page) judgement(c *compiledRule) judgement {
	if p.memo == nil {
		return p.ask(c)
	}
	key, fits := c.key(&p.vars.ticket.view)
	if !fits {
		return p.ask(c)
	}
	if said := p.memo.recall(key); said != nil && len(said.verdicts) == len(p.verdicts) {
		copy(p.verdicts, said.verdicts)
		return *said
	}
	j := p.ask(c)
	p.memo.keep(key, &j)
	return j
}

// ask asks a rule about every agent.
func (p *page) ask(c *compiledRule) judgement {
	j := judgement{verdicts: p.verdicts}
	for i := range p.agents {
		p.verdicts[i] = isFalse
		if i > 0 && !c.agent.agent { // it says the same of everybody
			p.verdicts[i] = p.verdicts[0]
			if j.first != nil {
				j.failed++
			}
			continue
		}
		p.vars.agent.view.look(&p.agents[i])
		holds, err := c.agent.holds(&p.vars)
		switch {
		case err != nil:
			if p.verdicts[i] = failed; j.failed == 0 {
				j.first, j.whom = err, p.agents[i].ID
			}
			j.failed++
		case holds:
			p.verdicts[i] = isTrue
		}
	}
	return j
}

func (p *page) fails(c *compiledRule, format string, args ...any) {
	p.warn(Warning{Field: c.field, Rule: c.rule.Name, Kind: Fails, Message: fmt.Sprintf("rule %q ", c.rule.Name) + fmt.Sprintf(format, args...)})
}

// warn notes a warning about the ticket that the page is open at.
func (p *page) warn(w Warning) {
	w.Tickets, w.Count = []string{p.vars.ticket.view.ID}, 1
	p.warnings = append(p.warnings, w)
}
